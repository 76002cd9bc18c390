"""What was done before there were tiers: the way, the weights, the bands, the training."""

import numpy as np

from core import cutting
from core.export.small_cells import shown
from core.export.story.hiding import HIDDEN, Counted
from core.export.story.parts import Chart, Figure, Grid, Section
from core.figures_in_words import number, percent
from core.honesty import error_size, honesty_in_words
from core.indicators import DIMENSIONS, INDICATORS
from core.model import Evaluation, Model
from core.network.training import IN_WORDS, Stop
from core.notices import nets_in_words
from core.panel.agreement import agreement
from core.panel.levels import TOP
from core.panel.shares_of import panel_results
from core.problems import joined, shortened
from core.study import Study
from core.summary import network_figures, rows_read, valid_response_rate
from core.target import SOURCES
from core.training_in_words import beside_a_line, curve_in_words, ends_of, exact, found_in_words

MOST_POINTS = 100  # of the drawn curve
PARTS = {"training": "train_mse", "validation": "validation_mse", "test": "test_mse"}


def how_it_was_done(study: Study, model: Model) -> Section:
    """The way from the file to tiers in five steps; the sentence on how far to trust it stands beside it."""
    scores, table, hide = study.scores(), study.customers(), study.recipe.sharing.hide_small
    everybody, rows = len(study.segments().scores.values), rows_read(table)
    rate = valid_response_rate(study)
    came_back = f"; {rate:.1%} of {study.recipe.sent_out:,} sent out" if rate is not None else ""
    out = len(scores.excluded)
    left_out = f", {shown(out, hide)} left out" if out else ""
    source = SOURCES[model.source]
    trained, valid = sum(model.evaluation.sizes), shown(len(scores.values), hide)
    inputs, hidden, outputs = model.layers
    steps = (
        (
            "Data",
            f"{valid} valid customers of {shown(rows, hide)} rows{left_out}{came_back}.",
        ),
        (
            "Scores",
            f"{len(model.indicators)} indicators, each scored from 1 to 5: top is always best.",
        ),
        ("Weights and bands", f"Weights {decided(study)}; recency, frequency and spend make C and five bands."),
        ("Sample", f"{shown(trained, hide)} customers drawn by band, so that every kind of customer is in it."),
        (
            "Network",
            f"A network of {inputs}-{hidden}-{outputs} learned {source}: it gives each customer a value K from 0 to 1.",
        ),
        ("Tiers", f"K is cut into four tiers: {cutting.in_words(study.segments().cutoffs)}."),
    )
    return Section(
        "How it was done",
        f"A network learned {source} from {shown(trained, hide)} customers and valued all {shown(everybody, hide)}",
        points=tuple(text for _, text in steps),
        say=(
            f"We started from {shown(rows, hide)} rows and could use {shown(len(scores.values), hide)} of them.",
            "Every indicator became a score from 1 to 5. Recency, frequency and spend make the current value C, which"
            " says what customers are worth today.",
            f"A neural network then learned {source} on a sample drawn by band. It gives each customer the value K,"
            " and K decides the tier.",
            honesty_in_words(study),
        ),
        figures=(
            Figure(shown(rows, hide), "rows in the file"),
            Figure(shown(len(scores.values), hide), "valid customers"),
            Figure(f"{len(model.indicators)}", "indicators"),
            Figure(shown(trained, hide), "in the sample"),
        ),
        tables={
            "steps": Grid(("Step", "What was done"), steps, (False, False), "The steps from the file to the tiers."),
            "left out": _left_out(scores.excluded_by_reason, hide),
        },
    )


def _left_out(by_reason: dict[str, int], hide: bool) -> Grid:
    counted = Counted(tuple(by_reason.values()), hide)
    rows = tuple((reason, count) for reason, count in zip(by_reason, counted.shown, strict=True))
    return Grid(("Left out because", "Rows"), rows, (False, True), "Why rows of the file are left out.")


def decided(study: Study) -> str:
    """Who decided the weights: `by a panel of 10`, `set by hand`."""
    weights = study.recipe.weights
    return f"by a panel of {len(weights.panel)}" if weights.decided == "panel" and weights.panel else "set by hand"


