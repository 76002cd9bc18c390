"""A model in a file: brought back to the byte, and whatever else is brought refused in one sentence."""

import io
import json
import pickle
import zipfile
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.export.customers import customer_table, scored_table
from core.importing.table import Table, content_hash
from core.model import Model
from core.npz import packed
from core.problems import DataProblem
from core.recipe import FileSettings, Measure, NetworkSettings, Quintiles, Scale, Scoring, SecondFile, TrainingSettings
from core.saved_model import VERSION, for_any_file, from_npz, to_npz
from core.study import Study
from tests.test_study import COLUMNS, people, recipe


def study_with(rule, blanks="median", **network) -> Study:
    """A trained study of 120 people, every tenth answer on the brand blank, scored by one rule throughout."""
    indicators = {i: Measure(columns=(c,), rule=rule, blanks=blanks) for i, c in COLUMNS.items()}
    table = people(120)
    table.frame.loc[::10, "b"] = np.nan
    table = Table(table.frame, table.rows, table.name, None, content_hash(table.frame))
    chosen = recipe(scoring=Scoring(id_column="id", indicators=indicators))
    chosen = chosen.model_copy(
        update={"network": NetworkSettings(nets=2, **network), "training": TrainingSettings(epochs=20)}
    )
    return Study(table, chosen).trained()


@pytest.fixture(scope="module")
def study() -> Study:
    """Fifths, and blanks filled by similar customers: all that a model can keep."""
    return study_with(Quintiles(), "similar")


@pytest.fixture(scope="module")
def model(study) -> Model:
    """Its model."""
    return study.model


@settings(max_examples=6)
@given(
    rule=st.sampled_from([Quintiles(), Quintiles(reversed=True), Scale()]),
    blanks=st.sampled_from(["median", "similar"]),
    seed=st.integers(0, 2**32 - 1),
    hidden=st.sampled_from([None, 1, 7]),
    transfer=st.sampled_from(["tansig", "purelin"]),
)
def test_a_model_brought_back_gives_k_to_the_byte(rule, blanks, seed, hidden, transfer):
    """K and spread of the training file and of another one, the hash, and the bytes when it is saved again."""
    study = study_with(rule, blanks, seed=seed, hidden=hidden, output_transfer=transfer)
    model = study.model
    back = from_npz(to_npz(model), "m.npz")
    assert back.hash == model.hash
    assert to_npz(back) == to_npz(model)
    other = people(90, seed=5)
    for table in (study.table, other):
        ours = study.change(table=table).segments()
        theirs = Study(table, back.recipe, model=back).segments()
        assert ours.k.tobytes() == theirs.k.tobytes()
        assert ours.spread.tobytes() == theirs.spread.tobytes()
        assert ours.tier.tolist() == theirs.tier.tolist()


def test_all_but_the_ids_of_the_sample_comes_back(model):
    """Curves, stop reasons, what K leaves out, the honest figures and the keys are those of the training."""
    back = from_npz(to_npz(model), "m.npz")
    assert [net.curve for net in back.nets] == [
        (*net.curve[:-1], net.last._replace(result=kept.last.result))
        for net, kept in zip(model.nets, back.nets, strict=True)
    ]
    assert [(n.result.epoch, n.result.mse, n.kept) for n in back.nets] == [
        (n.result.epoch, n.result.mse, n.kept) for n in model.nets
    ]
    assert (back.parts, back.source, back.recipe) == (model.parts, model.source, model.recipe)
    for part in ("training", "validation", "test"):
        for of in ("value", "linear", "mean"):
            assert back.evaluation.mse(part, of) == model.evaluation.mse(part, of)
    assert b"c17" not in zipfile.ZipFile(io.BytesIO(to_npz(model))).read("model.json")
    assert back.evaluation.ids[0] == "sample 1"


def test_a_brought_back_model_is_current_for_the_study_it_was_trained_in(study):
    """The keys it was trained under are kept: nothing is out of date."""
    assert study.change(model=from_npz(to_npz(study.model), "m.npz")).state("model").status == "done"


def test_a_scored_training_file_is_the_list_of_the_study(study):
    """Every column, C and band too."""
    back = from_npz(to_npz(study.model), "m.npz")
    assert scored_table(Study(study.table, back.recipe, model=back)).equals(customer_table(study))


