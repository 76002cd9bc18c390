"""The parts of a study as bytes, and back: whole, so that a study reopened has the same keys and gives the same bytes.

    table, second                  Parquet: the columns as read, the rows' numbers, how the file was read
    sample, model_about, judged    Parquet: one row a customer; the rest of it in the document
    model                          the .npz of core/saved_model.py, which holds no ids and no settings of one file:
                                   those are in model_about
    stability                      Parquet
    former                         Parquet: the ids of the file before; the rest of it in the document
    grades, customer_notes         JSON

The bytes of an uploaded file are no part: see ARCHITECTURE.md.
"""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa
from pydantic import TypeAdapter, ValidationError

from core.bands import BandRule
from core.grading.grades import Grades
from core.importing.coded import Coded, Column, as_text, holds_text, in_arrow
from core.importing.reading.messages import READING
from core.importing.table import MOST_COLUMNS, MOST_ROWS, Table
from core.model import Model
from core.parquet_documents import Columns, from_parquet, to_parquet
from core.problems import DataProblem
from core.recipe import validated
from core.saved_model import for_any_file, from_npz, to_npz
from core.study import Sample, Study
from core.wave import Former

if TYPE_CHECKING:
    from core.judging.judged import Judged
    from core.stability import Stability

Reader = Callable[[bytes, str], tuple[dict[str, Any], Columns]]
RULE, GRADES, NOTES = TypeAdapter(BandRule), TypeAdapter(Grades), TypeAdapter(dict[str, str])
KEYS = TypeAdapter(dict[str, str])
ROWS = "rows"
UNFIT = (KeyError, ValueError, TypeError, AttributeError, IndexError, ValidationError, pa.ArrowException)


class Form(NamedTuple):
    """Of what a study holds: the names of its parts, how they are written, and how it is read from them."""

    parts: tuple[str, ...]
    write: Callable[[Any], dict[str, bytes]]
    read: Callable[[dict[str, bytes], Reader], Any]


def held_by(study: Study) -> dict[str, Any]:
    """What the study holds of that which FORMS can write, by its name in the study."""
    found = {name: getattr(study, name) for name in FORMS}
    return {name: made for name, made in found.items() if made is not None and made != {}}


def read_held(name: str, parts: dict[str, bytes], reader: Reader = from_parquet) -> Any:
    """What a study holds under a name, from the bytes of its parts. Raises DataProblem.

    `reader` reads what is Parquet; apart from the server where it is not trusted.
    """
    try:
        return FORMS[name].read(parts, reader)
    except UNFIT:
        raise DataProblem(f"the saved {name.replace('_', ' ')} does not fit together, or is damaged") from None


# --- tables -----------------------------------------------------------------------------------------------------------


def _write_table(table: Table) -> bytes:
    document = {
        "name": table.name,
        "sheet": table.sheet,
        "hash": table.hash,
        "reading": READING.dump_python(table.reading, mode="json"),
        "headings": table.headings,
    }
    columns: dict[str, Any] = {ROWS: pa.array(table.rows)}
    for k, heading in enumerate(table.headings):
        column = table.column(heading)
        if isinstance(column, Coded):
            columns |= {f"{k} places": pa.array(column.places), f"{k} cells": _texts(column.cells)}
        elif holds_text(column):
            columns[str(k)] = _texts(column)
        else:  # NaN stays NaN, NaT becomes a null
            columns[str(k)] = pa.array(column.to_numpy())
    return to_parquet(document, columns)


def _read_table(data: bytes, reader: Reader) -> Table:
    document, columns = reader(data, "saved table")
    rows, headings = columns[ROWS].to_numpy(), [str(heading) for heading in document["headings"]]
    held = {heading: _column(str(k), columns) for k, heading in enumerate(headings)}
    if len(held) < len(headings) or len(headings) > MOST_COLUMNS or len(rows) > MOST_ROWS:
        raise ValueError("other headings")
    if rows.dtype != np.int64 or any(len(column) != len(rows) for column in held.values()):
        raise ValueError("other rows")
    sheet, reading = document["sheet"], READING.validate_python(document["reading"])
    return Table(held, rows, str(document["name"]), sheet and str(sheet), str(document["hash"]), reading)


def _column(k: str, columns: Columns) -> Column:
    """Column number `k` of a table, as it was held."""
    if f"{k} places" in columns:
        places, cells = columns[f"{k} places"].to_numpy(), columns[f"{k} cells"]
        if not pa.types.is_large_string(cells.type) or places.dtype.kind != "i":
            raise ValueError("another type")
        if len(places) and not (places.min() >= -1 and places.max() < len(cells)):
            raise ValueError("a cell that is none")
        return Coded(places, as_text(cells))
    column = columns[k]
    if pa.types.is_large_string(column.type):
        return as_text(column)
    if not (pa.types.is_float64(column.type) or pa.types.is_timestamp(column.type)):
        raise ValueError("another type")
    return pd.Series(column.to_numpy(), copy=False)


def _texts(values: pd.Series | np.ndarray) -> pa.ChunkedArray:
    series = values if isinstance(values, pd.Series) else pd.Series(values, dtype="str")
    return in_arrow(series).cast(pa.large_string())


def _ids(column: pa.ChunkedArray) -> np.ndarray:
    """(m,) ids, as scoring gives them."""
    return np.array(column.to_pylist(), dtype=object)


# --- the sample and the model -----------------------------------------------------------------------------------------


def _write_sample(sample: Sample) -> bytes:
    rule = RULE.dump_python(sample.rule, mode="json")
    return to_parquet({"quotas": sample.quotas, "parts": sample.parts, "rule": rule}, {"id": _texts(sample.ids)})


