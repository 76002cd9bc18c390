"""The recipe: every choice a user makes, as one validated JSON document.

Two people with the same tables and the same recipe get the same bytes. Grades are data, not recipe. `version` rises
only on an incompatible change. Unknown fields are refused, so that a misspelt setting cannot pass unnoticed.
"""

import datetime as dt
import json
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from core.indicators import DIMENSIONS, INDICATORS, RFM, in_order
from core.problems import DataProblem

Seed = Annotated[int, Field(ge=0, le=2**32 - 1)]
Column = Annotated[str, Field(min_length=1)]
Text = Annotated[str, Field(max_length=10_000)]
Importance = Annotated[float, Field(ge=0, le=10)]
GraderName = Annotated[str, Field(min_length=1, max_length=60)]


class Part(BaseModel):
    """A frozen part of the recipe that refuses unknown fields, NaN and infinity."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


# --- how the file is read -------------------------------------------------------------------------------------------


class FileSettings(Part):
    """How the uploaded bytes become a table; None means "find out"."""

    sheet: str | None = None
    corner: Annotated[str, Field(pattern=r"^[A-Z]{1,3}[1-9][0-9]{0,6}$")] | None = None  # of one of a sheet's tables
    encoding: str | None = None
    delimiter: Annotated[str, Field(pattern=r'^[^\x00\r\n"]$')] | None = None  # a space: any run of blanks
    header_row: Annotated[int, Field(ge=1)] | None = None  # as the user's program counts, from 1
    header_rows: Annotated[int, Field(ge=0, le=3)] | None = None  # how many rows hold headings; 0: none does
    unfinished: Literal["leave out", "keep"] = "leave out"  # previews and unfinished answers of survey tools
    keep_personal: tuple[Column, ...] = ()  # columns with names, mails, phones ... that are kept as they are


class OrderColumns(Part):
    """The columns of an order-line table; spend is `amount`, or quantity x price where both are named instead."""

    customer: Column
    date: Column
    amount: Column | None = None
    quantity: Column | None = None
    price: Column | None = None
    order: Column | None = None  # the order's number: its lines count as one purchase
    product: Column | None = None  # what was bought: tells repeat from cross purchases
    category: Column | None = None  # its kind: cross purchases are counted over kinds where it is named
    refund: Column | None = None  # money given back, taken off the order's amount
    status: Column | None = None  # says which orders were cancelled or never paid
    cancelled: Column | None = None  # the day an order was cancelled; blank for those that stand
    currency: Column | None = None
    in_currency: str | None = None  # the one that is counted; None: the most frequent


class SecondFile(Part):
    """A second file, joined to the first customer by customer: rows whose keys are equal belong together."""

    file: FileSettings = FileSettings()
    orders: OrderColumns | None = None  # its rows are order lines, added up first
    key: Column  # in the first file, as added up where it holds order lines
    second_key: Column


# --- how raw values become scores -----------------------------------------------------------------------------------


class Scale(Part):
    """A declared scale from `low` to `high`: score 1 + 4 (x - low)/(high - low)."""

    kind: Literal["scale"] = "scale"
    low: float = 1
    high: float = 5
    reversed: bool = False

    @model_validator(mode="after")
    def _ends_differ(self) -> "Scale":
        if self.low >= self.high:
            raise ValueError("the low end of a scale must be below its high end; tick 'reversed' to turn it round")
        return self


class Words(Part):
    """Answers in words, from worst to best, evenly spaced over 1 to 5. Upper and lower case are the same."""

    kind: Literal["words"] = "words"
    words: Annotated[tuple[str, ...], Field(min_length=2)]
    variants: dict[str, str] = {}  # other spelling -> the word it stands for
    reversed: bool = False


class Quintiles(Part):
    """Fifths of the valid customers by rank; equal values get equal scores (METHOD.md section 2)."""

    kind: Literal["quintiles"] = "quintiles"
    reversed: bool = False


class Thresholds(Part):
    """Four rising edges; a value on an edge has reached it."""

    kind: Literal["thresholds"] = "thresholds"
    edges: tuple[float, float, float, float]
    reversed: bool = False

    @model_validator(mode="after")
    def _edges_rise(self) -> "Thresholds":
        if sorted(self.edges) != list(self.edges):
            raise ValueError("the four edges must rise from left to right")
        return self


class Categories(Part):
    """A score of 1 to 5 for each category; upper and lower case are the same."""

    kind: Literal["categories"] = "categories"
    scores: dict[str, Annotated[float, Field(ge=1, le=5)]]


Rule = Annotated[Scale | Words | Quintiles | Thresholds | Categories, Field(discriminator="kind")]


class Measure(Part):
    """Where one indicator comes from and how it is scored."""

    columns: Annotated[tuple[Column, ...], Field(min_length=1)]
    combine: Literal["sum", "mean", "max", "count_nonzero"] = "sum"  # read only where there are several columns
    dates: bool = False  # the column holds dates: count the days back from the reference date
    choices: bool = False  # count the answers chosen: those joined in a cell, or the columns with an answer
    no_answers: tuple[str, ...] = ()  # values that give no answer, as 0 or 99 for "not applicable"; read as blanks
    rule: Rule = Quintiles()
    # A customer without an answer is left out, or gets the median score, or the mean score of similar customers.
    blanks: Literal["exclude", "median", "similar"] = "median"

    @model_validator(mode="after")
    def _countable(self) -> "Measure":
        if isinstance(self.rule, Words | Categories):
            if self.combine == "count_nonzero":
                raise ValueError(
                    "how many columns are not zero can be scored by fifths, limits or a scale, not by words"
                )
            if self.choices:
                raise ValueError(
                    "how many answers were chosen can be scored by fifths, limits or a scale, not by words"
                )
        return self


Flag = Literal["straight-liner", "speeder", "same answers", "outlier", "too new"]


class Review(Part):
    """What is flagged for a second look; only what `leave_out` names is left out, the rest stays."""

    duration_column: Column | None = None  # how long an answer took: a number, or text such as 85秒
    fast: Annotated[float, Field(gt=0, lt=1)] = 0.33  # share of the median duration below which it was too fast
    new_days: Annotated[int, Field(ge=1)] = 90  # customers for fewer days are too new to judge
    leave_out: tuple[Flag, ...] = ()


class Scoring(Part):
    """From the raw table to the scores of valid customers."""

    id_column: Column | None = None  # None: customers are known by their row number
    pseudonyms: bool = False  # replace the ids by keyed pseudonyms
    indicators: dict[str, Measure] = {}
    # Which of several valid rows with one id is kept, or whether one customer is made of their mean values.
    duplicates: Literal["first", "last", "mean"] = "first"
    review: Review = Review()
    reference_date: dt.date | None = None  # None: found from the dates themselves

    @model_validator(mode="after")
    def _known_indicators(self) -> "Scoring":
        unknown = [i for i in self.indicators if i not in INDICATORS]
        if unknown:
            raise ValueError(f"unknown indicator {unknown[0]!r}; known are {', '.join(INDICATORS)}")
        return self

    @property
    def mapped(self) -> tuple[str, ...]:
        """Ids of the mapped indicators, in the order of Table 1."""
        return in_order(self.indicators)

    @property
    def missing(self) -> tuple[str, ...]:
        """Which of R, F and M have no column yet."""
        return tuple(i for i in RFM if i not in self.indicators)


# --- weights, bands, sample, target ---------------------------------------------------------------------------------


_LEVEL_OF = dict.fromkeys(DIMENSIONS, "dimensions") | {i: one.dimension for i, one in INDICATORS.items()}


class Expert(Part):
    """A member of the panel: her importances 0-10, and how much she counts against the others.

    None or no entry: left blank, which is not 0. Where a level (the dimensions, or one dimension's indicators) has
    comparisons, they stand for its importances.
    """

    name: Annotated[str, Field(min_length=1, max_length=100)]
    counts: Importance = 1
    dimensions: dict[str, Importance | None] = {}
    indicators: dict[str, Importance | None] = {}
    comparisons: dict[str, Annotated[float, Field(ge=1 / 9, le=9)]] = {}  # "recency:monetary": how many times as much

    @model_validator(mode="after")
    def _known(self) -> "Expert":
        unknown = {*self.dimensions} - {*DIMENSIONS} | {*self.indicators} - {*INDICATORS}
        if unknown:
            raise ValueError(f"{sorted(unknown)[0]!r} is no dimension or indicator")
        return self

    @model_validator(mode="after")
    def _comparable(self) -> "Expert":
        for pair in self.comparisons:
            a, _, b = pair.partition(":")
            levels = [_LEVEL_OF.get(member) for member in (a, b)]
            if a == b or levels[0] is None or levels[0] != levels[1] or f"{b}:{a}" in self.comparisons:
                raise ValueError(f"{pair!r} does not compare two dimensions, or two indicators of one, once")
        return self


class Weights(Part):
    """Importance 0-10 of each dimension, and of each indicator within its dimension; shares follow from them.

    The defaults are METHOD.md's: dimensions 0.25 / 0.45 / 0.30, R 0.30, F 0.30, M 0.40, the rest equal.
    Where a panel decides, its shares stand in their place, but for a level that none of the experts has answered.
    """

    decided: Literal["hand", "panel"] = "hand"
    mean: Literal["arithmetic", "geometric"] = "arithmetic"  # of the experts' shares

    dimensions: dict[str, Importance] = {"internet": 5, "current": 9, "potential": 6}
    indicators: dict[str, Importance] = {
        i: {"recency": 6.0, "frequency": 6.0, "monetary": 8.0}.get(i, 5.0) for i in INDICATORS
    }
    panel: tuple[Expert, ...] = ()

    @model_validator(mode="after")
    def _complete(self) -> "Weights":
        for given, known, what in (
            (self.dimensions, DIMENSIONS, "dimension"),
            (self.indicators, INDICATORS, "indicator"),
        ):
            if set(given) != set(known):
                odd = sorted(set(given) ^ set(known))[0]
                raise ValueError(f"every {what} needs one importance; look at {odd!r}")
        names = [expert.name.casefold() for expert in self.panel]
        twice = next((e.name for e, name in zip(self.panel, names, strict=True) if names.count(name) > 1), None)
        if twice is not None:
            raise ValueError(f"two experts are called {twice!r}; give one of them another name")
        return self


class BandSettings(Part):
    """The four lowest C of bands 2 to 5, 1-5 points; band 1 begins at 1 (paper, Table 2)."""

    edges: tuple[float, float, float, float] = (2.0, 3.0, 4.0, 5.0)

    @model_validator(mode="after")
    def _rise(self) -> "BandSettings":
        below = (1.0, *self.edges[:3])
        if not all(low < high for low, high in zip(below, self.edges, strict=True)) or self.edges[3] > 5:
            raise ValueError("the four edges of the bands must rise from left to right, above 1 and up to 5")
        return self


class Sensitivity(Part):
    """How far every weight is moved, up and down, to see who changes band (METHOD.md section 10)."""

    spread: Annotated[float, Field(ge=0.01, le=0.5)] = 0.15
    draws: Annotated[int, Field(ge=10, le=10_000)] = 1000
    seed: Seed = 1


class SampleSettings(Part):
    """The share of each band that is drawn, at most `cap` customers in all."""

    fraction: Annotated[float, Field(gt=0, le=1)] = 0.5
    cap: Annotated[int, Field(ge=10)] = 20_000
    seed: Seed = 1


class Grading(Part):
    """Who grades the sample by hand, on which scale, and how much of it more than one person grades."""

    scale: Literal["A-D", "1-5", "0-100"] = "A-D"  # of the grading sheets; grades keep the one they came back on
    graders: Annotated[tuple[GraderName, ...], Field(min_length=1, max_length=20)] = ("Grader 1",)
    overlap: Annotated[float, Field(ge=0, le=1)] = 0.2  # share of the sample; read only where there are several graders
    shared_by: Literal["all", "two"] = "all"  # how many grade a customer of the overlap
    seed: Seed = 1

    @model_validator(mode="after")
    def _names_differ(self) -> "Grading":
        if len({name.strip().casefold() for name in self.graders} - {""}) < len(self.graders):
            raise ValueError("every grader needs a name of her own")
        return self


class Target(Part):
    """The expected value that the network learns (METHOD.md section 6)."""

    kind: Literal["weighted", "grade", "outcome"] = "weighted"
    column: Column | None = None  # of the grade or the outcome; None: the grades of the grading sheets
    scale: Literal["A-D", "1-5", "0-100"] = "A-D"  # of the grades, declared
    reversed: bool = False  # of the outcome: low is good (churn)

    @model_validator(mode="after")
    def _column_named(self) -> "Target":
        if self.kind == "outcome" and not self.column:
            raise ValueError("an expected value of the kind 'outcome' needs the column that holds it")
        return self


# --- network and training -------------------------------------------------------------------------------------------

TransferName = Literal["tansig", "logsig", "purelin"]


class NetworkSettings(Part):
    """Shape and start of the network; `hidden` None means 2 n + 1 for n inputs (Kolmogorov)."""

    hidden: Annotated[int, Field(ge=1, le=1000)] | None = None
    hidden_transfer: TransferName = "tansig"
    output_transfer: TransferName = "logsig"
    nets: Annotated[int, Field(ge=1, le=50)] = 10  # K is the mean of so many nets
    seed: Seed = 1


class Split(Part):
    """The parts of the sample that do not train: shares of it, or numbers of customers. The rest trains."""

    unit: Literal["share", "count"] = "share"
    validation: Annotated[float, Field(ge=0)] = 0.15
    test: Annotated[float, Field(ge=0)] = 0.15

    @model_validator(mode="after")
    def _leaves_some(self) -> "Split":
        if self.unit == "share" and self.validation + self.test >= 0.95:
            raise ValueError("validation and test together must stay below 95 % of the sample")
        if self.unit == "count" and (self.validation % 1 or self.test % 1):
            raise ValueError("validation and test must be whole numbers of customers")
        return self


class StopAt(Part):
    """Where a training was stopped by hand or by time: the net in work and its last epoch, to repeat it exactly."""

    net: Annotated[int, Field(ge=1)]
    epoch: Annotated[int, Field(ge=1)]


AlgorithmName = Literal["traingdx", "trainlm", "trainscg", "trainrp", "traingda", "traingdm", "traingd"]


class TrainingSettings(Part):
    """The training function, with MATLAB's names and current defaults (METHOD.md section 8)."""

    algorithm: AlgorithmName = "traingdx"
    epochs: Annotated[int, Field(ge=1, le=10_000_000)] = 1000
    goal: Annotated[float, Field(ge=0)] = 0.0
    min_grad: Annotated[float, Field(ge=0)] | None = None  # None: MATLAB's for the algorithm
    max_fail: Annotated[int, Field(ge=1)] = 6
    max_seconds: Annotated[float, Field(gt=0)] | None = None
    stop_at: StopAt | None = None
    split: Split = Split()
    normalise_on: Literal["training", "sample"] = "training"
    # How much each customer counts in the training error: all the same, so that every band or every class (fourth of
    # the expected value) counts the same, or as a column says.
    weighting: Literal["none", "band", "class", "column"] = "none"
    weight_column: Column | None = None
    # traingd, traingdm, traingda, traingdx
    lr: Annotated[float, Field(gt=0)] = 0.01
    lr_inc: Annotated[float, Field(ge=1)] = 1.05
    lr_dec: Annotated[float, Field(gt=0, lt=1)] = 0.7
    max_perf_inc: Annotated[float, Field(ge=1)] = 1.04
    mc: Annotated[float, Field(ge=0, lt=1)] = 0.9
    # trainrp
    delta0: Annotated[float, Field(gt=0)] = 0.07
    delt_inc: Annotated[float, Field(ge=1)] = 1.2
    delt_dec: Annotated[float, Field(gt=0, lt=1)] = 0.5
    deltamax: Annotated[float, Field(gt=0)] = 50.0
    # trainscg; MATLAB's "lambda" is no name here
    sigma: Annotated[float, Field(gt=0)] = 5e-5
    scg_lambda: Annotated[float, Field(gt=0)] = 5e-7
    # trainlm
    mu: Annotated[float, Field(gt=0)] = 1e-3
    mu_dec: Annotated[float, Field(gt=0, lt=1)] = 0.1
    mu_inc: Annotated[float, Field(gt=1)] = 10.0
    mu_max: Annotated[float, Field(gt=0)] = 1e10

    @model_validator(mode="after")
    def _weights_named(self) -> "TrainingSettings":
        if self.weighting == "column" and not self.weight_column:
            raise ValueError("weighing customers by a column needs the column that holds their weights")
        return self


AS_IN_THE_PAPER = (
    NetworkSettings(nets=1),
    TrainingSettings(goal=0.01, split=Split(unit="count", validation=0, test=45), normalise_on="sample"),
)
# On real outcomes and grades trainrp, given time to turn, comes far closer than traingdx that stops at the first six
# checks, and takes less time: measured in ARCHITECTURE.md.
RECOMMENDED = (NetworkSettings(), TrainingSettings(algorithm="trainrp", max_fail=50))


# --- judging --------------------------------------------------------------------------------------------------------


class Judging(Part):
    """How the network is checked by cross-validation (METHOD.md section 10)."""

    keep_together: Column | None = None  # customers with one value in it (households) lie in one fold
    seed: Seed = 1


# --- tiers and notes ------------------------------------------------------------------------------------------------


class CutOffs(Part):
    """The lowest K of tiers A, B and C; D is what lies below (paper, Table 3)."""

    a: Annotated[float, Field(gt=0, lt=1)] = 0.75
    b: Annotated[float, Field(gt=0, lt=1)] = 0.50
    c: Annotated[float, Field(gt=0, lt=1)] = 0.25

    @model_validator(mode="after")
    def _fall(self) -> "CutOffs":
        if not self.a > self.b > self.c:
            raise ValueError("the cut-offs must fall from A to C, each below the one before")
        return self


class Recipe(Part):
    """Every choice a user makes. Change it with `replaced`, which validates again."""

    version: Literal[1] = 1
    name: Annotated[str, Field(max_length=200)] = "My customers"
    file: FileSettings = FileSettings()
    orders: OrderColumns | None = None  # None: the table holds one row a customer
    second: SecondFile | None = None
    sent_out: Annotated[int, Field(ge=1)] | None = None  # questionnaires sent out, for the valid-response rate
    scoring: Scoring = Scoring()
    weights: Weights = Weights()
    bands: BandSettings = BandSettings()
    sensitivity: Sensitivity = Sensitivity()
    sample: SampleSettings = SampleSettings()
    grading: Grading = Grading()
    target: Target = Target()
    network: NetworkSettings = NetworkSettings()
    training: TrainingSettings = RECOMMENDED[1]
    judging: Judging = Judging()
    cutoffs: CutOffs = CutOffs()
    notes: dict[Literal["A", "B", "C", "D"], Text] = {}

    def replaced(self, path: str, value: object) -> "Recipe":
        """A copy with the field at the dotted `path` set, e.g. `weights.indicators.recency`.

        None drops an entry of a dictionary.

        Raises DataProblem where the new value is not accepted; this recipe is unchanged then.
        """
        document = self.model_dump()
        *way, last = path.split(".")
        place = document
        for step in way:
            if not isinstance(place, dict) or step not in place:
                raise DataProblem(f"the setting {path!r} is no longer there", fix="look at the page again")
            place = place[step]
        if value is None and last not in type_fields(self, way):
            place.pop(last, None)
        else:
            place[last] = value.model_dump() if isinstance(value, BaseModel) else value
        return validated(document)

    def to_json(self) -> str:
        """The document as saved and exported: indented, keys in the order of this file, ends with a newline."""
        return json.dumps(self.model_dump(mode="json"), ensure_ascii=False, indent=2) + "\n"


def type_fields(recipe: Recipe, way: list[str]) -> set[str]:
    """Names of the declared fields at `way`; empty where that place is a dictionary."""
    place: object = recipe
    for step in way:
        place = place[step] if isinstance(place, dict) else getattr(place, step)
    return set(type(place).model_fields) if isinstance(place, BaseModel) else set()


def recipe_from_json(text: str | bytes, file: str | None = None) -> Recipe:
    """The recipe in a JSON document. Raises DataProblem that names the field at fault."""
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        raise DataProblem(
            "this is not a recipe: not a JSON document", file=file, fix="choose a .recipe.json file saved by Tierboard"
        ) from None
    if not isinstance(document, dict):
        raise DataProblem(
            "this is not a recipe: the document is no JSON object",
            file=file,
            fix="choose a .recipe.json file saved by Tierboard",
        )
    version = document.get("version")
    if isinstance(version, int) and version > 1:
        raise DataProblem(
            f"this recipe has version {version}, newer than this program",
            file=file,
            accepted="version 1",
            fix="update Tierboard",
        )
    return validated(document, file)


def validated(document: dict, file: str | None = None) -> Recipe:
    """A Recipe from plain data, or a DataProblem that says which field is wrong and what is accepted."""
    try:
        return Recipe.model_validate(document)
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"]) or "the recipe"
        reason = first["msg"].removeprefix("Value error, ")
        raise DataProblem(
            f"the setting {field!r} cannot be used: {reason[:1].lower()}{reason[1:]}", file=file
        ) from None
