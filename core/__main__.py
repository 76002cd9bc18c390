"""The command line: the same engine without a browser.

python -m core segment FILE [--second FILE2] [--recipe R.json] [--out RESULT.xlsx|.csv|.parquet|.zip] [--summary S.json]
                            [--report REPORT.html] [--model MODEL.npz] [--judge] [--retrain 20]
                            [--deck DECK.pptx [--template T.pptx] [--logo L.png]]
python -m core sample FILE --out SHEETS.xlsx|.zip [--recipe R.json] [--graders ANN BOB] [--overlap 0.2] [--scale 1-5]
python -m core segment FILE --grades SHEET.xlsx [SHEET2.xlsx ...]
python -m core recipe FILE [--second FILE2]
python -m core score MODEL.npz FILE [--second FILE2] --out SCORED.csv|.parquet
python -m core store backup FILE | restore FILE [--replace] | sweep
"""

import argparse
import datetime as dt
import io
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

import pandas as pd

from core import stability
from core.export.csv_and_parquet import write_csv, write_parquet
from core.export.customers import scored_table
from core.export.deck import Look
from core.export.deck.dressing import dressed_in
from core.export.everything import everything
from core.export.files import FILES, deck_in
from core.export.lists import Wanted, customer_list
from core.export.progress import unwatched
from core.grading.returned import bring_back, learn_from
from core.grading.sheets import grading_sheets, packed
from core.importing.mapping.proposal import propose
from core.importing.reading.apart import read_apart
from core.importing.second_file import hints_left, propose_second
from core.network.threads import one_blas_thread
from core.notices import notices, scored_notices
from core.problems import DataProblem
from core.recipe import recipe_from_json
from core.saved_model import from_npz, to_npz
from core.store import command as store_command
from core.study import Study
from core.summary import summary, to_json

TABLES: dict[str, Callable[[pd.DataFrame, BinaryIO], None]] = {".csv": write_csv, ".parquet": write_parquet}
OUT_KINDS = (".xlsx", ".csv", ".parquet", ".zip")


def main(arguments: list[str] | None = None) -> int:
    """Run one command; 0 when it worked, 2 with one sentence on stderr for what cannot be used."""
    options = parser().parse_args(arguments)
    one_blas_thread()  # the same bytes whatever OMP_NUM_THREADS says
    for stream in (sys.stdout, sys.stderr):  # a console's own encoding may know neither ≤ nor 客户
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8")
    try:
        options.run(options)
    except DataProblem as problem:
        print(problem, file=sys.stderr)
        return 2
    return 0


def parser() -> argparse.ArgumentParser:
    """The commands and their options."""
    cli = argparse.ArgumentParser(prog="python -m core", description="A/B/C/D customer tiers from a customer file.")
    commands = cli.add_subparsers(required=True, metavar="COMMAND")
    segment = commands.add_parser("segment", help="from a file to tiers")
    segment.add_argument(
        "file", type=Path, help="the customer file: csv, txt, xlsx, xls, ods, sav, parquet, or a zip of one"
    )
    segment.add_argument("--second", type=Path, help="a file that is joined: orders, answers, grades")
    segment.add_argument("--recipe", type=Path, help="a .recipe.json; without it, the one that `recipe` prints is used")
    segment.add_argument("--out", type=Path, help="where the result goes: .xlsx, .csv, .parquet, or .zip of everything")
    segment.add_argument("--report", type=Path, help="where the report goes, to read, print or send: .html")
    segment.add_argument("--deck", type=Path, help="where the slide deck goes: .pptx")
    segment.add_argument("--template", type=Path, help="a .pptx or .potx that the deck is dressed in")
    segment.add_argument("--logo", type=Path, help="a .png or .jpg that stands on its slides")
    segment.add_argument("--summary", type=Path, help="where the figures go, as JSON")
    segment.add_argument(
        "--grades", type=Path, nargs="+", default=[], help="filled grading sheets: the network learns their grades"
    )
    segment.add_argument("--model", type=Path, help="where the trained model goes, for `score`: .npz")
    segment.add_argument(
        "--judge",
        action="store_true",
        help="check by 5 x 5-fold cross-validation whether the network adds something; the summary holds the verdict",
    )
    segment.add_argument(
        "--retrain",
        type=int,
        metavar="TIMES",
        help="train so many times more, and tell how often each customer lands in her tier",
    )
    segment.set_defaults(run=run_segment)
    sample = commands.add_parser("sample", help="write the drawn sample as grading sheets, for people who grade it")
    sample.add_argument("file", type=Path)
    sample.add_argument("--second", type=Path, help="a file that is joined: orders, answers")
    sample.add_argument("--recipe", type=Path, help="a .recipe.json; use the same one to segment")
    sample.add_argument("--out", type=Path, required=True, help="where the sheets go: .xlsx for one grader, else .zip")
    sample.add_argument("--graders", nargs="+", metavar="NAME", help="who grades; the recipe's graders otherwise")
    sample.add_argument("--overlap", type=float, help="share of the sample that several grade, 0 to 1")
    sample.add_argument("--scale", help="of the grades: A-D, 1-5 or 0-100")
    sample.set_defaults(run=run_sample)
    recipe = commands.add_parser("recipe", help="print the recipe that the app would propose for a file")
    recipe.add_argument("file", type=Path)
    recipe.add_argument("--second", type=Path, help="a file that is joined: orders, answers, grades")
    recipe.set_defaults(run=run_recipe)
    score = commands.add_parser("score", help="value another file by a model that was saved")
    score.add_argument("model", type=Path, metavar="MODEL.npz")
    score.add_argument("file", type=Path)
    score.add_argument("--second", type=Path, help="the file that is joined, where the model was trained with one")
    score.add_argument("--out", type=Path, required=True, help="where the customers go: .csv or .parquet")
    score.set_defaults(run=run_score)
    store_command.add_to(commands)
    return cli


