"""The network, its training, the two presets, and the thorough check."""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from core.recipe.part import Column, Part, Seed

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


class Judging(Part):
    """How the network is checked by cross-validation (METHOD.md section 10)."""

    keep_together: Column | None = None  # customers with one value in it (households) lie in one fold
    seed: Seed = 1
