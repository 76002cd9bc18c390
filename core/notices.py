"""What does not stop the work but should be known: one sentence each, for pages and the command line."""

from collections import Counter

from core.cutting import in_words, wanted_in_words, way_of
from core.importing.orders.adding_up import Customers
from core.importing.second_file import joined_in_words
from core.indicators import INDICATORS
from core.problems import DataProblem, joined
from core.recipe import Scoring
from core.scoring import Scores
from core.study import Study
from core.target import SOURCES

HONESTY = {
    "weighted": "K is learned from the weighted score, a formula of the same indicators: the network can at best"
    " relearn it. Grade customers or name an outcome for a K that adds something.",
    "grade": "K is learned from the grades that people gave. The weights shape the bands and so the sample, but not K.",
    "outcome": "K is learned from an outcome in the file. The weights shape the bands and so the sample, but not K."
    " Unless the outcome was measured after the indicators, K describes and does not predict.",
}

FEWEST_OF_A_BAND = 5  # drawn customers from which a network learns something about their band
FILLED = {"median": "the median score of their indicator", "similar": "the mean score of similar customers"}


def notices(study: Study) -> list[str]:
    """Sentences on the data, the sample and the target of a study whose bands can be computed."""
    scores = study.scores()
    found = [
        f"Every customer has the same score on {INDICATORS[i].label}, so it tells nobody apart; choose another column"
        " or rule."
        for i in scores.constant
    ]
    found += order_notices(study) + filled_notices(scores, study.recipe.scoring)
    small = small_bands(study)
    found += [small] if small else []
    found += target_notices(study)
    return found + model_notices(study)


def small_bands(study: Study) -> str | None:
    """One sentence on bands that give the sample fewer than 5 customers, and what to do; None where none does."""
    counts, quotas = study.bands().counts.tolist(), study.quotas()
    few = [b for b in range(5) if quotas[b] < FEWEST_OF_A_BAND]
    if not few:
        return None
    words = [f"band {b + 1} ({f'{quotas[b]} of {counts[b]:,}' if counts[b] else 'nobody is in it'})" for b in few]
    share_helps = any(counts[b] >= FEWEST_OF_A_BAND for b in few) and study.recipe.sample.fraction < 1
    ways = ("draw a larger share, or " if share_helps else "") + "move the edges or the weights"
    return (
        f"The sample has too few customers of {joined(tuple(words))}, so the network learns little there: {ways}, until"
        f" {'it gives' if len(few) == 1 else 'each gives'} {FEWEST_OF_A_BAND} or more."
    )


def filled_notices(scores: Scores, scoring: Scoring) -> list[str]:
    """How many blank answers were filled, how, and where the most."""
    filled = sum(scores.filled.values())
    if not filled:
        return []
    most = sorted(scores.filled.items(), key=lambda pair: -pair[1])
    where = ", ".join(f"{INDICATORS[i].label} {n:,}" for i, n in most[:3]) + (", …" if len(most) > 3 else "")
    measures = scoring.indicators
    ways = {"similar" if i in measures and measures[i].blanks == "similar" else "median" for i in scores.filled}
    how = joined(tuple(FILLED[way] for way in FILLED if way in ways))
    return [f"{filled:,} blank answers were filled with {how} ({where})."]


def scored_notices(study: Study) -> list[str]:
    """What should be known of a file that is only valued by a model: who is left out, and what it never saw."""
    scores, model = study.segments().scores, study.model
    assert model is not None  # there are segments
    reasons = ", ".join(f"{reason}: {n:,}" for reason, n in scores.excluded_by_reason.items())
    left_out = f"; {len(scores.excluded):,} rows were left out ({reasons})" if reasons else ""
    found = [f"{len(scores.ids):,} customers were valued{left_out}."]
    found += order_notices(study) + filled_notices(scores, model.recipe.scoring) + model_notices(study)
    found.append(f"Tiers by the cut-offs that the model has kept: {in_words(study.segments().cutoffs)}.")
    return [*found, f"K was learned from {SOURCES[model.source]}, on {model.evaluation.sizes[0]:,} customers."]


def model_notices(study: Study) -> list[str]:
    """What the trained network could not do as wished: values it never saw, outputs cut off, nets that failed."""
    model, found = study.model, []
    if model is None:
        return []
    constant = [
        INDICATORS[i].label for i, same in zip(model.indicators, model.normaliser.constant, strict=True) if same
    ]
    if constant:
        found.append(f"{joined(tuple(constant))} did not vary among the customers that train: the network ignores it.")
    if not model.learned:
        found.append(
            "No net did better than the mean of all customers, so K says little; the best of them is used. Try other"
            " settings, more customers or another expected value."
        )
    try:
        segments = study.segments()
    except DataProblem:
        return found
    if segments.inputs_clipped:
        found.append(
            f"{segments.inputs_clipped:,} scores lie outside the range seen in training; they count as the nearest"
            " value seen there."
        )
    if segments.outputs_clipped:
        found.append(f"{segments.outputs_clipped:,} outputs of the nets lay outside 0 to 1 and were cut off.")
    return found


def nets_in_words(study: Study) -> str | None:
    """How far the nets that make K stand apart, in one sentence; None where it is one net alone."""
    spread, agree = study.segments().median_spread, study.nets_agree()
    if study.model is None or spread is None or agree is None:
        return None
    size = f"±{spread:.2f}" if spread >= 0.005 else "less than ±0.01"
    return (
        f"K is the mean of {len(study.model.kept)} nets. For half of the customers they stand {size} or less apart,"
        f" and each net alone puts {agree:.0%} of the customers into the tier shown, on average."
    )


def order_notices(study: Study) -> list[str]:
    """What was done with order lines, and who was found in the second file."""
    found = _line_notices(study.added_up()) if study.recipe.orders else []
    if study.recipe.second is None:
        return found
    joined_files = study.joined()
    if added := study.second_added_up():
        found += _line_notices(added)
    assert study.second is not None  # it has been joined
    return found + joined_in_words(joined_files, study.second.name)


def _line_notices(added_up: Customers) -> list[str]:
    """Order lines that were not counted, and a file that spans less than the year it is asked for."""
    found = []
    if added_up.left_out:
        reasons = Counter(line.reason for line in added_up.left_out)
        words = ", ".join(f"{reason}: {n:,}" for reason, n in reasons.most_common())
        found.append(f"{len(added_up.left_out):,} order lines were not counted ({words}).")
    found += added_up.remarks
    if added_up.days_covered < 365:
        found.append(f"The order lines span {added_up.days_covered:,} days: 'in the last year' means those days here.")
    return found


def target_notices(study: Study) -> list[str]:
    """Grades or outcomes that cannot be used, and what a yes/no outcome does; empty where the target is the problem."""
    try:
        target = study.target()
    except DataProblem:
        return []
    refused = target.refused
    piles = "A yes/no outcome piles K up at one end"
    if way_of(study.recipe.cutoffs, binary=True) == "shares":
        piles += (
            f": the tiers are cut by shares, {wanted_in_words(study.recipe.cutoffs)} of the customers from the top."
        )
    else:
        piles += ": look at the tiers, and cut them by shares of the customers if one holds nearly all."
    more = [f"{len(refused) - 5:,} more grades are left out for the same reason."] if len(refused) > 5 else []
    return [*refused[:5], *more, *([piles] if target.binary else [])]
