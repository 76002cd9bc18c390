"""The command line: METHOD.md's numbers on the shipped sample, plain sentences, and no half files."""

import hashlib
import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from PIL import Image
from pptx import Presentation

from core.__main__ import main, write_by
from core.problems import DataProblem
from tests.graders import by_rank, filled

pytestmark = pytest.mark.thorough

ROOT = Path(__file__).parents[1]


def test_table_2_and_the_paper_s_network_come_out_of_the_sample(samples, tmp_path):
    """600 rows, 548 valid, Table 2, 274 sampled as 229 and 45, 14-29-1 stopped by the goal."""
    out = tmp_path / "s.json"
    recipe = samples / "paper.recipe.json"
    assert main(["segment", str(samples / "survey.csv"), "--recipe", str(recipe), "--summary", str(out)]) == 0
    summary = json.loads(out.read_text(encoding="utf-8"))
    assert (summary["rows"], summary["valid"], sum(summary["excluded"].values())) == (600, 548, 52)
    assert [b["count"] for b in summary["bands"]] == [102, 150, 110, 105, 81]
    assert summary["sample"] == {
        "size": 274, "per_band": [51, 75, 55, 53, 40], "train": 229, "validation": 0, "test": 45,
    }  # fmt: skip
    network = summary["network"]
    assert (network["inputs"], network["hidden"], network["outputs"]) == (14, 29, 1)
    assert (network["algorithm"], network["stop_reason"]) == ("traingdx", "goal met")
    assert network["train_mse"] <= 0.01
    assert network["test_mse"] < network["baseline_mean_mse"]
    assert sum(t["count"] for t in summary["tiers"]) == 548
    assert 0 <= network["tier_agreement"] <= 1


def test_one_and_two_threads_give_the_same_bytes(samples, tmp_path):
    """Summary and scores do not depend on how many threads linear algebra might use."""
    digests = []
    for threads in "12":
        summary, scores = tmp_path / f"{threads}.json", tmp_path / f"{threads}.csv"
        subprocess.run(
            [sys.executable, "-m", "core", "segment", samples / "survey.csv", "--recipe", samples / "paper.recipe.json",
             "--summary", summary, "--out", scores],
            check=True, cwd=ROOT, env={**os.environ, "OMP_NUM_THREADS": threads},
        )  # fmt: skip
        digests.append([hashlib.sha256(path.read_bytes()).hexdigest() for path in (summary, scores)])
    assert digests[0] == digests[1]


@pytest.mark.parametrize("ending", [".csv", ".xlsx", ".parquet"])
def test_every_kind_of_result_file(samples, tmp_path, ending):
    """548 customers in the order of the file, whatever the kind."""
    out = tmp_path / f"result{ending}"
    recipe = samples / "paper.recipe.json"
    assert main(["segment", str(samples / "survey.csv"), "--recipe", str(recipe), "--out", str(out)]) == 0
    read = {
        ".csv": pd.read_csv,
        ".parquet": pd.read_parquet,
        ".xlsx": lambda f: pd.read_excel(f, "Customers", engine="openpyxl"),
    }[ending]
    assert len(read(out)) == 548
    assert [p.name for p in tmp_path.iterdir()] == [out.name]


def test_a_deck_is_written_in_a_template_and_with_a_logo(samples, tmp_path, capsys):
    """`--deck` writes the slides, whole, and prints no figures; PowerPoint's own reader finds them in the template."""
    base, logo, out = tmp_path / "t.pptx", tmp_path / "l.png", tmp_path / "deck.pptx"
    Presentation().save(base)
    Image.new("RGB", (80, 20), "red").save(logo)
    arguments = ["segment", samples / "survey.csv", "--recipe", samples / "paper.recipe.json", "--deck", out]
    assert main([*map(str, arguments), "--template", str(base), "--logo", str(logo)]) == 0
    made = Presentation(out)
    assert made.slide_width == 9_144_000
    assert made.slides[0].shapes.title.text == "Survey, as in the paper"
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["segment", "absent.csv"], "absent.csv: the file cannot be read"),
        (["segment", "survey.csv", "--recipe", "survey.csv"], "survey.csv: this is not a recipe"),
        (
            ["segment", "survey.csv", "--out", "x.pdf"],
            "'.pdf' is no kind of result file (accepted: .xlsx, .csv, .parquet, .zip)",
        ),
        (
            ["segment", "survey.csv", "--recipe", "paper.recipe.json", "--out", "no/such/x.csv"],
            "x.csv: the file cannot be",
        ),
        (["segment", "README.md"], "README.md"),
        (["segment", "survey.csv", "--model", "m.zip"], "'.zip' is no kind of model file (accepted: .npz)"),
        (["segment", "survey.csv", "--deck", "d.ppt"], "'.ppt' is no kind of slide deck (accepted: .pptx)"),
        (["segment", "survey.csv", "--logo", "l.png"], "but no deck; name the deck with --deck"),
        (
            ["segment", "survey.csv", "--deck", "d.pptx", "--template", "survey.csv"],
            "survey.csv: this is no PowerPoint file",
        ),
        (["score", "survey.csv", "survey.csv", "--out", "x.csv"], "survey.csv: this is not a saved model"),
        (
            ["score", "m.npz", "survey.csv", "--out", "x.xlsx"],
            "'.xlsx' is no kind of list of customers (accepted: .csv, .parquet)",
        ),
        (["score", "absent.npz", "survey.csv", "--out", "x.csv"], "absent.npz: the file cannot be read"),
    ],
)
def test_what_cannot_be_used_gets_exit_code_2_and_one_sentence(samples, monkeypatch, capsys, arguments, sentence):
    """One line on stderr, nothing on stdout, nothing written."""
    monkeypatch.chdir(samples)
    before = sorted(p.name for p in samples.iterdir())
    assert main(arguments) == 2
    told = capsys.readouterr()
    assert sentence in told.err.splitlines()[-1]
    assert told.out == ""
    assert sorted(p.name for p in samples.iterdir()) == before


