"""A trained model as one file: an .npz of plain arrays beside a JSON document, never a pickle.

    model.json      versions, the recipe and its hash, what scoring learned, stop reasons, the hash of the model
    *.npy           float64: low, high (k,); weights (nets, w); figures (nets, 2); curves (points, 7); judged (4, m);
                    donors (m, k) where blanks are filled by similar customers; reference (k,) from version 2 on

It holds all that is needed to value a raw file: how it is read and mapped, the edges its scores have, the networks.
No customer's id or name is in it. Settings that belong to one file alone (its sheet, its encoding ...) are left out:
they are found anew. Nothing in a file is trusted: sizes are checked before anything is unpacked, then shapes and
ranges, and the hash of the model last.
"""

import datetime as dt
import json
import math
from typing import Annotated, Literal, NoReturn

import numpy as np
from pydantic import Field

from core.keys import hashed
from core.model import Evaluation, Model, TrainedNet
from core.network.network import Network
from core.network.normalise import Normaliser
from core.network.training import Epoch, Result, Stop
from core.npz import packed, unpacked
from core.problems import DataProblem
from core.recipe import FileSettings, Quintiles, Recipe, validated
from core.scoring import Fitted
from core.untrusted_zip import DAMAGED, Part, document_of

VERSION = 2  # 1: without the reference customer
DOCUMENT = "model.json"
ARRAYS = ("low", "high", "weights", "figures", "curves", "judged")
MOST_DONORS = 1_000
CHOOSE = "choose a .npz file that Tierboard saved"

Four = tuple[float, float, float, float]
Count = Annotated[int, Field(ge=0)]


class SavedNet(Part):
    """Of one net: whether K uses it, why it stopped, and how many points of its curve are stored."""

    kept: bool
    stop_reason: Stop
    points: Annotated[int, Field(ge=1)]


class Document(Part):
    """What `model.json` holds."""

    format: Literal["tierboard model"] = "tierboard model"
    version: Annotated[int, Field(ge=1, le=VERSION)]
    numpy: str = np.__version__
    recipe_hash: str
    source: Literal["weighted", "grade", "outcome"]
    sizes: tuple[Count, Count, Count]
    nets: Annotated[tuple[SavedNet, ...], Field(min_length=1, max_length=50)]
    reference_date: dt.date | None
    edges: dict[str, Four]
    medians: dict[str, Annotated[float, Field(ge=1, le=5)]]
    limits: dict[str, tuple[float, float]]
    parts: dict[str, str]
    hash: str
    recipe: dict


# --- saving -----------------------------------------------------------------------------------------------------------


def to_npz(model: Model) -> bytes:
    """The model as the bytes of a file; equal models give equal bytes."""
    recipe, fitted, judged = for_any_file(model.recipe), model.fitted, model.evaluation
    plain = recipe.model_dump(mode="json")
    document = Document(
        version=VERSION if model.reference is not None else 1,
        recipe_hash=hashed(plain),
        source=model.source,  # type: ignore[arg-type]
        sizes=judged.sizes,
        nets=tuple(
            SavedNet(kept=net.kept, stop_reason=net.last.stop_reason or Stop.EPOCHS, points=len(net.curve))
            for net in model.nets
        ),
        reference_date=fitted.reference_date,
        edges=fitted.edges,  # type: ignore[arg-type]
        medians=fitted.medians,
        limits=fitted.limits,
        parts=model.parts,
        hash=model.hash,
        recipe=plain,
    )
    arrays = {
        "low": model.normaliser.low,
        "high": model.normaliser.high,
        "weights": np.array([net.result.network.weights for net in model.nets]),
        "figures": np.array([(net.result.epoch, net.result.mse) for net in model.nets], dtype=float),
        "curves": np.array([_numbers(record) for net in model.nets for record in net.curve]),
        "judged": np.array([judged.expected, judged.value, judged.linear, judged.mean]),
    }
    if fitted.donors is not None:
        arrays["donors"] = fitted.donors
    if model.reference is not None:
        arrays["reference"] = model.reference
    text = json.dumps(document.model_dump(mode="json"), ensure_ascii=False, indent=1) + "\n"
    return packed(DOCUMENT, text.encode(), arrays)


def for_any_file(recipe: Recipe) -> Recipe:
    """The recipe without the settings of reading that belong to one file: they are found anew for the next one."""

    def found_anew(file: FileSettings) -> FileSettings:
        return FileSettings(unfinished=file.unfinished, keep_personal=file.keep_personal)

    second = recipe.second and recipe.second.model_copy(update={"file": found_anew(recipe.second.file)})
    return recipe.model_copy(update={"file": found_anew(recipe.file), "second": second})


def _numbers(record: Epoch) -> list[float]:
    """A point of a curve as seven numbers, NaN for None."""
    return [math.nan if value is None else float(value) for value in record[:7]]


# --- bringing it back -------------------------------------------------------------------------------------------------


def from_npz(data: bytes, name: str) -> Model:
    """The model in a file. Raises DataProblem, one sentence, where the file is no model or does not fit together."""
    try:
        text, arrays = unpacked(data, DOCUMENT, needed={*ARRAYS}, allowed={*ARRAYS, "donors", "reference"})
        plain = json.loads(text)
    except DAMAGED:
        raise DataProblem("this is not a saved model, or it is damaged", file=name, fix=CHOOSE) from None
    document = document_of(Document, plain, VERSION, "model", name, CHOOSE)
    model = _model(document, validated(document.recipe, name), arrays, name)
    if model.hash != document.hash or hashed(document.recipe) != document.recipe_hash:
        _refuse(name, "its hash is another one: something in it was changed")
    return model