def _read_sample(data: bytes, reader: Reader) -> Sample:
    document, columns = reader(data, "saved sample")
    quotas = tuple(int(quota) for quota in document["quotas"])
    return Sample(
        _ids(columns["id"]),
        quotas,
        KEYS.validate_python(document["parts"]),
        RULE.validate_python(document["rule"]),
    )


def _write_model(model: Model) -> dict[str, bytes]:
    about = {"recipe": model.recipe.model_dump(mode="json")}
    return {"model": to_npz(model), "model_about": to_parquet(about, {"id": _texts(model.evaluation.ids)})}


def _read_model(parts: dict[str, bytes], reader: Reader) -> Model:
    """The model as it was trained, with the settings of its file and the ids of its sample."""
    model, (document, columns) = from_npz(parts["model"], "saved model"), reader(parts["model_about"], "saved model")
    recipe, ids = validated(document["recipe"], "saved model"), _ids(columns["id"])
    if len(ids) != len(model.evaluation.ids) or for_any_file(recipe) != model.recipe:
        raise ValueError("of another model")
    return replace(model, recipe=recipe, evaluation=replace(model.evaluation, ids=ids))


# --- what was found out beside it -------------------------------------------------------------------------------------


def _write_judged(judged: "Judged") -> bytes:
    from core.judging.verdict import Calibration, Verdict

    columns: Columns = {"id": _texts(judged.ids), "expected": pa.array(judged.expected)}
    columns["group"] = pa.array(judged.groups.of.astype(np.int64))
    columns |= {f"fold {r}": pa.array(fold.astype(np.int64)) for r, fold in enumerate(judged.fold)}
    for learner, estimates in judged.estimates.items():
        columns |= {f"{learner} {r}": pa.array(values) for r, values in enumerate(estimates)}
    document = {
        "verdict": TypeAdapter(Verdict).dump_python(judged.verdict, mode="json"),
        "calibration": TypeAdapter(Calibration).dump_python(judged.calibration, mode="json"),
        "learners": list(judged.estimates),
        "repeats": len(judged.fold),
        "words": judged.groups.words,
        "parts": judged.parts,
    }
    return to_parquet(document, columns)


def _read_judged(data: bytes, reader: Reader) -> "Judged":
    from core.judging.alike import Groups
    from core.judging.judged import Judged
    from core.judging.verdict import Calibration, Verdict

    document, columns = reader(data, "saved judged")
    repeats, lengths = range(int(document["repeats"])), set(map(len, columns.values()))
    if len(lengths) != 1:
        raise ValueError("other customers")
    return Judged(
        TypeAdapter(Verdict).validate_python(document["verdict"]),
        TypeAdapter(Calibration).validate_python(document["calibration"]),
        _ids(columns["id"]),
        columns["expected"].to_numpy(),
        {
            str(learner): np.stack([columns[f"{learner} {r}"].to_numpy() for r in repeats])
            for learner in document["learners"]
        },
        np.stack([columns[f"fold {r}"].to_numpy() for r in repeats]),
        Groups(columns["group"].to_numpy(), tuple(str(words) for words in document["words"])),
        KEYS.validate_python(document["parts"]),
    )


def _write_stability(stability: "Stability") -> bytes:
    columns = {f"k {time}": pa.array(k) for time, k in enumerate(stability.k)}
    document = {"times": len(stability.k), "customers": stability.customers, "model": stability.model}
    return to_parquet(document, columns | {"place": pa.array(stability.places)})


def _read_stability(data: bytes, reader: Reader) -> "Stability":
    from core.stability import Stability

    document, columns = reader(data, "saved stability")
    k = np.stack([columns[f"k {time}"].to_numpy() for time in range(int(document["times"]))])
    places, customers = columns["place"].to_numpy(), int(document["customers"])
    if k.shape[1] != len(places):
        raise ValueError("other customers")
    if len(places) and not (places[0] >= 0 and places[-1] < customers and (np.diff(places) > 0).all()):
        raise ValueError("places that are none")
    return Stability(k, places, customers, str(document["model"]))


def _write_former(former: Former) -> bytes:
    document = {name: getattr(former, name) for name in ("name", "trained_on", "said")}
    return to_parquet(document, {} if former.ids is None else {"id": _texts(former.ids)})


def _read_former(data: bytes, reader: Reader) -> Former:
    document, columns = reader(data, "saved former")
    if "id" in columns and columns["id"].null_count:
        raise ValueError("a customer without an id")
    return Former(
        name=str(document["name"]),
        trained_on=str(document["trained_on"]),
        ids=_ids(columns["id"]) if "id" in columns else None,
        said=tuple(str(sentence) for sentence in document["said"]),
    )


def _one(part: str, write: Callable[[Any], bytes], read: Callable[[bytes, Reader], Any]) -> Form:
    """What is written as one part."""
    return Form((part,), lambda made: {part: write(made)}, lambda parts, reader: read(parts[part], reader))


def _json(part: str, adapter: TypeAdapter) -> Form:
    """What is JSON throughout."""
    return _one(
        part,
        lambda made: json.dumps(adapter.dump_python(made, mode="json")).encode(),
        lambda data, _: adapter.validate_json(data),
    )


FORMS = {
    "table": _one("table", _write_table, _read_table),
    "second": _one("second", _write_table, _read_table),
    "sample": _one("sample", _write_sample, _read_sample),
    "model": Form(("model", "model_about"), _write_model, _read_model),
    "grades": _json("grades", GRADES),
    "judged": _one("judged", _write_judged, _read_judged),
    "stability": _one("stability", _write_stability, _read_stability),
    "customer_notes": _json("customer_notes", NOTES),
    "former": _one("former", _write_former, _read_former),
}