def test_one_customer_alone_is_scored_as_among_all(study):
    """By the kept edges, medians and donors: also one who has given no answer on the brand."""
    back, table = from_npz(to_npz(study.model), "m.npz"), study.table
    whole = customer_table(study)
    for place in (0, 10, 11):
        frame = table.frame.iloc[place : place + 1].reset_index(drop=True)
        one = Table(frame, table.rows[place : place + 1], "one.csv", None, content_hash(frame))
        line = scored_table(Study(one, back.recipe, model=back))
        exact = whole.columns.drop("Current value C")  # a sum that NumPy rounds by the number of rows
        assert line[exact].iloc[0].tolist() == whole[exact].iloc[place].tolist()
        assert line["Current value C"][0] == pytest.approx(whole["Current value C"][place])


def test_what_was_never_seen_is_clipped_and_counted():
    """Trained on answers of 1 to 4: a later 5 counts as the highest seen, and is told."""
    table = people(120)
    table.frame[list(COLUMNS.values())] = table.frame[list(COLUMNS.values())].clip(1, 4)
    back = from_npz(to_npz(Study(table, recipe()).trained().model), "m.npz")
    later = people(60, seed=3)
    segments = Study(later, back.recipe, model=back).segments()
    assert segments.inputs_clipped == int((later.frame[list(COLUMNS.values())] == 5).to_numpy().sum()) > 0
    assert 0 <= segments.k.min() <= segments.k.max() <= 1


def test_settings_of_one_file_are_not_kept():
    """Its sheet and encoding are found anew; what is left out and kept of any file stays."""
    file = FileSettings(sheet="x", encoding="gb18030", delimiter=";", header_row=3, keep_personal=("Name",))
    second = SecondFile(file=file, key="id", second_key="id")
    plain = for_any_file(recipe().model_copy(update={"file": file, "second": second}))
    assert plain.file == plain.second.file == FileSettings(keep_personal=("Name",))


# --- refused ----------------------------------------------------------------------------------------------------------


def refused(data: bytes) -> str:
    """The one sentence that a file gets."""
    with pytest.raises(DataProblem) as caught:
        from_npz(data, "m.npz")
    sentence = str(caught.value)
    assert sentence.startswith("m.npz: ")
    assert "\n" not in sentence
    return sentence


def members_of(data: bytes) -> dict[str, bytes]:
    """The members of an archive by name."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def archive_of(members: dict[str, bytes], kind: int = zipfile.ZIP_DEFLATED) -> bytes:
    """An archive of members."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", kind) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return content.getvalue()


def npy(array: np.ndarray) -> bytes:
    """The array as an .npy file; objects are pickled."""
    stream = io.BytesIO()
    np.save(stream, array, allow_pickle=True)
    return stream.getvalue()


def with_document(model: Model, **changes) -> bytes:
    """The model's file with other entries in its document."""
    members = members_of(to_npz(model))
    members["model.json"] = json.dumps(json.loads(members["model.json"]) | changes).encode()
    return archive_of(members)


def with_array(model: Model, name: str, change) -> bytes:
    """The model's file with one array replaced by what `change` makes of it."""
    members = members_of(to_npz(model))
    members[f"{name}.npy"] = npy(change(np.load(io.BytesIO(members[f"{name}.npy"]))))
    return archive_of(members)


class Harm:
    """Would leave a file behind if it were ever unpickled."""

    def __reduce__(self):
        return (open, ("harmed", "w"))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"PK\x03\x04",
        b"customer,score\n1,2\n",
        pickle.dumps({"weights": [1, 2]}),
        archive_of({"a.txt": b"x"}),
        npy(np.zeros(3)),
        b"PK\x01\x02" * 1000,
        bytes(60_000_000),
    ],
    ids=["empty", "cut", "csv", "pickle", "zip", "npy", "entries", "large"],
)
def test_other_files_are_refused(data):
    """Whatever is brought costs one sentence with what to do."""
    assert (
        refused(data) == "m.npz: this is not a saved model, or it is damaged; choose a .npz file that Tierboard saved."
    )