def _refuse(name: str, why: str) -> NoReturn:
    raise DataProblem(f"this model does not fit together: {why}", file=name, fix=CHOOSE)


def _model(document: Document, recipe: Recipe, arrays: dict[str, np.ndarray], name: str) -> Model:
    """The model of checked parts; refused where one of them does not fit the recipe."""
    mapped, nets, settings = recipe.scoring.mapped, len(document.nets), recipe.network
    inputs = len(mapped)
    hidden = 2 * inputs + 1 if settings.hidden is None else settings.hidden
    points, customers = sum(net.points for net in document.nets), sum(document.sizes)
    for array, shape, lowest, highest in (
        ("low", (inputs,), 1, 5),
        ("high", (inputs,), 1, 5),
        ("weights", (nets, inputs * hidden + 2 * hidden + 1), -math.inf, math.inf),
        ("figures", (nets, 2), None, None),
        ("curves", (points, 7), None, None),
        ("judged", (4, customers), -math.inf, math.inf),
    ):
        if arrays[array].shape != shape:
            _refuse(name, f"{array} has the shape {arrays[array].shape}, not {shape}")
        if lowest is not None and not _within(arrays[array], lowest, highest):
            _refuse(name, f"a number in {array} is out of range")
    if not inputs or recipe.scoring.missing:
        _refuse(name, "its recipe lacks a column for R, F or M")
    if not document.sizes[0] or not any(net.kept for net in document.nets):
        _refuse(name, "it was trained on nobody, or none of its nets is used")
    if np.any(arrays["low"] > arrays["high"]):
        _refuse(name, "the lowest scores lie above the highest")
    reference = arrays.get("reference")
    if (reference is None) != (document.version == 1):
        _refuse(name, "the reference customer is missing, or not of this version")
    if reference is not None and (reference.shape != (inputs,) or not _within(reference, 0, 1)):
        _refuse(name, "the reference customer does not fit its indicators")
    fitted = _fitted(document, recipe, arrays.get("donors"), name)
    shaped = Network(
        np.zeros((inputs, hidden)), np.zeros(hidden), np.zeros((hidden, 1)), np.zeros(1),
        settings.hidden_transfer, settings.output_transfer,
    )  # fmt: skip
    curves = np.split(arrays["curves"], np.cumsum([net.points for net in document.nets])[:-1])
    trained = []
    for net, weights, (epoch, mse), curve in zip(
        document.nets, arrays["weights"], arrays["figures"].tolist(), curves, strict=True
    ):
        if not (math.isfinite(epoch) and np.isfinite(curve[:, [0, 6]]).all()):
            _refuse(name, "a number of epochs is none")
        result = Result(shaped.with_weights(weights), int(epoch), mse)
        trained.append(TrainedNet(result, _curve(curve, net.stop_reason, result), net.kept))
    expected, value, linear, mean = arrays["judged"]
    # No ids: whoever is handed a model learns nothing of who was in the sample.
    ids = np.array([f"sample {number}" for number in range(1, customers + 1)], dtype=object)
    return Model(
        recipe,
        fitted,
        Normaliser(arrays["low"], arrays["high"]),
        tuple(trained),
        document.source,
        Evaluation(ids, expected, value, linear, mean, document.sizes),
        document.parts,
        reference,
    )


def _fitted(document: Document, recipe: Recipe, donors: np.ndarray | None, name: str) -> Fitted:
    """What scoring learned, as far as the recipe asks for it."""
    mapped, measures = recipe.scoring.mapped, recipe.scoring.indicators
    fifths = {i for i in mapped if isinstance(measures[i].rule, Quintiles)}
    if set(document.edges) != fifths or set(document.medians) != set(mapped) or not {*document.limits} <= {*mapped}:
        _refuse(name, "its edges and medians are not those of its indicators")
    if any(list(edges) != sorted(edges) for edges in document.edges.values()):
        _refuse(name, "the edges of an indicator do not rise")
    similar = any(measures[i].blanks == "similar" for i in mapped)
    if similar != (donors is not None):
        _refuse(name, "the customers that blanks are filled from are missing, or not asked for")
    if donors is not None:
        if donors.ndim != 2 or donors.shape[1] != len(mapped) or not 0 < len(donors) <= MOST_DONORS:
            _refuse(name, f"donors has the shape {donors.shape}, not (1 to {MOST_DONORS:,}, {len(mapped)})")
        if not _within(donors[~np.isnan(donors)], 1, 5):
            _refuse(name, "a number in donors is out of range")
    return Fitted(document.reference_date, dict(document.edges), document.medians, donors, document.limits)


def _within(array: np.ndarray, lowest: float, highest: float | None) -> bool:
    """Whether all are finite numbers from `lowest` to `highest`."""
    return bool(np.isfinite(array).all() and (array >= lowest).all() and (array <= highest).all())


def _curve(numbers: np.ndarray, reason: Stop, result: Result) -> tuple[Epoch, ...]:
    """Epoch records from (points, 7) numbers; a column that is NaN throughout was None."""
    absent = np.isnan(numbers).all(axis=0)
    records = []
    for line in numbers.tolist():
        epoch, train, *errors, gradient, rate, checks = line
        validation, test = (None if absent[k] else errors[k - 2] for k in (2, 3))
        records.append(Epoch(int(epoch), train, validation, test, gradient, None if absent[5] else rate, int(checks)))
    records[-1] = records[-1]._replace(stop_reason=reason, result=result)
    return tuple(records)
