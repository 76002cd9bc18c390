"""What came out of a training, in the sentences that pages and exports share."""

import numpy as np

from core.figures_in_words import percent
from core.honesty import error_size
from core.model import Evaluation
from core.network.training import Epoch
from core.recipe import CutOffs
from core.tiers import TIERS, tier_of


def found_in_words(judged: Evaluation, cutoffs: CutOffs) -> tuple[str, str]:
    """How far off K is on customers it never saw: the sentence that matters, and one to compare with ("" for none)."""
    mse, customers = judged.mse("test"), judged.sizes[2]
    if mse is None:
        return "No customers were kept apart for a test, so nobody knows how K does on customers it never saw.", ""
    if judged.binary:
        first, last = ends_of(judged)
        return (
            f"On {customers:,} customers it never saw, K is typically off by {error_size(mse)}.",
            f"Of the fourth with the highest K {percent(first)} had the good outcome, of the fourth with the lowest"
            f" {percent(last)}.",
        )
    right, guessed = in_right_tier(judged, cutoffs)
    return (
        f"On {customers:,} customers it never saw, K is typically off by {error_size(mse)}, and {right:,} of"
        f" {customers:,} are in the right tier.",
        f"Always guessing the commonest tier would get {guessed:,} of {customers:,}.",
    )


def in_right_tier(judged: Evaluation, cutoffs: CutOffs) -> tuple[int, int]:
    """Test customers in the tier of their expected value: by K, and by always guessing the commonest tier.

    The commonest tier is that of the training part: who guesses has not seen the test part either.
    """
    test, training = judged.part("test"), judged.part("training")
    wanted = tier_of(judged.expected[test], cutoffs)
    seen = tier_of(judged.expected[training], cutoffs)
    commonest = max(TIERS, key=lambda tier: np.sum(seen == tier))
    return int(np.sum(tier_of(judged.value[test], cutoffs) == wanted)), int(np.sum(wanted == commonest))


def ends_of(judged: Evaluation) -> tuple[float, float]:
    """Mean expected value of the fourth of the test customers with the highest K, and of that with the lowest."""
    test = judged.part("test")
    ordered = judged.expected[test][np.argsort(-judged.value[test], kind="stable")]
    fourth = max(1, len(ordered) // 4)
    return float(ordered[:fourth].mean()), float(ordered[-fourth:].mean())


def curve_in_words(last: Epoch) -> str:
    """What to look for in the lines that are shown."""
    validated, tested = last.validation_mse is not None, last.test_mse is not None
    if validated:
        lines = "the three lines" if tested else "both lines"
        return (
            f"Why the curve matters: {lines} should fall together. Where validation turns up while training still"
            " falls, the network has begun to learn customers by heart."
        )
    if tested:
        return (
            "Why the curve matters: both lines should fall together. Where test turns up while training still falls,"
            " the network has begun to learn customers by heart; without a validation part nothing stops it there."
        )
    return "Why the curve matters: the line should fall. No customers were kept apart, so it cannot show more."


def beside_a_line(network: float, linear: float | None) -> str:
    """What one test part can say, in words; where least squares is exact no percentage is printed."""
    if linear is None or exact(linear):
        return "A straight line already follows the expected value exactly: the network adds nothing here but a check."
    better = 1 - network / linear
    return (
        f"On these customers the network's error is {abs(better):.0%} {'below' if better > 0 else 'above'} the straight"
        " line's; with so few test customers that is an indication, not a proof."
    )


def exact(mse: float | None) -> bool:
    """Whether a straight line follows the expected value exactly, so that no percentage is printed."""
    return mse is not None and mse < 1e-6
