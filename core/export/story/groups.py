"""The tiers: all of them, each by itself, and beside the bands."""

import re

import numpy as np
import pandas as pd

from core.corners import CORNERS
from core.cutting import in_words
from core.export.small_cells import hidden_cells, shown
from core.export.story.hiding import HIDDEN, Counted, count_of_cells
from core.export.story.parts import Chart, Figure, Grid, Section, TierSection
from core.figures_in_words import percent
from core.indicators import DIMENSIONS, INDICATORS
from core.model import Model
from core.recipe import Group
from core.signed import signed
from core.strategy import strategy
from core.strategy.plans import FEWEST_TO_ADVISE, STANDS_OUT, plan_in_words, standing, stands_out, words_for
from core.study import Study
from core.tier_figures import Placed, placed, tier_figures
from core.tiers import TIERS, Tier
from core.tiers_in_words import compared_in_words, dimensions_in_words

NOT_KNOWN = "The bands of these customers are not known now"


def tiers(study: Study) -> Section:
    """How many customers each tier holds, what they bring, and how they differ."""
    hide, segments, found = study.recipe.sharing.hide_small, study.segments(), placed(study)
    table = tier_figures(study)
    counted = Counted(table["customers"].to_numpy(), hide)
    spend = table["share of spend"].tolist() if "share of spend" in table else None
    share = table["share"].tolist()
    first = next(t for t in range(4) if counted.counts[t])
    name = f"{TIERS[first]} {table['name'][first]}"
    holds = counted.share(first, share[first])
    if holds == HIDDEN:
        finding = f"{name} is the highest tier that anybody is in, with {counted.shown[first]} customers"
    elif spend and spend[first] == spend[first]:
        finding = f"Tier {name}: {holds} of the customers, {counted.share(first, spend[first])} of the spend"
    else:
        finding = (
            f"Tier {name} holds {holds} of the customers, {counted.shown[first]} of {shown(sum(counted.counts), hide)}"
        )
    names = tuple(f"{t} {n}" for t, n in zip(TIERS, table["name"], strict=True))
    differ, lacking = dimensions_in_words(table[list(found.names)].to_numpy(), found.names)
    charts = {
        "customers": Chart(
            names,
            {"Customers": counted.drawn(counted.counts)},
            "count",
            "Customers by tier: " + ", ".join(f"{n} {c}" for n, c in zip(names, counted.shown, strict=True)) + ".",
            "tier by customer value K",
        )
    }
    if spend:
        charts["shares"] = Chart(
            names,
            {"Customers": counted.drawn(share), "Spend": counted.drawn(spend)},
            "share",
            "Share of customers and of spend by tier: "
            + ", ".join(
                f"{n} {counted.share(t, share[t])} and {counted.share(t, spend[t])}" for t, n in enumerate(names)
            )
            + ".",
        )
    compared = "" if any(counted.out) or not counted.counts[0] else compared_in_words(study)
    return Section(
        "The tiers",
        finding,
        points=tuple(words for words in (compared, differ + lacking) if words),
        say=(
            f"K runs from 0 to 1 and is cut into four tiers: {in_words(segments.cutoffs)}.",
            f"{finding}.",
            *([compared] if compared else []),
            differ,
        ),
        figures=tuple(Figure(counted.shown[t], names[t], counted.share(t, share[t])) for t in range(len(TIERS))),
        charts=charts,
        tables={"tiers": _tier_grid(table, counted, found, names)},
    )


