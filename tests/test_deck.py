"""The slide deck: native, measured, harmless, and the same whenever it is made."""

import dataclasses
import datetime as dt
import io
import time
import zipfile

import openpyxl
import pytest
from pptx import Presentation
from pptx.enum.shapes import MSO_SHAPE_TYPE

from core.export.deck import PLAIN, Look, charts, deck
from core.export.deck.canvas import EMU, Area, Ruler
from core.export.deck.dressing import template
from core.export.deck.measuring import LINE, lines_of
from core.export.story import story
from core.export.story.parts import Chart
from core.problems import DataProblem
from core.recipe import Measure, Recipe, Scale
from core.study import Study
from core.tiers import TIERS
from tests.test_story import cut_for
from tests.test_study import people, recipe

pytestmark = pytest.mark.thorough

DAY = dt.date(2026, 3, 1)
HOSTILE = '=HYPERLINK("http://x","y")<b>&amp;\u202e\x00\x0b '


@pytest.fixture(scope="module")
def trained() -> Study:
    """A trained study of 200 people."""
    return Study(people(), recipe()).trained()


@pytest.fixture(scope="module")
def hostile() -> Study:
    """Names, notes and headings of thousands of wide letters, formulas and signs that are not seen; nobody in A."""
    table = people()
    wide = {c: HOSTILE + c + "W" * 10_000 for c in table.frame.columns if c != "id"}
    table = dataclasses.replace(table, held=table.frame.rename(columns=wide))
    measures = {i: Measure(columns=(wide[m.columns[0]],), rule=Scale()) for i, m in recipe().scoring.indicators.items()}
    made = recipe(name="=1+1 " + "W" * 195, tier_names={"A": "=cmd|'/c calc'!A1", "B": "W" * 30, "C": "@SUM(1)"})
    made = made.replaced("scoring.indicators", {i: m.model_dump() for i, m in measures.items()})
    for path, text in {
        "notes.A": "=evil " + "Wide words " * 900,
        "notes.B": "W" * 10_000,
        "notes.C": "很长的中文" * 2_000,
        "actions.B": "x" * 300,
        "owners.B": "y" * 100,
    }.items():
        made = made.replaced(f"strategy.{path}", text)
    return cut_for(Study(table, made).trained(), 0)


@pytest.fixture(scope="module")
def usual(trained) -> bytes:
    """The deck of the 200 people, in its own look."""
    return deck(trained, DAY)


def opened(data: bytes) -> Presentation:
    """The deck as another program reads it."""
    return Presentation(io.BytesIO(data))


def four_to_three() -> bytes:
    """A template of 10 x 7.5 inches with a slide of its own, as it would be uploaded."""
    made, kept = Presentation(), io.BytesIO()
    made.slides.add_slide(made.slide_layouts[0]).shapes.title.text = "Old slide"
    made.save(kept)
    return template(kept.getvalue(), "old.pptx")


LOOKS = {"own": PLAIN, "4:3": Look(template=four_to_three())}


def texts(shape) -> list:
    """Text frames of a shape with the room and height they have, in points."""
    if shape.has_text_frame and shape.text_frame.text:
        return [(shape.text_frame, shape.width / EMU, shape.height / EMU)]
    if not getattr(shape, "has_table", False):
        return []
    table = shape.table
    return [
        (
            table.cell(y, x).text_frame,
            (table.columns[x].width - table.cell(y, x).margin_left - table.cell(y, x).margin_right) / EMU,
            (table.rows[y].height - table.cell(y, x).margin_top - table.cell(y, x).margin_bottom) / EMU,
        )
        for y in range(len(table.rows))
        for x in range(len(table.columns))
    ]


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("which", ["trained", "hostile"])
def test_nothing_hangs_over(which, look, request):
    """Every shape lies on its slide, and every text, measured line by line, in its own place."""
    nothing_hangs_over(opened(deck(request.getfixturevalue(which), DAY, LOOKS[look])))