def test_objects_are_never_unpickled(model, tmp_path, monkeypatch):
    """An array of objects is refused by its kind alone."""
    monkeypatch.chdir(tmp_path)
    for name in ("weights", "low"):
        assert "damaged" in refused(with_array(model, name, lambda _: np.array([Harm()], dtype=object)))
    assert list(tmp_path.iterdir()) == []


def test_a_bomb_is_not_unpacked(model):
    """A member that says it is huge, and one that is huge and says it is not."""
    members = members_of(to_npz(model))
    members["curves.npy"] = members["curves.npy"] + bytes(250_000_000)
    bomb = archive_of(members)
    assert len(bomb) < 1_000_000
    assert "damaged" in refused(bomb)
    lying = bomb.replace((250_000_000 + len(members["curves.npy"]) - 250_000_000).to_bytes(4, "little"), b"\x10\0\0\0")
    assert "damaged" in refused(lying)


@pytest.mark.parametrize("shape", [(10**12,), (2**63, 2**63), (-1, -1), (3, 10**9)])
def test_a_shape_that_its_bytes_do_not_fill_is_refused(model, shape):
    """Nothing of that size is made first."""
    header = f"{{'descr': '<f8', 'fortran_order': False, 'shape': {shape}, }}".encode()
    members = members_of(to_npz(model))
    members["low.npy"] = b"\x93NUMPY\x01\x00" + len(header).to_bytes(2, "little") + header + bytes(8)
    assert "damaged" in refused(archive_of(members))


@pytest.mark.parametrize("kind", [np.float32, np.int64, np.complex128, "U5"])
def test_other_kinds_of_numbers_are_refused(model, kind):
    """Weights are doubles, or K would not be the same to the byte."""
    assert "damaged" in refused(with_array(model, "weights", lambda w: w.astype(kind)))


@pytest.mark.parametrize("member", ["model.json", "low.npy", "weights.npy", "judged.npy"])
def test_a_missing_member_is_refused(model, member):
    """And one too many, and one twice."""
    members = members_of(to_npz(model))
    assert "damaged" in refused(archive_of({**members, "more.npy": members["low.npy"]}))
    del members[member]
    assert "damaged" in refused(archive_of(members))


def test_another_compression_and_a_damaged_archive_are_refused(model):
    """Only what NumPy itself writes; a changed byte is found by the archive's own sums, or by the hash."""
    members = members_of(to_npz(model))
    assert from_npz(archive_of(members, zipfile.ZIP_STORED), "m.npz").hash == model.hash
    assert "damaged" in refused(archive_of(members, zipfile.ZIP_LZMA))
    data = to_npz(model)
    for place in (30, data.index(b"weights.npy") + 60, len(data) - 30):  # what is packed, and a name
        refused(data[:place] + bytes([data[place] ^ 255]) + data[place + 1 :])
    for end in (10, len(data) // 2, len(data) - 1):
        refused(data[:end])


@pytest.mark.parametrize(
    ("name", "change", "sentence"),
    [
        ("weights", lambda w: np.where(w == w[0, 0], np.nan, w), "a number in weights is out of range"),
        ("weights", lambda w: np.where(w == w[0, 0], np.inf, w), "a number in weights is out of range"),
        ("weights", lambda w: w[:, :-1], r"weights has the shape (2, 77), not (2, 78)"),
        ("weights", lambda w: w.ravel(), "weights has the shape (156,), not (2, 78)"),
        ("weights", lambda w: w + 1e-12, "its hash is another one: something in it was changed"),
        ("low", lambda x: x - 5, "a number in low is out of range"),
        ("low", lambda x: x + 4, "the lowest scores lie above the highest"),
        ("judged", lambda x: x[:3], "judged has the shape (3, 60), not (4, 60)"),
        ("figures", lambda x: x * np.nan, "a number of epochs is none"),
        ("donors", lambda x: x * 9, "a number in donors is out of range"),
        ("donors", lambda x: x[:, :2], "donors has the shape (120, 2), not (1 to 1,000, 5)"),
    ],
)
def test_numbers_that_do_not_fit_are_refused_by_name(model, name, change, sentence):
    """The sentence says which array, and what is wrong with it."""

    def changed(array: np.ndarray) -> np.ndarray:
        new = change(array)
        return np.full_like(array, 5) if sentence.startswith("the lowest") else new

    data = with_array(model, name, changed)
    if sentence.startswith("the lowest"):
        members = members_of(data)
        members["high.npy"] = npy(np.ones(5))
        data = archive_of(members)
    assert (
        refused(data)
        == f"m.npz: this model does not fit together: {sentence}; choose a .npz file that Tierboard saved."
    )


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"version": VERSION + 1}, "this model has version 3, newer than this program (accepted: version 2)"),
        ({"format": "something else"}, "'format' cannot be used"),
        ({"version": "one"}, "'version' cannot be used"),
        ({"edges": {}}, "its edges and medians are not those of its indicators"),
        ({"edges": {"recency": [4, 3, 2, 1]}}, "its edges and medians are not those of its indicators"),
        ({"source": "guess"}, "'source' cannot be used"),
        ({"sizes": [60, 0, 1]}, "judged has the shape (4, 60), not (4, 61)"),
        ({"sizes": [60, -1, 1]}, "'sizes.1' cannot be used"),
        ({"nets": []}, "'nets' cannot be used"),
        ({"hash": "0"}, "its hash is another one"),
        ({"recipe_hash": "0"}, "its hash is another one"),
        ({"more": 1}, "'more' cannot be used"),
        ({"recipe": {}}, "its recipe lacks a column for R, F or M"),
        ({"recipe": {"version": 1, "surprise": 2}}, "the setting 'surprise' cannot be used"),
        ({"recipe": 7}, "'recipe' cannot be used"),
    ],
)
def test_a_document_that_does_not_fit_is_refused_by_name(model, changes, sentence):
    """A newer version, unknown entries, and parts that do not belong together."""
    told = refused(with_document(model, **changes))
    assert sentence in told or (changes == {"recipe": {}} and "has the shape" in told)