def weights(study: Study, model: Model) -> Section:
    """What counts how much, and who said so."""
    shares = study.shares()
    ordered = sorted(shares.overall.items(), key=lambda pair: -pair[1])
    (first, most), least = ordered[0], ordered[-1][1]
    dimensions = sorted(shares.dimensions.items(), key=lambda pair: -pair[1])
    widest, share = dimensions[0]
    if len(dimensions) > 1 and dimensions[0][1] - dimensions[-1][1] < 1e-9:
        finding = f"The {len(dimensions)} dimensions count alike; {INDICATORS[first].label} is the heaviest indicator"
    elif most - least < 1e-9:
        finding = f"All {len(ordered)} indicators count alike, with {most:.1%} each"
    else:
        finding = (
            f"{DIMENSIONS[widest]} counts most with {share:.0%} of the weight, and"
            f" {INDICATORS[first].label.lower()} most of all indicators"
        )
    points = [f"Weights {decided(study)}."]
    panel = panel_results(study.recipe.weights, study.recipe.scoring.mapped)
    if study.recipe.weights.decided == "panel" and TOP in panel:
        points.append(f"On the dimensions: {agreement(panel[TOP]).in_words}")
    points.append(
        "The weights make the weighted score that K is learned from."
        if model.source == "weighted"
        else "They shape the bands and so the sample, but not K, which is learned from " + SOURCES[model.source] + "."
    )
    return Section(
        "Weights",
        finding,
        points=tuple(points),
        say=(
            f"These weights were {decided(study)}. {finding}.",
            "The heaviest three indicators are "
            + joined(tuple(f"{INDICATORS[i].label} with {w:.1%}" for i, w in ordered[:3]))
            + ".",
            points[-1],
        ),
        figures=tuple(Figure(f"{s:.0%}", DIMENSIONS[d]) for d, s in dimensions),
        charts={
            "indicators": Chart(
                tuple(INDICATORS[i].label for i, _ in ordered),
                {"Overall weight": tuple(w for _, w in ordered)},
                "share",
                "Overall weight of every indicator: " + ", ".join(f"{INDICATORS[i].label} {w:.1%}" for i, w in ordered),
                "overall weight",
            )
        },
        tables={
            "indicators": Grid(
                ("Dimension", "Indicator", "Within it", "Overall"),
                tuple(
                    (
                        DIMENSIONS[INDICATORS[i].dimension],
                        INDICATORS[i].label,
                        f"{shares.within[i]:.1%}",
                        f"{w:.1%}",
                    )
                    for i, w in shares.overall.items()
                ),
                (False, False, True, True),
                "Weight of every indicator within its dimension and overall.",
            )
        },
    )


def bands(study: Study) -> Section:
    """How many customers are in each band of current value, and what they spend where that is known."""
    found, hide = study.bands(), study.recipe.sharing.hide_small
    table, counted = found.table, Counted(found.counts, hide)
    share = table["share"].tolist()
    spend = table["share of spend"].tolist() if "share of spend" in table else None
    top = 4
    if spend and spend[top] == spend[top] and not counted.out[top]:
        finding = f"Band 5 is {percent(share[top])} of the customers and {percent(spend[top])} of the spend"
    elif counted.out[top]:
        finding = f"{counted.shown[top]} of {shown(len(found.c), hide)} customers are in band 5, the highest"
    else:
        finding = (
            f"{percent(share[top])} of the customers are in band 5, the highest; {counted.share(0, share[0])} in band 1"
        )
    heads = ["Band", "Current value C", "Customers", "Share"]
    lines = [
        [f"{b + 1}", found.ranges[b], counted.shown[b], counted.of(b, f"{share[b]:.1%}")] for b in reversed(range(5))
    ]
    if spend:
        heads += ["Mean spend", "Of all spend"]
        for line, b in zip(lines, reversed(range(5)), strict=True):
            line += [counted.amount(b, float(table["mean spend"].to_numpy()[b])), counted.share(b, spend[b])]
    drawn = study.sample.quotas if study.sample else ()
    if drawn:
        quotas = Counted(drawn, hide)
        heads.append("In the sample")
        for line, b in zip(lines, reversed(range(5)), strict=True):
            line.append(HIDDEN if counted.out[b] else quotas.shown[b])
    r, f, m = study.band_rule().weights
    alike = f"C weighs recency with {r:.0%}, frequency with {f:.0%} and spend with {m:.0%}."
    return Section(
        "Bands of current value",
        finding,
        points=(alike, "Bands say what customers buy today; they do not look ahead."),
        say=(
            f"Current value C looks at what customers do today. {alike}",
            f"{finding}.",
            "Next we let the network look beyond today's purchases.",
        ),
        figures=(
            Figure(shown(len(found.c), hide), "customers"),
            Figure(counted.share(top, share[top]), "in band 5", counted.shown[top]),
            Figure(counted.share(0, share[0]), "in band 1", counted.shown[0]),
        ),
        charts={
            "customers": Chart(
                tuple(f"{b + 1}" for b in range(5)),
                {"Customers": counted.drawn(found.counts)},
                "count",
                "Customers by band of current value: "
                + ", ".join(f"band {b} {count}" for b, count in enumerate(counted.shown, start=1))
                + ".",
                "band of current value C",
            )
        },
        tables={
            "bands": Grid(
                tuple(heads), tuple(tuple(line) for line in lines), (False, False, *[True] * (len(heads) - 2)), finding
            )
        },
    )


