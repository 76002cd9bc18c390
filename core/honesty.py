"""How far tiers can be trusted, in the few sentences that stand wherever tiers are shown."""

from core.notices import HONESTY
from core.stability import current, landing
from core.study import Study


def honesty_in_words(study: Study) -> str:
    """What K is learned from, on how many customers, how far off it is beside simple guesses, how steady tiers are."""
    model = study.model
    assert model is not None  # tiers are shown
    judged, (training, _, others) = model.evaluation, model.evaluation.sizes
    test, line, mean = (judged.mse("test", of) for of in ("value", "linear", "mean"))
    said = f"{HONESTY[model.source]} Trained on {training:,} customers"
    if test is not None and line is not None and mean is not None:
        said += (
            f"; on {others:,} others K is typically off by {error_size(test)} (a straight line by {error_size(line)},"
            f" the mean of all by {error_size(mean)})"
        )
    said += "."
    if study.judged and study.state("judging").status == "done":
        said += f" {study.judged.verdict.sentence}"
    retrained, found = current(study), landing(study)
    if retrained is not None and found is not None:
        said += (
            f" Trained {len(retrained.k)} times more, customers land in the tier shown {found.overall:.0%} of the time."
        )
    return said


def error_size(mse: float) -> str:
    """How far K is typically off, in units of K, from its mean squared error: `0.11`."""
    size = mse**0.5
    return f"{size:.2f}" if size >= 0.005 else "less than 0.01"
