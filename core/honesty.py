"""How far tiers can be trusted, in the few sentences that stand wherever tiers are shown."""

from core import stability
from core.importing.mapping.contents import Seen, look_at
from core.notices import HONESTY
from core.recipe import Target
from core.study import Study
from core.target import NO, YES


def honesty_in_words(study: Study) -> str:
    """What K is learned from, on how many customers, how far off it is beside simple guesses, how steady tiers are."""
    model = study.model
    assert model is not None  # tiers are shown
    judged, (training, _, others) = model.evaluation, model.evaluation.sizes
    test, line, mean = (judged.mse("test", of) for of in ("value", "linear", "mean"))
    said = HONESTY[model.source]
    if model.source == "outcome":
        said += f" {outcome_in_words(study, model.recipe.target)}"
    said += f" Trained on {training:,} customers"
    if test is not None and line is not None and mean is not None:
        said += (
            f"; on {others:,} others K is typically off by {error_size(test)} (a straight line by {error_size(line)},"
            f" the mean of all by {error_size(mean)})"
        )
    said += "."
    if study.judged and study.state("judging").status == "done":
        said += f" {study.judged.verdict.sentence}"
    return f"{said} {stability.in_words(study)}".rstrip()


def outcome_in_words(study: Study, target: Target) -> str:
    """Which end of the outcome K near 1 stands for: `K near 1 means: Churn is low (0).`"""
    return study.memo.get(
        "the outcome's end", study.key("customers") + target.model_dump_json(), lambda: _outcome_in_words(study, target)
    )


def _outcome_in_words(study: Study, target: Target) -> str:
    low, frame = target.reversed, study.customers().frame
    seen = look_at(frame[target.column]) if target.column in frame else Seen("nothing", 0, (), {})  # type: ignore[arg-type]
    end = ""
    if seen.kind == "numbers":
        end = f"{seen.numbers.min() if low else seen.numbers.max():,.10g}"
    elif seen.kind == "words":
        end = next((answer for answer in seen.answers if answer.casefold() in (NO if low else YES)), "")
    return f"K near 1 means: {target.column} is {'low' if low else 'high'}" + (f" ({end})." if end else ".")


def error_size(mse: float) -> str:
    """How far K is typically off, in units of K, from its mean squared error: `0.11`."""
    size = mse**0.5
    return f"{size:.2f}" if size >= 0.005 else "less than 0.01"