def nothing_hangs_over(made) -> None:
    """Fail where a shape or a text of a deck does."""
    for number, slide in enumerate(made.slides, start=1):
        for shape in slide.shapes:
            assert shape.left >= 0, (number, shape.name)
            assert shape.top >= 0, (number, shape.name)
            assert shape.left + shape.width <= made.slide_width + 1, (number, shape.name)
            assert shape.top + shape.height <= made.slide_height + 1, (number, shape.name)
            for frame, room, height in texts(shape):
                used = 0.0
                for paragraph in frame.paragraphs:
                    sizes = [run.font.size.pt for run in paragraph.runs]
                    if not sizes:
                        continue
                    bold = any(run.font.bold for run in paragraph.runs)
                    used += len(lines_of(paragraph.text, sizes[0], room + 0.01, bold)) * sizes[0] * LINE
                    used += (paragraph.space_after or 0) / EMU
                assert used <= height + 1, (number, shape.name, frame.text[:60])


def test_every_slide_has_its_finding_notes_and_words_for_who_does_not_see(trained, usual):
    """Titles are the story's findings; notes hold what to say; charts, tables and pictures are described."""
    told, made = story(trained, DAY), opened(usual)
    titles = [slide.shapes.title.text_frame.text for slide in made.slides]
    found = [told.title, told.how.finding, told.weights.finding, told.bands.finding, told.training.finding]
    found += [told.tiers.finding, *(one.finding for one in told.each), told.matrix.finding, told.settings.finding]
    assert titles[: len(found)] == found
    for slide in made.slides:
        assert slide.notes_slide.notes_text_frame.text
        for shape in slide.shapes:
            if shape.has_chart or shape.has_table or shape.shape_type == MSO_SHAPE_TYPE.PICTURE:
                assert shape._element.xpath(".//p:cNvPr/@descr")[0]
    assert told.honesty in "\n".join(s.text_frame.text for s in made.slides[1].shapes if s.has_text_frame)
    for slide in list(made.slides)[5:11]:  # those of tiers say how far to trust them, where K is cut, and when
        said = "\n".join(s.text_frame.text for s in slide.shapes if s.has_text_frame)
        assert told.trust in said
        assert told.cut_offs in said
        assert "1 March 2026" in said


def test_charts_are_native_and_hold_the_study_s_numbers(trained, usual):
    """Bands, tiers and weights are charts that can be edited, with the numbers of the pages; no picture stands in."""
    made = opened(usual)
    charts = {}
    for number, slide in enumerate(made.slides, start=1):
        assert not [s for s in slide.shapes if s.shape_type == MSO_SHAPE_TYPE.PICTURE]
        charts[number] = [s.chart for s in slide.shapes if s.has_chart]
    assert list(charts[4][0].plots[0].series[0].values) == trained.bands().counts.tolist()
    assert list(charts[6][0].plots[0].series[0].values) == trained.segments().table["customers"].tolist()
    assert list(charts[6][0].plots[0].categories) == list(TIERS)
    assert sum(charts[3][0].plots[0].series[0].values) == pytest.approx(1)
    assert [len(charts[n]) for n in (7, 8, 9, 10)] == [
        int(customers >= 5) for customers in trained.segments().table["customers"]
    ]


def test_the_charts_workbooks_hold_no_formula(hostile):
    """A tier called =cmd|... is text in the sheet behind a chart, and no cell of any is a formula or a link."""
    with zipfile.ZipFile(io.BytesIO(deck(hostile, DAY))) as package:
        books = [package.read(name) for name in package.namelist() if name.endswith(".xlsx")]
    assert books
    for data in books:
        for sheet in openpyxl.load_workbook(io.BytesIO(data)):
            assert all(cell.data_type != "f" and cell.hyperlink is None for row in sheet.iter_rows() for cell in row)