def _tier_grid(table: pd.DataFrame, counted: Counted, found: Placed, names: tuple[str, ...]) -> Grid:
    heads = ["Tier", "Customer value K", "Customers", "Share"]
    lines = [
        [names[t], table["range"][t], counted.shown[t], counted.of(t, f"{table['share'][t]:.1%}")] for t in range(4)
    ]
    for column, head in ((d, DIMENSIONS[d]) for d in found.names):
        heads.append(head)
        for t, line in enumerate(lines):
            line.append(counted.mean(t, table[column][t]))
    if "spend" in table:
        heads += ["Mean spend", "Of all spend"]
        for t, line in enumerate(lines):
            line += [counted.amount(t, table["mean spend"][t]), counted.share(t, table["share of spend"][t])]
    return Grid(
        tuple(heads),
        tuple(tuple(line) for line in lines),
        (False, False, *[True] * (len(heads) - 2)),
        "Tiers with range of K, customers, share, mean scores of the dimensions, C, and spend.",
    )


def one_tier(study: Study, model: Model, tier: Tier) -> TierSection:
    """Who the customers of a tier are, in numbers, and what to do with them."""
    hide, place = study.recipe.sharing.hide_small, TIERS.index(tier)
    line = tier_figures(study).iloc[place]
    counted = Counted(tier_figures(study)["customers"].to_numpy(), hide)
    customers, hidden = counted.counts[place], counted.out[place]
    gaps, text = standing(study).gaps.T[tier], strategy(model.source)[tier]
    name, shown_count = str(line["name"]), counted.shown[place]
    told, note = customers >= FEWEST_TO_ADVISE, study.recipe.strategy.notes.get(tier)
    spend = line.get("share of spend")
    finding = _tier_finding(f"Tier {tier} {name}", shown_count, counted.share(place, line["share"]), gaps, told, spend)
    figures = [
        Figure(shown_count, "customer" if customers == 1 and not hidden else "customers"),
        Figure(counted.of(place, percent(line["share"])), "of all customers"),
    ]
    if spend is not None:
        figures.append(Figure(counted.share(place, spend), "of all spend"))
    figures.append(Figure(counted.mean(place, line["K"]), "mean K", str(line["range"])))
    if spend is None:
        figures.append(Figure(counted.mean(place, line["C"]), "mean current value C"))
    outstanding = stands_out(gaps) if told and not hidden else ""
    words = words_of(study, tier)
    next_step = plan_in_words(study, tier)
    nobody = "Nobody is in this tier" if not customers else "Too few customers are in this tier"
    summary = text["summary"] if told else f"{nobody} to say what sets it apart."
    return TierSection(
        f"Tier {tier} {name}",
        finding,
        points=tuple(words for words in (summary, outstanding) if words),
        say=tuple(
            sentence
            for sentence in (
                f"{finding}.",
                summary,
                outstanding,
                f"What to do: {words}" if words else "",
                next_step,
            )
            if sentence
        ),
        figures=tuple(figures),
        charts={"gaps": _gap_chart(gaps, tier)} if told and not hidden else {},
        tables={},
        tier=tier,
        name=name,
        range=str(line["range"]),
        customers=customers,
        shown=shown_count,
        summary=summary,
        words=words,
        by_the_team=bool(note),
        next=next_step,
    )


def _tier_finding(called: str, count: str, share: str, gaps: pd.Series, told: bool, spend: float | None) -> str:
    if count == "0":
        return f"{called}: nobody, under the present cut-offs"
    if not told:
        return f"{called}: {count} customers, too few to advise on"
    if share == HIDDEN:
        return f"{called}: {count} customers, not told more closely"
    if spend is not None and spend == spend:
        return f"{called}: {share} of the customers bring {percent(spend)} of the spend"
    far = str(gaps.abs().idxmax())
    if abs(gaps[far]) < STANDS_OUT:
        return f"{called}: {share} of the customers, close to all others on everything"
    side = "strongest" if gaps[far] > 0 else "weakest"
    return f"{called}: {share} of the customers, {side} in {INDICATORS[far].label.lower()}"


def _gap_chart(gaps: pd.Series, tier: Tier) -> Chart:
    labels = tuple(INDICATORS[str(i)].label for i in gaps.index)
    return Chart(
        labels,
        {f"Tier {tier} less all customers": tuple(float(gap) if abs(gap) >= 0.05 else 0.0 for gap in gaps)},
        "gap",
        f"Mean scores of tier {tier} less those of all customers: "
        + ", ".join(f"{label} {signed(gap, 1)}" for label, gap in zip(labels, gaps, strict=True))
        + ".",
        "points above or below the mean of all, on the scale 1 to 5",
    )


