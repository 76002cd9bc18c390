"""How sure the tiers are: customers near a cut-off, retrainings, the thorough check, moved weights."""

from contextlib import suppress

from core.charts_of_sensitivity import band_moves
from core.charts_of_stability import landings, landings_in_words
from core.customer_choice import near_an_edge, too_new
from core.export.report.drawing import LIGHT, Drawing
from core.export.small_cells import hidden, shown
from core.export.story import Figure, Grid
from core.figures_in_words import percent
from core.judging.charts import calibration_picture
from core.notices import nets_in_words
from core.problems import DataProblem
from core.sensitivity_in_words import moves_in_words, share_in_words, tiers_in_words
from core.stability import landing
from core.study import Study
from core.tiers import TIERS

# Of so many customers moved weights are worked out while one waits; for more it takes some seconds, and the Weights
# page does it.
MOST_MOVED = 20_000

Sure = tuple[tuple[str, ...], tuple[Figure, ...], tuple[Drawing, ...]]


def how_sure(study: Study) -> Sure:
    """Sentences, figures and charts of what has been looked at so far; what was not looked at is said."""
    hide, everybody = study.recipe.sharing.hide_small, len(study.segments().k)
    points, figures, drawings = [], [], []
    for name, mask in (("near a cut-off", near_an_edge(study)), ("too new to judge", too_new(study))):
        count = int(mask.sum())
        small = hidden([count, everybody - count], hide)[0]
        figures.append(Figure(shown(count, hide), name, "" if small else f"{percent(count / everybody)} of all"))
    points.append("A customer near a cut-off could as well be in the next tier.")
    if words := nets_in_words(study):
        points.append(words)
    found = landing(study)
    if found is None:
        points.append("Whether customers land in the same tier when the network is trained anew was not looked at.")
    else:
        figures.append(Figure(f"{found.overall:.0%}", "land in their tier again", "in the mean of the retrainings"))
        drawings.append(_landings(study))
    if study.judged and study.state("judging").status == "done":
        drawings.append(_calibration(study))
    else:
        points.append("Whether the network does better than a straight line was not checked thoroughly.")
    with suppress(DataProblem):  # told where it is mended
        drawings += _moved(study, points)
    return tuple(points), tuple(figures), tuple(drawings)


def _landings(study: Study) -> Drawing:
    found = landing(study)
    assert found is not None  # asked before
    rows = tuple(
        (f"Tier {tier}", *(f"{share:.0%}" for share in line)) for tier, line in zip(TIERS, found.between, strict=True)
    )
    alt = landings_in_words(found)
    return Drawing(
        "landings",
        "Where customers land when trained again",
        landings(found, LIGHT),
        "Read along a row: of the customers of that tier, in what share of the retrainings they land in each tier.",
        alt,
        Grid(("", *(f"in {tier}" for tier in TIERS)), rows, (False, True, True, True, True), alt),
    )


def _calibration(study: Study) -> Drawing:
    assert study.judged is not None  # asked before
    found = study.judged.calibration
    rows = tuple((f"{k:.2f}", f"{expected:.2f}") for k, expected in zip(found.k, found.expected, strict=True))
    return Drawing(
        "calibration",
        "Calibration of K",
        calibration_picture(found, LIGHT),
        f"Whether K can be taken at its word. {found.in_words}",
        found.in_words,
        Grid(("Mean K", "Mean expected value"), rows, (True, True), "Mean K and expected value of ten equal groups."),
    )


def _moved(study: Study, points: list[str]) -> list[Drawing]:
    """What moved weights would change, as a sentence and a chart."""
    if len(study.scores().values) > MOST_MOVED:
        return []
    moved, spread = study.sensitivity(), study.recipe.sensitivity.spread
    bands = moved.bands
    points.append(
        f"If every weight moved by up to {spread:.0%}, {share_in_words(bands.mean)} of the customers would change band,"
        f" on average. {tiers_in_words(study)}"
    )
    # Shares of a band with one to four customers would count these.
    if any(hidden(study.bands().counts, study.recipe.sharing.hide_small)):
        return []
    total = bands.to.sum(axis=1)
    rows = tuple(
        (f"Band {b + 1}", *(share_in_words(n / total[b]) if n else "" for n in line)) for b, line in enumerate(bands.to)
    )
    alt = moves_in_words(bands)
    heads = ("", *(f"in band {b + 1}" for b in range(len(total))))
    return [
        Drawing(
            "moved-weights",
            "Bands when the weights move a little",
            band_moves(bands, LIGHT),
            "Read along a row: of the customers of that band, what share is in which band when all weights are drawn"
            " anew around those in force.",
            alt,
            Grid(heads, rows, (False, *[True] * len(total)), alt),
        )
    ]