def test_the_proposed_recipe_is_printed_and_can_be_used(samples, tmp_path, capsys):
    """`recipe` prints what the app would propose; `segment` takes it back."""
    assert main(["recipe", str(samples / "survey_raw.xlsx")]) == 0
    printed = tmp_path / "r.json"
    printed.write_text(capsys.readouterr().out, encoding="utf-8")
    proposed = json.loads(printed.read_text(encoding="utf-8"))
    assert {"recency", "frequency", "monetary"} <= set(proposed["scoring"]["indicators"])
    out = tmp_path / "s.json"
    quick = proposed | {"network": {"nets": 1}}
    printed.write_text(json.dumps(quick), encoding="utf-8")
    arguments = ["segment", str(samples / "survey_raw.xlsx"), "--recipe", str(printed), "--summary", str(out)]
    assert main(arguments) == 0


def test_the_sample_goes_out_to_graders_and_comes_back_as_the_expected_value(samples, tmp_path, capsys):
    """`sample` writes a sheet for each grader; `segment --grades` learns from them, and says how far they agree."""
    file, recipe, zipped = str(samples / "survey.csv"), str(samples / "paper.recipe.json"), tmp_path / "sheets.zip"
    who = ["--graders", "Ann", "Bob", "--overlap", "0.3"]
    assert main(["sample", file, "--recipe", recipe, "--out", str(zipped), *who]) == 0
    assert "Ann: 178 customers, grading-Ann.xlsx" in capsys.readouterr().err
    sheets = []
    with zipfile.ZipFile(zipped) as archive:
        for seed, name in enumerate(archive.namelist()):
            sheets.append(tmp_path / name)
            rule = by_rank("Interaction: reviews and suggestions (1-5)", seed=seed, noise=0.05)
            sheets[-1].write_bytes(filled(archive.read(name), rule))
    out = tmp_path / "s.json"
    assert main(["segment", file, "--recipe", recipe, "--grades", *map(str, sheets), "--summary", str(out)]) == 0
    assert "(weighted kappa 0." in capsys.readouterr().err
    summary = json.loads(out.read_text(encoding="utf-8"))
    assert {key: summary["target"][key] for key in ("kind", "column", "known")} == {
        "kind": "grade",
        "column": None,
        "known": 274,
    }
    assert summary["grading"]["graders"] == {"Ann": 178, "Bob": 178}
    assert summary["grading"]["agreement"]["customers"] == 82


def test_sheets_that_cannot_be_written_or_used_get_one_sentence(samples, tmp_path, capsys):
    """Two sheets do not fit into one workbook, and a customer file is no grading sheet."""
    file = str(samples / "survey.csv")
    assert main(["sample", file, "--graders", "Ann", "Bob", "--out", str(tmp_path / "x.xlsx")]) == 2
    assert "2 grading sheets cannot be written to 'x.xlsx' (accepted: .zip)" in capsys.readouterr().err
    assert main(["segment", file, "--grades", file]) == 2
    assert "survey.csv: no column says which grade was given" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_a_file_is_written_whole_or_not_at_all(tmp_path, error):
    """A full disk is one sentence; what stood there before is still there, and no part of the new file."""
    path = tmp_path / "tiers.xlsx"
    path.write_bytes(b"last quarter's")

    def make(out):
        out.write(b"half")
        raise error

    sentence = r"tiers.xlsx: the file cannot be written: No space left on device; check the folder and its disk"
    with pytest.raises(DataProblem, match=sentence) if isinstance(error, OSError) else pytest.raises(KeyboardInterrupt):
        write_by(path, make)
    assert [p.name for p in tmp_path.iterdir()] == ["tiers.xlsx"]
    assert path.read_bytes() == b"last quarter's"


def test_everything_is_made_by_the_ending_zip(samples, tmp_path):
    """The same archive as on the Export page."""
    assert main(["segment", str(samples / "survey.csv"), "--out", str(tmp_path / "all.zip")]) == 0
    with zipfile.ZipFile(tmp_path / "all.zip") as archive:
        assert {name.rsplit("-", 1)[-1] for name in archive.namelist()} >= {"tiers.xlsx", "recipe.json", "model.npz"}


