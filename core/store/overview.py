"""What a list of projects shows of each, kept beside it so that the list opens none of them."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass

from core.problems import DataProblem
from core.study import Study


@dataclass(frozen=True)
class Overview:
    """file: its name; rows of it; state: "empty", "data", "sample drawn", "trained"; since: what has changed since.

    tiers: customers in A, B, C and D; None before a training.
    """

    file: str | None = None
    rows: int = 0
    state: str = "empty"
    since: tuple[str, ...] = ()
    tiers: tuple[int, ...] | None = None

    def to_json(self) -> str:
        """For the row."""
        return json.dumps(asdict(self))

    @classmethod
    def from_row(cls, text: str) -> "Overview":
        """From the row; what another version wrote more or less of is passed over."""
        found: Mapping = json.loads(text)
        known = {name: found[name] for name in cls.__dataclass_fields__ if name in found}
        tiers = known.get("tiers")
        return cls(**known | {"since": tuple(known.get("since", ())), "tiers": tiers and tuple(tiers)})


def overview_of(study: Study) -> Overview:
    """The overview of a study; what it needs is remembered where a page has shown it."""
    if study.table is None:
        return Overview()
    file, rows = study.table.name, len(study.table.frame)
    if study.model is None:
        return Overview(file, rows, "data" if study.sample is None else "sample drawn")
    try:
        tiers = tuple(study.segments().table["customers"].tolist())
        return Overview(file, rows, "trained", study.state("model").since, tiers)
    except DataProblem:  # the recipe has moved away from the model's columns
        return Overview(file, rows, "trained", study.state("model").since)