def run_segment(options: argparse.Namespace) -> None:
    """Every step from file to tiers, then the files asked for; none is left half-written."""
    check_ending(options.out, OUT_KINDS, "result file")
    check_ending(options.report, (".html", ".htm"), "report")
    check_ending(options.model, (".npz",), "model file")
    check_ending(options.deck, (".pptx",), "slide deck")
    look = look_of(options)
    if options.retrain is not None and options.retrain < 1:
        raise DataProblem(f"the network cannot be trained {options.retrain} times more", accepted="1 or more")
    study = with_grades(asked_for(options), options.grades)
    study.bands()  # what stands in the way is said before anything is trained
    for sentence in notices(study):
        print(sentence, file=sys.stderr)
    study = study.trained()
    if options.judge:
        study = checked(study)
    if options.retrain is not None:
        study = retrained(study, options.retrain)
    if options.out:
        write_by(options.out, maker_of(study, options.out.suffix.lower(), look))
    if options.report:
        from core.export.report import report  # brings plotly and jinja2

        write(options.report, report(study, dt.date.today()))
    if options.deck:
        write_by(options.deck, lambda out: deck_in(look).make(study, out, dt.date.today(), unwatched))
    if options.model and study.model:
        write(options.model, to_npz(study.model_to_keep()))
    document = to_json(summary(study))
    if options.summary:
        write(options.summary, document.encode())
    elif not (options.out or options.report or options.model or options.deck):
        print(document, end="")


def look_of(options: argparse.Namespace) -> Look:
    """What the deck is dressed in; what cannot be used is said before anything is trained."""
    archive = options.out is not None and options.out.suffix.lower() == ".zip"  # with a deck in it
    if not (options.deck or archive) and (options.template or options.logo):
        raise DataProblem("a template or a logo is given, but no deck", fix="name the deck with --deck")
    return dressed_in(named(options.template), named(options.logo))


def maker_of(study: Study, kind: str, look: Look) -> Callable[[BinaryIO], None]:
    """What writes the result as a file of this ending, as the Export page would."""
    if kind == ".parquet":
        return lambda out: write_parquet(customer_list(study, Wanted()), out)
    files = FILES | {"deck": deck_in(look)}
    if kind == ".zip":
        return lambda out: everything(study, out, dt.date.today(), unwatched, files)
    return lambda out: files["list" if kind == ".csv" else "workbook"].make(study, out, dt.date.today(), unwatched)


def checked(study: Study) -> Study:
    """The study with its thorough check; how far it is goes to a terminal's stderr."""
    for step in study.judge():
        if sys.stderr.isatty():
            print(f"\rchecking: {step.done:,} of {step.of:,}", end="" if step.judged is None else "\n", file=sys.stderr)
        if step.judged is not None:
            print(step.judged.verdict.sentence, file=sys.stderr)
            study = study.change(judged=step.judged)
    return study


def retrained(study: Study, times: int) -> Study:
    """The study with its retrainings; how far they are goes to a terminal's stderr."""
    for step in stability.retrain(study, times):
        if sys.stderr.isatty():
            print(f"\rtraining again: {step.done:,} of {step.of:,}", end="", file=sys.stderr)
        if step.stability is not None:
            study = study.change(stability=step.stability)
    print(("\n" if sys.stderr.isatty() else "") + stability.in_words(study), file=sys.stderr)
    return study