@pytest.fixture(scope="module")
def saved(samples, tmp_path_factory):
    """A folder with a model trained on the raw survey and the list of its customers."""
    folder = tmp_path_factory.mktemp("saved")
    recipe = json.loads((samples / "survey_raw.recipe.json").read_text(encoding="utf-8"))
    recipe |= {"network": {"nets": 2}, "training": {"epochs": 60, "split": {"validation": 0}}}
    (folder / "r.json").write_text(json.dumps(recipe), encoding="utf-8")
    arguments = ["segment", samples / "survey_raw.xlsx", "--recipe", folder / "r.json", "--model", folder / "m.npz"]
    assert main(list(map(str, [*arguments, "--out", folder / "t.csv"]))) == 0
    return folder


def test_the_scored_training_file_is_the_list_of_segment_to_the_byte(samples, saved, tmp_path, capsys):
    """K, spread, tier, C, band and scores; the raw workbook's sheet and heading row are found anew."""
    for ending in (".csv", ".parquet"):
        out = tmp_path / f"scored{ending}"
        assert main(["score", str(saved / "m.npz"), str(samples / "survey_raw.xlsx"), "--out", str(out)]) == 0
    assert (tmp_path / "scored.csv").read_bytes() == (saved / "t.csv").read_bytes()
    scored = pd.read_parquet(tmp_path / "scored.parquet")
    assert list(scored)[:9] == [
        "Customer", "Row", "Tier", "Tier name", "Customer value K", "Spread of K", "Certainty", "Band",
        "Current value C",
    ]  # fmt: skip
    told = capsys.readouterr()
    assert told.out == ""
    assert "548 customers were valued; 52 rows were left out (blank: 24," in told.err
    assert "K was learned from the weighted score of the indicators, on 233 customers." in told.err


def test_the_network_can_be_trained_again_and_again(samples, saved, tmp_path, capsys):
    """How often customers land in their tier is told, and stands in summary, list and workbook."""
    arguments = ["segment", samples / "survey_raw.xlsx", "--recipe", saved / "r.json", "--retrain", "2"]
    for out in ("t.xlsx", "t.csv"):
        made = [*arguments, "--out", tmp_path / out, "--summary", tmp_path / "s.json"]
        assert main(list(map(str, made))) == 0
    told = capsys.readouterr().err
    found = json.loads((tmp_path / "s.json").read_text(encoding="utf-8"))["stability"]
    assert f"Trained 2 times more, customers land in the tier shown {found['land_in_their_tier']:.0%}" in told
    assert set(pd.read_csv(tmp_path / "t.csv")["Lands in tier"]) <= {0, 0.5, 1}
    book = openpyxl.load_workbook(tmp_path / "t.xlsx")
    assert dict(book["Summary"].values)["Land in their tier, trained 2 times more"] == found["land_in_their_tier"]
    heading, *tiers = book["Tiers"].values
    by_tier = {line[0]: line[heading.index("Lands in tier")] for line in tiers}
    assert {tier: by_tier[tier] for tier in found["by_tier"]} == pytest.approx(found["by_tier"])
    assert main(["segment", str(samples / "survey.csv"), "--retrain", "0"]) == 2
    assert "The network cannot be trained 0 times more" in capsys.readouterr().err


def test_what_the_model_never_saw_is_said(samples, saved, tmp_path, capsys):
    """A later file with a customer beyond all that was seen in training: clipped, counted, told on stderr."""
    frame = pd.read_excel(samples / "survey_raw.xlsx", sheet_name="Customers", header=3, engine="calamine")
    few = frame.drop_duplicates(frame.columns[0]).head(30)
    few.to_csv(tmp_path / "later.csv", index=False)
    out = tmp_path / "scored.csv"
    assert main(["score", str(saved / "m.npz"), str(tmp_path / "later.csv"), "--out", str(out)]) == 0
    assert " customers were valued" in capsys.readouterr().err
    assert 0 < len(pd.read_csv(out)) <= 30


def test_a_missing_column_is_named(samples, saved, tmp_path, capsys):
    """One sentence, exit code 2, and no list is written."""
    frame = pd.read_excel(samples / "survey_raw.xlsx", sheet_name="Customers", header=3, engine="calamine")
    recipe = json.loads((saved / "r.json").read_text(encoding="utf-8"))
    gone = recipe["scoring"]["indicators"]["monetary"]["columns"][0]
    frame.drop(columns=gone).to_csv(tmp_path / "without.csv", index=False)
    out = tmp_path / "scored.csv"
    assert main(["score", str(saved / "m.npz"), str(tmp_path / "without.csv"), "--out", str(out)]) == 2
    assert f"without.csv: there is no column {gone!r}" in capsys.readouterr().err
    assert not out.exists()


def test_a_second_file_that_the_model_does_not_know_is_refused(samples, saved, tmp_path, capsys):
    """It was trained without one."""
    table, second = str(samples / "survey_raw.xlsx"), str(samples / "orders.csv")
    arguments = ["score", str(saved / "m.npz"), table, "--second", second, "--out", str(tmp_path / "x.csv")]
    assert main(arguments) == 2
    assert "orders.csv: the model was trained without a second file; leave out --second." in capsys.readouterr().err
