"""Several sheets and the present panel -> one panel, by the experts' names."""

from core.panel.levels import label, level_of
from core.problems import DataProblem, shortened
from core.recipe import Expert


def merged(present: tuple[Expert, ...], brought: dict[str, tuple[Expert, ...]]) -> tuple[Expert, ...]:
    """The present panel with the experts of several sheets (file -> experts), by name.

    An expert who is there already keeps what a sheet leaves blank. Raises DataProblem where two of the sheets differ on
    one expert's answer.
    """
    panel = {expert.name.casefold(): expert for expert in present}
    said: dict[tuple[str, str], tuple[float, str]] = {}
    for file, experts in brought.items():
        for expert in experts:
            key = expert.name.casefold()
            for member, value in {**expert.dimensions, **expert.indicators}.items():
                if value is None:
                    continue
                before, other = said.setdefault((key, member), (value, file))
                if before != value:
                    what = f"{expert.name!r} gives {label(member)} {value:g} here and {before:g} in {shortened(other)}"
                    raise DataProblem(what, file=file, fix="give two experts two names, or bring one of the sheets")
            panel[key] = _brought_up_to_date(panel[key], expert) if key in panel else expert
    return tuple(panel.values())


def _brought_up_to_date(old: Expert, new: Expert) -> Expert:
    """An expert with the answers of her new sheet; comparisons on a level that it answers have had their day."""
    answered = {level_of(i) for i, value in {**new.dimensions, **new.indicators}.items() if value is not None}
    return old.model_copy(
        update={
            "counts": new.counts if "counts" in new.model_fields_set else old.counts,
            "dimensions": old.dimensions | {d: v for d, v in new.dimensions.items() if v is not None},
            "indicators": old.indicators | {i: v for i, v in new.indicators.items() if v is not None},
            "comparisons": {
                pair: v for pair, v in old.comparisons.items() if level_of(pair.split(":")[0]) not in answered
            },
        }
    )