def run_sample(options: argparse.Namespace) -> None:
    """Draw the sample and write one workbook for each grader."""
    study = asked_for(options)
    chosen = {"grading.graders": options.graders, "grading.overlap": options.overlap, "grading.scale": options.scale}
    for path, value in chosen.items():
        if value is not None:
            study = study.change(recipe=study.recipe.replaced(path, value))
    files = grading_sheets(study.draw())
    kind = ".xlsx" if len(files) == 1 else ".zip"
    if options.out.suffix.lower() != kind:
        what = f"{len(files):,} grading sheet{'' if len(files) == 1 else 's'} cannot be written to {options.out.name!r}"
        raise DataProblem(what, accepted=kind)
    write(options.out, packed(files)[1])
    for file in files:
        print(f"{file.grader}: {len(file.ids):,} customers, {file.name}", file=sys.stderr)


def with_grades(study: Study, sheets: list[Path]) -> Study:
    """The study with what people graded as its expected value; as it is where no sheets are given."""
    if not sheets:
        return study
    made = bring_back(study, [(path.name, read(path)) for path in sheets])
    if made.refused:
        raise made.refused[0]
    study = learn_from(study.change(grades=made.grades))
    found = study.graded()
    if found and found.agreement:
        print(found.agreement.in_words, file=sys.stderr)
    return study


def run_score(options: argparse.Namespace) -> None:
    """Value every customer of a file by a saved model; what it never saw is said on stderr."""
    check_ending(options.out, tuple(TABLES), "list of customers")
    model = from_npz(read(options.model), options.model.name)
    if options.second and model.recipe.second is None:
        raise DataProblem(
            "the model was trained without a second file", file=options.second.name, fix="leave out --second"
        )
    study = Study.from_file(read(options.file), options.file.name, model.recipe, named(options.second))
    study = study.change(model=model)
    table = scored_table(study)
    for sentence in scored_notices(study):
        print(sentence, file=sys.stderr)
    write_by(options.out, lambda out: TABLES[options.out.suffix.lower()](table, out))


def run_recipe(options: argparse.Namespace) -> None:
    """Print the proposed recipe; what it could not find is said on stderr."""
    print(proposed(options).recipe.to_json(), end="")


def asked_for(options: argparse.Namespace) -> Study:
    """The files with the recipe that was given, or with the one proposed for them."""
    if not options.recipe:
        return proposed(options)
    recipe = recipe_from_json(read(options.recipe), options.recipe.name)
    return Study.from_file(read(options.file), options.file.name, recipe, named(options.second))


def proposed(options: argparse.Namespace) -> Study:
    """The files with the recipe proposed for them; what was not found in them is said on stderr."""
    table = read_apart(read(options.file), options.file.name)
    proposal = propose(table)
    study, hints = Study(table, proposal.recipe), proposal.hints
    if second := named(options.second):
        other = read_apart(second[1], second[0])
        joined = propose_second(study.first(), other, study.recipe)
        study = study.change(second=other, recipe=joined.recipe)
        hints = (*hints_left(hints, joined.recipe), *joined.hints)
    for hint in hints:
        print(hint, file=sys.stderr)
    return study


def check_ending(path: Path | None, kinds: tuple[str, ...], what: str) -> None:
    """Refuse the name of a file to write that ends otherwise, before any work is done."""
    if path and path.suffix.lower() not in kinds:
        raise DataProblem(f"{path.suffix or 'no ending'!r} is no kind of {what}", accepted=", ".join(kinds))


def named(path: Path | None) -> tuple[str, bytes] | None:
    """Name and bytes of a file that may have been given."""
    return (path.name, read(path)) if path else None


def read(path: Path) -> bytes:
    """The bytes of a file, or a DataProblem that says why not."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise DataProblem(f"the file cannot be read: {error.strerror}", file=path.name, fix="check its name") from None


def write(path: Path, data: bytes) -> None:
    """Write the file whole or not at all."""
    write_by(path, lambda out: out.write(data))


def write_by(path: Path, make: Callable[[BinaryIO], object]) -> None:
    """Let `make` write the file; it is there whole or not at all, whatever ends the making."""
    part = path.with_name(f".{path.name}.part")
    try:
        with part.open("wb") as out:
            make(out)
        os.replace(part, path)
    except OSError as error:
        raise DataProblem(
            f"the file cannot be written: {error.strerror}", file=path.name, fix="check the folder and its disk"
        ) from None
    finally:
        part.unlink(missing_ok=True)


if __name__ == "__main__":
    raise SystemExit(main())
