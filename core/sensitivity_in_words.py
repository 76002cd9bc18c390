"""What moved weights do to bands and tiers, in sentences."""

from core.cutting import way_of
from core.moves import Moves
from core.panel.levels import label
from core.problems import joined
from core.study import Study
from core.target import SOURCES


def usual_in_words(found: Moves) -> str:
    """Between which shares of the customers nine draws of ten change."""
    low, high = (share_in_words(share) for share in found.usual)
    return f"{low} in nearly every draw" if low == high else f"{low} to {high} in nine draws of ten"


def most_in_words(found: Moves, spread: float, group: str) -> str:
    """Which weight matters most and how much; `group` is what customers change: "band" or "tier"."""
    most = {name: max(both) for name, both in found.alone.items()}
    greatest = max(most.values())
    if not greatest:
        return f"No weight moved alone by {spread:.0%} changes anybody's {group}."
    first = [name for name in most if most[name] == greatest]
    if len(first) > 1:
        begin = (
            f"{joined(tuple(map(label, first)))} matter most: moved alone by {spread:.0%}, each changes the {group} of"
            f" up to {share_in_words(greatest)} of the customers."
        )
    else:
        lower, higher = (share_in_words(share) for share in found.alone[first[0]])
        begin = (
            f"{label(first[0])} matters most: with its weight alone {spread:.0%} lower {lower} of the customers change"
            f" {group}, with it {spread:.0%} higher {higher}."
        )
    rest = sorted((name for name in most if 0 < most[name] < greatest), key=lambda name: -most[name])[:2]
    others = joined(tuple(f"{label(name)} (up to {share_in_words(most[name])})" for name in rest))
    return f"For the {group}, {begin}" + (f" Then come{'s' if len(rest) == 1 else ''} {others}." if rest else "")


def tiers_in_words(study: Study) -> str:
    """Whether tiers follow from the weights, and who changes tier where they do."""
    found, source = study.sensitivity().tiers, study.recipe.target.kind
    if found is None:
        return (
            f"The network learns {SOURCES[source]}: the weights shape the bands and through them the sample, not K. Who"
            " is in which tier does not follow from the weights."
        )
    fixed = way_of(study.recipe.cutoffs, binary=False) == "values"
    cut = " and the cut-offs in force" if fixed else ", and cut-offs found anew in its values, not in K,"
    return (
        "The expected value is the weighted score, so the weights decide tiers as well. By its formula"
        f"{cut} {share_in_words(found.mean)} of the customers change tier in a draw, on average, and"
        f" {share_in_words(found.always)} never do. The network has to be trained again to follow."
    )


def moves_in_words(found: Moves) -> str:
    """The picture of moves between bands in one sentence, for those who do not see it."""
    shares = [f"band {b + 1} {share_in_words(row[b] / row.sum())}" for b, row in enumerate(found.to) if row.sum()]
    return f"Share of each band's customers who are in it again when the weights move: {', '.join(shares)}."


def share_in_words(share: float) -> str:
    """A share, 0..1, with one decimal, for small ones matter here; what is not nothing is never called 0%."""
    if 0 < share < 0.0005:
        return "under 0.1%"
    if 0.9995 <= share < 1:
        return "over 99.9%"
    return f"{share:.1%}".replace(".0%", "%")