def training(study: Study, model: Model) -> Section:
    """How far off K is on customers that it never saw, beside simple guesses; the curve; why it stopped."""
    cutoffs = study.segments().cutoffs
    judged, last = model.evaluation, model.best.last
    first, rest = found_in_words(judged, cutoffs)
    mse, line, mean = (judged.mse("test", of) for of in ("value", "linear", "mean"))
    reason = last.stop_reason or Stop.EPOCHS
    points = [rest] if rest else []
    if mse is not None:
        points.append(beside_a_line(mse, line))
    if words := nets_in_words(study):
        points.append(words)
    if not model.learned:
        points.insert(0, "No net did better than the mean of all customers, so K says little.")
    if study.judged and study.state("judging").status == "done":
        points.append(f"Thorough check: {study.judged.verdict.sentence}")
    charts = {"curve": _curve(model)}
    tables = {}
    if mse is not None and line is not None and mean is not None:
        guesses = {"Mean of all": mean, "Straight line": line, "Network": mse}
        sizes = {name: "0, exact" if exact(e) else error_size(e) for name, e in guesses.items()}
        charts["errors"] = Chart(
            tuple(guesses),
            {"Typically off by": tuple(float(e**0.5) for e in guesses.values())},
            "error",
            "Typical error of K on the test customers: " + ", ".join(f"{n} {s}" for n, s in sizes.items()) + ".",
            "typically off by, in K",
        )
        tables["errors"] = Grid(
            ("Estimate of the expected value", "Typically off by", "Test error (MSE)"),
            tuple((name, sizes[name], "0, exact" if exact(e) else number(e)) for name, e in guesses.items()),
            (False, True, True),
            "Errors of the mean, a straight line and the network on the test customers.",
        )
    inputs, hidden, outputs = model.layers
    agreed = network_figures(model, cutoffs)["tier_agreement"]
    nets = "one net" if len(model.nets) == 1 else f"{len(model.kept)} of {len(model.nets)} nets kept"
    return Section(
        "Training result",
        first.rstrip("."),
        points=tuple(points),
        say=(
            first,
            *([rest] if rest else []),
            curve_in_words(last),
            f"The best net stopped at epoch {last.epoch:,}. {IN_WORDS[reason]}",
            honesty_in_words(study),
        ),
        figures=(
            Figure("–" if mse is None else _typical(mse), "typical error of K"),
            _second(judged, agreed),
            Figure(f"{inputs}-{hidden}-{outputs}", "network", nets),
            Figure(f"{last.epoch:,}", "epochs", str(reason)),
        ),
        charts=charts,
        tables=tables,
    )


def _second(judged: Evaluation, agreed: float | None) -> Figure:
    """How often K meets the tier that was expected; of a yes/no outcome how often it was good where K is highest."""
    if agreed is None and judged.sizes[2] and judged.binary:
        first, last = ends_of(judged)
        return Figure(percent(first), "good outcome", f"highest fourth of K; lowest {percent(last)}")
    return Figure(HIDDEN if agreed is None else f"{agreed:.0%}", "in the right tier")


def _typical(mse: float) -> str:
    size = error_size(mse)
    return "under 0.01" if size.startswith("less") else f"±{size}"


def _curve(model: Model) -> Chart:
    """Mean squared error of the best net by epoch, at so many points that a chart stays light."""
    records = model.best.curve
    places = np.unique(np.linspace(0, len(records) - 1, min(len(records), MOST_POINTS)).astype(np.intp))
    kept = [records[p] for p in places]
    series = {
        part: tuple(getattr(record, name) for record in kept)
        for part, name in PARTS.items()
        if getattr(kept[-1], name) is not None
    }
    ends = joined(tuple(f"{part} {number(values[-1])}" for part, values in series.items()))
    return Chart(
        tuple(f"{record.epoch}" for record in kept),
        series,
        "error",
        f"Mean squared error by epoch; at the end {shortened(ends, 200)}.",
        "epoch",
    )
