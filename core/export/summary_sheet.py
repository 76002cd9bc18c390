"""The workbook's first sheet: the findings, what was done and how well it fits, and two charts that can be edited."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from xlsxwriter import Workbook

from core import stability
from core.export.small_cells import shown
from core.export.story import Chart, Story
from core.export.story.method import decided
from core.export.xlsx_sheets import LINE, MOST_ROWS, most_lines, new_sheet, plain
from core.importing.second_file import joined_in_words
from core.model import Model
from core.palette import BAND_COLOURS, Palette
from core.study import Study
from core.summary import network_figures, rows_read, valid_response_rate
from core.target import SOURCES
from core.tiers import TIERS

Line = tuple[str, object]
WIDTHS = (44, 70)  # in characters
CHART_COLUMN = 3  # beside the lines


def write_summary(book: Workbook, study: Study, model: Model, told: Story) -> None:
    """Labels and values; beside them the customers of tiers and bands as charts over their sheets."""
    sheet = new_sheet(book, "Summary")
    bold, text = (book.add_format({"bold": b, "valign": "top", "text_wrap": True}) for b in (True, False))
    styles = {
        form: book.add_format({"align": "left", "valign": "top", "num_format": form})
        for form in ("#,##0", "0%", "0.00E+00", "0.000")
    }
    for column, characters in enumerate(WIDTHS):
        sheet.set_column(column, column, characters)
    for row, (label, value) in enumerate(summary_lines(study, model, told)):
        sheet.set_row(row, LINE * most_lines((label, value), WIDTHS))
        sheet.write_string(row, 0, label, bold)
        if isinstance(value, float):
            form = "0%" if "tier" in label else "0.000" if "K" in label else "0.00E+00"
            sheet.write_number(row, 1, value, styles[form])
        elif isinstance(value, int):
            sheet.write_number(row, 1, value, styles["#,##0"])
        else:
            sheet.write_string(row, 1, "none: no test part" if value is None else plain(value), text)
    colours = Palette()
    tiers = _points(told.tiers.charts["customers"], [tier.shown for tier in told.each], colours.tiers.values())
    counts = [count for _, _, count, *_ in reversed(told.bands.tables["bands"].rows)]  # band 5 is on top there
    bands = _points(told.bands.charts["customers"], counts, BAND_COLOURS)
    chart = _columns(book, "Customers by tier", "Tiers", 3, list(TIERS), tiers)
    sheet.insert_chart(0, CHART_COLUMN, chart, {"description": told.tiers.charts["customers"].alt})
    chart = _columns(book, "Customers by band of C", "Bands", 2, [*range(1, 6)], bands)
    sheet.insert_chart(13, CHART_COLUMN, chart, {"description": told.bands.charts["customers"].alt})


def summary_lines(study: Study, model: Model, told: Story) -> list[Line]:
    """What the sheet says, from the findings to the figures; None where a figure needs a test part."""
    hide, scores = study.recipe.sharing.hide_small, study.scores()
    figures = network_figures(model, study.segments().cutoffs)
    sections = (told.how, told.weights, told.bands, told.training, told.tiers, told.matrix)
    lines: list[Line] = [
        ("Project", study.recipe.name),
        ("Made on", told.day.isoformat()),
        ("How far to trust it", told.honesty),
        *((section.heading, f"{section.finding}.") for section in sections),
        *_since(told),
        ("Cut-offs", told.cut_offs),
        *zip((f"{t.tier} {t.name}" for t in told.each), _tiers(told), strict=True),
        *([("Small counts", told.small)] if told.small else []),
        ("File", study.table.name if study.table else None),
        *_second_file(study),
        ("Rows", _count(rows_read(study.customers()), hide)),
        ("Valid customers", _count(len(scores.values), hide)),
        ("Left out", _count(len(scores.excluded), hide)),
        *_sent_out(study, hide),
        *_sheets(study, hide),
        ("Indicators", len(scores.indicators)),
        ("Sample", _count(len(study.sample.ids) if study.sample else 0, hide)),
        ("Weights are", decided(study)),
        ("Customer value K learned from", SOURCES[model.source]),
        *_graders(study, model, hide),
        ("Network", f"{figures['inputs']}-{figures['hidden']}-{figures['outputs']}, {figures['algorithm']}"),
        ("Nets (kept of trained)", f"{figures['nets_kept']} of {figures['nets']}"),
        ("Stopped by", figures["stop_reason"]),
        ("Epochs", figures["epochs"]),
        ("Training error (MSE)", figures["train_mse"]),
        ("Test error (MSE)", figures["test_mse"]),
        ("Test error of the mean (MSE)", figures["baseline_mean_mse"]),
        ("Test error of least squares (MSE)", figures["baseline_linear_mse"]),
        *([] if model.binary else [("Test customers in their expected tier", figures["tier_agreement"])]),
        *_nets(study),
        *_retrained(study),
        ("State of the training", study.state("model").in_words),
    ]
    return lines


def _since(told: Story) -> list[Line]:
    """What has moved since a former run, where one was chosen."""
    if told.since is None:
        return []
    why = told.since.why
    lines: list[Line] = [(told.since.who.heading, f"{told.since.who.finding}.")]
    return lines + ([(why.heading, f"{why.finding}.")] if why else [])


def _tiers(told: Story) -> list[str]:
    """`128 customers, 23.4%, 0.75 ≤ K ≤ 1.00` of each tier."""
    grid = told.tiers.tables["tiers"]
    return [f"{count} customers, {share}, {limits}" for _, limits, count, share, *_ in grid.rows]


def _count(count: int, hide: bool) -> object:
    words = shown(count, hide)
    return words if words.startswith("<") else count


def _sheets(study: Study, hide: bool) -> list[Line]:
    """Where the customers are, where they are not on one sheet of their own."""
    sheets = -(-len(study.segments().k) // MOST_ROWS)
    if hide:
        return [("Customers one by one", "not in this file, as small counts could be counted there")]
    if sheets > 1:
        return [("Customers one by one", f"on {sheets} sheets, as one holds {MOST_ROWS:,} of them at most")]
    return []


def _second_file(study: Study) -> list[Line]:
    """What met of the file that is joined to the first, where there is one."""
    if study.second is None or study.recipe.second is None:
        return []
    return [("Second file", " ".join(joined_in_words(study.joined(), study.second.name)))]


def _sent_out(study: Study, hide: bool) -> list[Line]:
    """Questionnaires sent out and the share of valid responses, where the number was entered."""
    rate, sent_out = valid_response_rate(study), study.recipe.sent_out
    if rate is None or sent_out is None:
        return []
    return [("Sent out", f"{shown(sent_out, hide)}, valid responses {rate:.2%}")]


def _graders(study: Study, model: Model, hide: bool) -> list[Line]:
    """Who graded how many customers, and how far the graders agree, where K was learned from grading sheets."""
    found = study.graded()
    if found is None or model.source != "grade" or model.recipe.target.column is not None:
        return []
    who = ", ".join(f"{marks.grader} {shown(len(marks.places), hide)}" for marks in found.by_grader)
    agreed = found.agreement
    shared: list[Line] = [("Agreement of the graders", agreed.in_words)] if agreed and agreed.customers else []
    return [("Customers graded by", who), *shared]


def _nets(study: Study) -> list[Line]:
    """How far the nets stand apart, where several make K."""
    return [
        (label, figure)
        for label, figure in (
            ("Spread of K over the nets (median)", study.segments().median_spread),
            ("Customers in the same tier by one net alone", study.nets_agree()),
        )
        if figure is not None
    ]


def _retrained(study: Study) -> list[Line]:
    """How often customers land in their tier when the network is trained again, where it was."""
    if (found := stability.figures(study)) is None:
        return []
    return [(f"Land in their tier, trained {found['retrainings']:,} times more", found["land_in_their_tier"])]


class _Point(NamedTuple):
    """One column of a chart: its height, None where it is hidden; the count in words; its colour."""

    value: int | None
    shown: str
    colour: str


def _points(chart: Chart, shown: Sequence[str], colours: Iterable[str]) -> list[_Point]:
    values = chart.series["Customers"]
    return [
        _Point(None if value is None else int(value), words, colour)
        for value, words, colour in zip(values, shown, colours, strict=True)
    ]


def _columns(book: Workbook, title: str, sheet: str, column: int, labels: list, points: list[_Point]) -> object:
    """A chart of one column a label over a sheet's `column` (from 0); the labels are in its first column."""
    chart, last = book.add_chart({"type": "column"}), len(labels)
    hidden = [{"value": point.shown} if point.value is None else None for point in points]  # else it would say 0
    chart.add_series(
        {
            "name": "Customers",
            "categories": [sheet, 1, 0, last, 0],
            "values": [sheet, 1, column, last, column],
            # What is in the cells, for programs that draw a chart without reading them.
            "categories_data": labels,
            "values_data": [point.value for point in points],
            "points": [{"fill": {"color": point.colour}} for point in points],
            "data_labels": {"value": True, "num_format": "#,##0", **({"custom": hidden} if any(hidden) else {})},
            "gap": 60,
        }
    )
    chart.set_title({"name": title, "name_font": {"size": 12}})
    chart.set_legend({"none": True})
    chart.set_y_axis({"visible": False, "major_gridlines": {"visible": False}})
    chart.set_size({"width": 480, "height": 280})
    return chart