@pytest.mark.parametrize(
    "text", [b"", b"[]", b"null", b"{", b"[" * 100_000, b'{"version": 1e999}', b"\xff", b"9" * 9999]
)
def test_a_document_that_is_none_is_refused(model, text):
    """Broken, nested without end, of another kind."""
    members = members_of(to_npz(model))
    refused(archive_of({**members, "model.json": text}))


def test_a_model_of_version_1_still_values_a_file_and_has_no_reference(model):
    """It was saved before the reference customer was kept; saved again it is the same."""
    old = replace(model, reference=None)
    back = from_npz(to_npz(old), "m.npz")
    assert back.reference is None
    assert to_npz(back) == to_npz(old)
    assert from_npz(to_npz(model), "m.npz").reference.tolist() == model.reference.tolist()


@pytest.mark.parametrize("change", [lambda r: r[:-1], lambda r: r + 2, lambda r: r * np.nan])
def test_a_reference_customer_that_does_not_fit_is_refused(model, change):
    """Of another length, beyond the inputs' range, no number."""
    assert "the reference customer does not fit" in refused(with_array(model, "reference", change))


def test_a_version_without_its_reference_customer_is_refused(model):
    """Version 2 has one, version 1 has none; one that was moved is found by the hash."""
    members = members_of(to_npz(model))
    del members["reference.npy"]
    assert "the reference customer is missing" in refused(archive_of(members))
    assert "the reference customer is missing" in refused(with_document(model, version=1))
    assert "its hash is another one" in refused(with_array(model, "reference", lambda r: r * 0.999))


def test_a_model_without_donors_is_refused_where_its_recipe_asks_for_them(model):
    """Blanks could not be filled as they were in the training."""
    members = members_of(to_npz(model))
    del members["donors.npy"]
    assert "blanks are filled from are missing" in refused(archive_of(members))


def test_arrays_are_written_to_the_same_bytes():
    """Neither the clock nor the layout in memory is in them."""
    a = np.arange(6.0).reshape(2, 3)
    assert packed("d", b"{}", {"a": a}) == packed("d", b"{}", {"a": np.asfortranarray(a)})


def test_a_net_left_out_stays_out(model):
    """K is the mean of those that were kept."""
    fewer = replace(model, nets=(model.nets[0], replace(model.nets[1], kept=False)))
    back = from_npz(to_npz(fewer), "m.npz")
    assert [net.kept for net in back.nets] == [model.nets[0].kept, False]
