"""Native charts, which PowerPoint edits: bars, columns, shares of a whole, and lines; calm, and labelled directly."""

import datetime as dt
import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from core.export.deck.canvas import Area, Ruler, described
from core.export.deck.measuring import clean
from core.export.deck.paint import fill, letters_on, paint
from core.export.story.parts import Chart

if TYPE_CHECKING:
    from pptx.chart.chart import Chart as NativeChart
    from pptx.slide import Slide

FORMATS = {"count": "#,##0", "share": "0%", "score": "0.00", "gap": "+0.0;−0.0;0", "error": "0.00"}
CREATED = dt.datetime(2000, 1, 1)
LABEL = 12.0
SMALLEST = 1e-12  # a logarithmic axis has no zero
MOST_LETTERS = 60  # of a label


def bars(
    slide: "Slide", area: Area, of: Chart, ruler: Ruler, colours: Sequence[str], decimals: str = ""
) -> "NativeChart":
    """One bar a label, the first on top. colours: one, or one for each label."""
    from pptx.enum.chart import XL_CHART_TYPE

    chart = _chart(slide, area, of, XL_CHART_TYPE.BAR_CLUSTERED, decimals)
    chart.category_axis.reverse_order = True
    _bare(chart, ruler)
    _one_series(chart, of, ruler, colours)
    return chart


def columns(slide: "Slide", area: Area, of: Chart, ruler: Ruler, colours: Sequence[str]) -> "NativeChart":
    """One column a label, with its number above and the axis named below."""
    from pptx.enum.chart import XL_CHART_TYPE

    chart = _chart(slide, area, of, XL_CHART_TYPE.COLUMN_CLUSTERED)
    _bare(chart, ruler)
    _one_series(chart, of, ruler, colours)
    _titled(chart.category_axis, of.axis, ruler)
    return chart


def shares_of_a_whole(slide: "Slide", area: Area, of: Chart, ruler: Ruler, colours: Sequence[str]) -> "NativeChart":
    """One bar for each series of `of`, cut into its labels: who they are beside what they bring."""
    from pptx.enum.chart import XL_CHART_TYPE

    turned = Chart(
        tuple(of.series),
        {label: tuple(values[k] for values in of.series.values()) for k, label in enumerate(of.labels)},
        of.form,
        of.alt,
    )
    chart = _chart(slide, area, turned, XL_CHART_TYPE.BAR_STACKED_100)
    chart.category_axis.reverse_order = True
    _bare(chart, ruler)
    plot = chart.plots[0]
    plot.gap_width, plot.overlap = 45, 100
    for series, colour, values in zip(plot.series, colours, turned.series.values(), strict=True):
        fill(series.format, colour)
        series.format.line.color.rgb = _white()
        for k, value in enumerate(values):
            _label_of_a_part(series.points[k], value or 0.0, colour, ruler)
    return chart


def parts_of_bars(slide: "Slide", area: Area, of: Chart, ruler: Ruler, colours: Sequence[str]) -> "NativeChart":
    """One bar a label, the first on top, made up of its series, with a legend above; hidden parts are left out."""
    from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION, XL_LEGEND_POSITION

    chart = _chart(slide, area, of, XL_CHART_TYPE.BAR_STACKED)
    chart.category_axis.reverse_order = True
    _bare(chart, ruler)
    chart.has_legend = True
    chart.legend.position, chart.legend.include_in_layout = XL_LEGEND_POSITION.TOP, False
    _lettered(chart.legend.font, ruler)
    plot = chart.plots[0]
    plot.gap_width, plot.overlap = 45, 100
    longest = max((sum(v or 0 for v in bar) for bar in zip(*of.series.values(), strict=True)), default=0)
    for series, colour, values in zip(plot.series, colours, of.series.values(), strict=True):
        fill(series.format, colour)
        labels = series.data_labels
        labels.show_value, labels.position = True, XL_LABEL_POSITION.CENTER
        labels.number_format, labels.number_format_is_linked = FORMATS[of.form], False
        _lettered(labels.font, ruler, letters_on(colour), bold=True)
        for k, value in enumerate(values):
            if (value or 0) < 0.03 * max(len(f"{value or 0:,.0f}"), 1) * longest or not value:
                _unlabelled(series.points[k].data_label)
    return chart