def test_a_label_that_begins_like_a_formula_stays_text():
    """Whatever a series or a label is called, it is what stands in the sheet behind the chart."""
    made, kept = Presentation(), io.BytesIO()
    names = Chart(("=1+1", "http://x.org"), {'=HYPERLINK("http://x")': (1.0, None)}, "count", "Two bars.")
    charts.bars(made.slides.add_slide(made.slide_layouts[6]), Area(0, 0, 400, 300), names, Ruler(), ["accent"])
    made.save(kept)
    with zipfile.ZipFile(kept) as package:
        (book,) = (package.read(name) for name in package.namelist() if name.endswith(".xlsx"))
    cells = list(openpyxl.load_workbook(io.BytesIO(book)).active.iter_rows())
    assert [[cell.value for cell in row] for row in cells] == [
        [None, '=HYPERLINK("http://x")'],
        ["=1+1", 1],
        ["http://x.org", None],
    ]
    assert all(cell.data_type != "f" and cell.hyperlink is None for row in cells for cell in row)


def test_equal_studies_give_equal_bytes(trained, usual, monkeypatch):
    """Neither the clock nor chance is in the file, but for the day."""
    now = time.time() + 100_000
    monkeypatch.setattr(time, "time", lambda: now)
    assert deck(trained, DAY) == usual
    assert deck(trained, DAY + dt.timedelta(1)) != usual
    with zipfile.ZipFile(io.BytesIO(usual)) as package:
        assert {member.date_time[0] for member in package.infolist()} == {1980}


def test_a_template_gives_its_size_and_titles_and_loses_its_slides(trained):
    """10 x 7.5 inches; titles stand in the template's own placeholder; nothing of the old slide is left in the file."""
    data = deck(trained, DAY, LOOKS["4:3"])
    made = opened(data)
    assert (made.slide_width, made.slide_height) == (9_144_000, 6_858_000)
    assert made.slides[1].shapes.title.is_placeholder
    assert made.slides[1].shapes.title.left == made.slide_layouts.get_by_name("Title Only").placeholders[0].left
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        assert not any(b"Old slide" in package.read(name) for name in package.namelist())


def test_small_counts_are_not_in_the_deck_where_they_are_hidden(trained):
    """Three customers in A: neither in a text, nor in a chart, nor in the sheet behind it."""
    few = cut_for(trained, 3)
    made = opened(deck(few.change(recipe=few.recipe.replaced("sharing.hide_small", True)), DAY))
    for slide in made.slides:
        for shape in slide.shapes:
            if shape.has_table:
                cells = [[cell.text for cell in row.cells] for row in shape.table.rows]
                assert "3" not in [text for row in cells for text in row[1:]]
            if shape.has_chart:
                assert 3 not in [v for plot in shape.chart.plots for s in plot.series for v in s.values]
    first = made.slides[5].shapes
    values = next(list(s.chart.plots[0].series[0].values) for s in first if s.has_chart)
    assert values[0] is None


def test_a_training_that_is_out_of_date_is_told_on_the_first_slides(trained):
    """The presenter must not find out in the meeting."""
    moved = trained.change(recipe=trained.recipe.replaced("weights.indicators.recency", 9.0))
    made = opened(deck(moved, DAY))
    for slide in list(made.slides)[:2]:
        assert "out of date" in "\n".join(s.text_frame.text for s in slide.shapes if s.has_text_frame)


def test_a_cancelled_deck_is_left_at_once(trained):
    """What the progress raises goes through."""

    class Enough(Exception):
        pass

    def stop(done: float) -> None:
        if done > 0.4:
            raise Enough

    with pytest.raises(Enough):
        deck(trained, DAY, progress=stop)


def test_an_untrained_study_has_no_deck():
    """One sentence says what to do first."""
    with pytest.raises(DataProblem, match="no tiers to export yet; train the network first"):
        deck(Study(people(), Recipe()), DAY)