def matrix(study: Study, model: Model) -> Section:
    """What customers buy today beside what K makes of them: the counts, the corners, and what these ask for."""
    hide, counts, source = study.recipe.sharing.hide_small, placed(study).matrix, model.source
    out = hidden_cells(counts, hide)
    cells = [[_cell(counts[b, t], out[b, t], hide) for t in range(4)] for b in range(5)]
    corners = {}
    for name, corner in CORNERS.items():
        here = np.ix_([b - 1 for b in corner.bands], [TIERS.index(t) for t in corner.tiers])
        corners[name] = count_of_cells(counts[here], out[here], hide)
    grid = Grid(
        ("Band", *(f"Tier {t}" for t in reversed(TIERS))),
        tuple((f"{b + 1}", *reversed(cells[b])) for b in reversed(range(5))),
        (False, *[True] * 4),
        "Customers by band and tier; corners: " + ", ".join(f"{name} {n}" for name, n in corners.items()) + ".",
    )
    summaries = {name: strategy(source)[name]["summary"] for name in CORNERS}
    asked = {name: words_of(study, _group(name)) for name in CORNERS}
    plans = (plan_in_words(study, _group(group)) for group in CORNERS)
    tells = "how likely the good outcome is by K" if source == "outcome" else "what K makes of them"
    return Section(
        "Bands and tiers",
        _matrix_finding(corners["grow"], corners["watch"], source) if counts.any() else NOT_KNOWN,
        points=tuple(f"{name.capitalize()} {n}: {CORNERS[name].in_words(source)}" for name, n in corners.items()),
        say=(
            f"Bands say what customers buy today, tiers {tells}. Where the two disagree, there is something to do.",
            *(
                f"{name.capitalize()}, {n} customers: {summaries[name]} {asked[name]}".strip()
                for name, n in corners.items()
            ),
            *(words for words in plans if words),
        ),
        figures=tuple(
            Figure(n, name, f"{summaries[name]} {first_sentence(asked[name])}".strip()) for name, n in corners.items()
        ),
        charts={
            "matrix": Chart(
                tuple(f"{b}" for b in range(1, 6)),
                {
                    f"Tier {t}": tuple(None if out[b, k] else float(counts[b, k]) for b in range(5))
                    for k, t in enumerate(TIERS)
                },
                "count",
                grid.what,
                "band of current value C",
            )
        },
        tables={"matrix": grid},
    )


def words_of(study: Study, group: Group) -> str:
    """What to do with a tier or corner, in the team's words or the starting advice, without what leads to a page."""
    return words_for(study, group).replace(" (view Tier by tier)", "")


def first_sentence(text: str) -> str:
    """`Keep them, whatever it takes.` of all that is said on what to do."""
    return re.split(r"(?<=[.!?。！？])\s*", text, maxsplit=1)[0] if text else ""


def _matrix_finding(grow: str, watch: str, source: str) -> str:
    more, less = (
        ("are likelier than others to have the good outcome", "are less likely to have the good outcome")
        if source == "outcome"
        else ("K sees more in them", "K sees less in them")
    )
    if grow == watch == "0":
        return "Bands and tiers agree: nobody is in the corners grow and watch"
    if grow == "0":
        return f"{watch} customers buy much today, but {less}: ask them why"
    if watch == "0":
        return f"{grow} customers buy little today, but {more}: here an effort pays most"
    return f"{grow} customers buy little today but {more}; {watch} buy much and need watching"


def _cell(count: int, out: bool, hide: bool) -> str:
    return count_of_cells(np.array([count]), np.array([out]), hide)


def _group(name: str) -> Group:
    return name  # type: ignore[return-value]