def lines(slide: "Slide", area: Area, of: Chart, ruler: Ruler, colours: Sequence[str]) -> "NativeChart":
    """One line a series over its labels, which are numbers, with a legend above."""
    from pptx.enum.chart import XL_CHART_TYPE, XL_LEGEND_POSITION, XL_MARKER_STYLE, XL_TICK_LABEL_POSITION, XL_TICK_MARK
    from pptx.util import Pt

    data = _data_of_points()(number_format="0.0000")
    for name, values in of.series.items():
        series = data.add_series(_label(name))
        for label, value in zip(of.labels, values, strict=True):
            if value is not None:
                series.add_data_point(float(label), max(value, SMALLEST))
    chart = _added(slide, area, of, XL_CHART_TYPE.XY_SCATTER_LINES_NO_MARKERS, data)
    for series, colour in zip(chart.plots[0].series, colours, strict=True):
        series.smooth = False
        series.marker.style = XL_MARKER_STYLE.NONE
        paint(series.format.line.color, colour)
        series.format.line.width = Pt(2.25)
    chart.has_legend = True
    chart.legend.position, chart.legend.include_in_layout = XL_LEGEND_POSITION.TOP, False
    _lettered(chart.legend.font, ruler)
    across, up = chart.category_axis, chart.value_axis
    for axis, form in ((across, "#,##0"), (up, "General")):
        axis.major_tick_mark, axis.tick_label_position = XL_TICK_MARK.NONE, XL_TICK_LABEL_POSITION.LOW
        axis.tick_labels.number_format, axis.tick_labels.number_format_is_linked = form, False
        _lettered(axis.tick_labels.font, ruler)
    across.minimum_scale = 0
    _logarithmic(up, min(value for values in of.series.values() for value in values if value is not None))
    last = float(of.labels[-1]) or 1.0
    across.maximum_scale, across.major_unit = last, _round_step(last / 5)
    across.has_major_gridlines = False
    up.has_major_gridlines = True
    line = up.major_gridlines.format.line
    line.width = 6350
    paint(line.color, "ink")
    line.color.brightness = 0.8
    up.format.line.fill.background()
    paint(across.format.line.color, "ink")
    across.format.line.color.brightness = 0.6
    _titled(across, of.axis, ruler)
    return chart


def _logarithmic(axis: Any, least: float) -> None:
    """Powers of ten, from the one below the least value."""
    from lxml import etree

    scaling = axis._element.xpath("./c:scaling")[0]
    base = etree.Element("{http://schemas.openxmlformats.org/drawingml/2006/chart}logBase")
    base.set("val", "10")
    scaling.insert(0, base)
    axis.minimum_scale = float(10.0 ** math.floor(math.log10(max(least, SMALLEST))))
    axis.crosses_value = axis.minimum_scale


def _round_step(wanted: float) -> float:
    """A step of 1, 2 or 5 times a power of ten, not below the wanted one (and not below 1)."""
    step = 1.0
    while True:
        for times in (1, 2, 5):
            if step * times >= wanted:
                return step * times
        step *= 10


def _chart(slide: "Slide", area: Area, of: Chart, kind: Any, decimals: str = "") -> "NativeChart":
    data = _data()(number_format=decimals or FORMATS[of.form])
    data.categories = [_label(label) for label in of.labels]
    for name, values in of.series.items():
        data.add_series(_label(name), values)
    return _added(slide, area, of, kind, data)


def _added(slide: "Slide", area: Area, of: Chart, kind: Any, data: Any) -> "NativeChart":
    frame: Any = slide.shapes.add_chart(kind, *area.emu, data)
    described(frame, of.alt)
    chart: NativeChart = frame.chart
    chart.has_title = chart.has_legend = False
    return chart


def _label(text: str) -> str:
    text = clean(text)
    return text if len(text) <= MOST_LETTERS else text[: MOST_LETTERS - 1] + "…"


def _data() -> Any:
    """Chart data by category whose workbook is `_safely` written."""
    from pptx.chart.data import CategoryChartData
    from pptx.chart.xlsx import CategoryWorkbookWriter

    return _safely(CategoryChartData, CategoryWorkbookWriter)


def _data_of_points() -> Any:
    """The same of points with two numbers each."""
    from pptx.chart.data import XyChartData
    from pptx.chart.xlsx import XyWorkbookWriter

    return _safely(XyChartData, XyWorkbookWriter)


def _safely(kind: Any, writes: Any) -> Any:
    """Chart data whose workbook holds no formula and no link, whatever is in it, and is the same at any time."""

    class Writer(writes):  # type: ignore[misc]
        @contextmanager
        def _open_worksheet(self, xlsx_file: Any) -> Iterator[Any]:
            import xlsxwriter

            options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
            with xlsxwriter.Workbook(xlsx_file, options) as book:
                book.set_properties({"created": CREATED})
                yield book, book.add_worksheet()

    class Data(kind):  # type: ignore[misc]
        @property
        def _workbook_writer(self) -> Any:
            return Writer(self)

    return Data


def _bare(chart: "NativeChart", ruler: Ruler) -> None:
    """No grid and no axis of values, since each number stands at its bar."""
    from pptx.enum.chart import XL_TICK_LABEL_POSITION, XL_TICK_MARK

    across, up = chart.category_axis, chart.value_axis
    up.visible = False
    up.has_major_gridlines = False
    across.major_tick_mark = XL_TICK_MARK.NONE
    across.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    across.has_major_gridlines = False
    _lettered(across.tick_labels.font, ruler, "ink")
    across.format.line.width = 9525
    paint(across.format.line.color, "ink")
    across.format.line.color.brightness = 0.6


def _one_series(chart: "NativeChart", of: Chart, ruler: Ruler, colours: Sequence[str]) -> None:
    from pptx.enum.chart import XL_LABEL_POSITION

    plot, (values,) = chart.plots[0], of.series.values()
    plot.gap_width, plot.vary_by_categories = 45, False
    series = plot.series[0]
    series.invert_if_negative = False
    fill(series.format, colours[0])
    if len(colours) > 1:
        for k, colour in enumerate(colours):
            fill(series.points[k].format, colour)
    plot.has_data_labels = True
    labels = plot.data_labels
    labels.show_value, labels.position = True, XL_LABEL_POSITION.OUTSIDE_END
    labels.number_format_is_linked = True
    _lettered(labels.font, ruler, "ink")
    known = [value for value in values if value is not None]
    most, least = max([*known, 0]), min([*known, 0])
    # Room for the numbers beside the bars, on both sides where some go to the left.
    room = (0.28 if least < 0 else 0.18) * (most - least)
    chart.value_axis.maximum_scale = (most + (room if most else 0)) or (0 if least else 1)
    chart.value_axis.minimum_scale = least - room if least < 0 else 0


def _label_of_a_part(point: Any, share: float, colour: str, ruler: Ruler) -> None:
    """The letter and the share within a part; none where it is too narrow to hold them."""
    label = point.data_label
    if share < 0.055:
        _unlabelled(label)
        return
    element = label._get_or_add_dLbl()
    _lettered(label.font, ruler, letters_on(colour), bold=True)
    for name, shown in (("showVal", "1"), ("showSerName", "1"), ("showCatName", "0"), ("showLegendKey", "0")):
        for child in element.xpath(f"./c:{name}"):
            child.set("val", shown)
    from lxml import etree

    separator = etree.SubElement(element, "{http://schemas.openxmlformats.org/drawingml/2006/chart}separator")
    separator.text = " "


def _unlabelled(label: Any) -> None:
    """No number at a point."""
    from lxml import etree

    element = label._get_or_add_dLbl()
    for child in list(element):
        if not child.tag.endswith("}idx"):
            element.remove(child)
    etree.SubElement(element, "{http://schemas.openxmlformats.org/drawingml/2006/chart}delete").set("val", "1")


def _lettered(font: Any, ruler: Ruler, colour: str = "muted", bold: bool = False) -> None:
    from pptx.util import Pt

    font.size, font.bold = Pt(ruler.size(LABEL)), bold
    paint(font.color, colour)


def _titled(axis: Any, words: str, ruler: Ruler) -> None:
    if not words:
        return
    axis.has_title = True
    frame = axis.axis_title.text_frame
    frame.text = clean(words)
    _lettered(frame.paragraphs[0].runs[0].font, ruler)


def _white() -> Any:
    from pptx.dml.color import RGBColor

    return RGBColor(255, 255, 255)
