"""Files compared with a former run: deck, workbook and report say the same of it, and the archive holds them so."""

import dataclasses
import io
import json
import zipfile

import openpyxl
import pandas as pd
import pytest
from pptx import Presentation
from python_calamine import CalamineWorkbook

from core.comparing.movement import GROUPS
from core.comparing.since import moved_since, since
from core.export.customers import customer_table
from core.export.deck import PLAIN, deck
from core.export.files import COMPARED, FILES, everything_of
from core.export.movement_sheet import K_BEFORE, MOVED, MOVED_BY, TIER_BEFORE, with_movement
from core.export.progress import unwatched
from core.export.report import report
from core.export.story import story
from core.tiers import TIERS
from tests.exported import DAY
from tests.test_deck import LOOKS, nothing_hangs_over
from tests.test_report import Read, numbers
from tests.waves import THEN, first_wave, halves, hiding, second_wave, since_first

pytestmark = pytest.mark.thorough

HOSTILE = '=HYPERLINK("http://x","y")</script><img src=x onerror=alert(1)>\u202e' + "W" * 300


def file_since(kind: str, study, then) -> bytes:
    """A file of this kind that is compared with a former run."""
    out = io.BytesIO()
    COMPARED[kind](PLAIN, then).make(study, out, DAY, unwatched)
    return out.getvalue()


def sheet(data: bytes, name: str) -> list[list]:
    """The rows of a sheet."""
    return CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_name(name).to_python()


def test_the_deck_has_a_slide_on_who_moved_and_one_on_why():
    """Behind the tiers: the matrix as a table, the causes as a chart to edit, the findings as titles, and notes."""
    study, then = second_wave(), since_first()
    told, made = story(study, DAY, then).since, Presentation(io.BytesIO(file_since("deck", study, then)))
    slides = list(made.slides)
    titles = [slide.shapes.title.text_frame.text for slide in slides]
    at = titles.index(told.who.finding)
    assert titles[at - 1] == story(study, DAY).tiers.finding
    assert titles[at + 1] == told.why.finding
    table = next(shape.table for shape in slides[at].shapes if shape.has_table)
    cells = [[cell.text.strip("▲▼ ") for cell in row.cells] for row in table.rows]
    moved = moved_since(then, study)
    for place in range(GROUPS):
        assert [int(cell or 0) for cell in cells[place + 1][1:]] == [*moved.matrix[place], moved.matrix[place].sum()]
    (chart,) = [shape.chart for shape in slides[at + 1].shapes if shape.has_chart]
    drawn = {series.name: list(series.values) for series in chart.plots[0].series}
    assert drawn == {name: list(values) for name, values in told.why.charts["causes"].series.items()}
    for slide in slides[at : at + 2]:
        assert slide.notes_slide.notes_text_frame.text
        said = "\n".join(shape.text_frame.text for shape in slide.shapes if shape.has_text_frame)
        assert "Compared with Run 1, trained on 3 November 2025" in said
        for shape in slide.shapes:
            if shape.has_chart or shape.has_table:
                assert shape._element.xpath(".//p:cNvPr/@descr")[0]
    assert "Set otherwise than then: " in slides[at + 1].notes_slide.notes_text_frame.text
    assert "What was set otherwise than in Run 1" in titles
    assert len(titles) == len(Presentation(io.BytesIO(deck(study, DAY))).slides) + 3


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("hide", [False, True])
def test_nothing_hangs_over_on_the_slides_of_a_former_run(look, hide):
    """Whatever it is called, in the own look and in a template, with counts shown and hidden."""
    study = hiding(second_wave()) if hide else second_wave()
    then = dataclasses.replace(since_first(), name=HOSTILE)
    nothing_hangs_over(Presentation(io.BytesIO(deck(study, DAY, LOOKS[look], then=then))))


def test_where_nobody_moved_the_deck_has_one_slide_more():
    """No causes to draw, and nothing set otherwise to list."""
    plain, compared = deck(first_wave(), DAY), deck(first_wave(), DAY, then=since_first())
    assert len(Presentation(io.BytesIO(compared)).slides) == len(Presentation(io.BytesIO(plain)).slides) + 1


def test_where_nobody_is_in_both_all_files_say_so():
    """Joined and left are all there is: no causes, no chart of them, and streams of the new and the gone alone."""
    before, now = halves()
    then = since(before, "First half", THEN)
    finding = story(now, DAY, then).since.who.finding
    made = Presentation(io.BytesIO(file_since("deck", now, then)))
    nothing_hangs_over(made)
    assert finding in [slide.shapes.title.text_frame.text for slide in made.slides]
    book = file_since("workbook", now, then)
    assert sheet(book, "Movement")[0][0] == f"{finding}."
    assert len(sheet(book, "Gone")) == 1 + len(before.segments().k)
    found = Read(file_since("report", now, then))
    assert finding in found.text
    assert "causes" not in found.charts()
    assert sum(numbers(found.charts()["streams"]["data"][0]["link"]["value"])) == len(before.segments().k) + len(
        now.segments().k
    )


def test_hidden_counts_are_in_no_chart_and_no_sheet_behind_one():
    """Neither on a slide nor in the workbook that PowerPoint opens to edit it."""
    data = file_since("deck", hiding(second_wave()), since_first())
    for slide in Presentation(io.BytesIO(data)).slides:
        for shape in slide.shapes:
            if shape.has_table:
                assert not {"1", "2", "3", "4"} & {
                    cell.text for row in shape.table.rows for cell in list(row.cells)[1:]
                }
            if shape.has_chart and shape.chart.plots[0].series[0].name == "changed themselves":
                values = [v for series in shape.chart.plots[0].series for v in series.values]
                assert not [v for v in values if v and v < 5]


def test_the_workbook_has_a_sheet_of_the_movement_and_columns_for_each_customer():
    """Counts as numbers, sums that add up, a native chart; two programs read each customer's tier and K of before."""
    study, then = second_wave(), since_first()
    data, told, moved = file_since("workbook", study, then), story(study, DAY, then).since, moved_since(then, study)
    rows = sheet(data, "Movement")
    first = [row[0] for row in rows]
    assert first[0] == f"{told.who.finding}."
    assert all(sentence in first for sentence in (*told.who.points, *told.lines))
    at = first.index(told.who.tables["matrix"].what) + 2
    for place in range(GROUPS):
        assert rows[at + place][:7] == [TIERS[place], *moved.matrix[place], moved.matrix[place].sum()]
    at = first.index("How each tier grew or shrank, step by step. A line adds up from before to now.") + 2
    for row in rows[at : at + GROUPS]:
        line = [cell for cell in row[1:] if cell != ""]
        assert line[0] + sum(line[1:-1]) == line[-1]
    assert [tuple(row) for row in sheet(data, "Set otherwise")] == [told.settings.heads, *told.settings.rows]
    heads, *customers = sheet(data, "Customers")
    table = with_movement(customer_table(study), study, then)
    assert heads == list(table.columns)
    old = dict(zip(then.before.segments().scores.ids, zip(*_of(then.before), strict=True), strict=True))
    for row in customers:
        line = dict(zip(heads, row, strict=True))
        if (before := old.get(str(line["Customer"]).removeprefix("'"))) is None:
            assert (line[TIER_BEFORE], line[K_BEFORE], line[MOVED], line[MOVED_BY]) == ("", "", "new", "")
            continue
        way = (line["Tier"] < before[0]) - (line["Tier"] > before[0])
        assert (line[TIER_BEFORE], line[K_BEFORE]) == before
        assert line[MOVED] == {1: "rose", 0: "stayed", -1: "fell"}[way]
        assert bool(line[MOVED_BY]) == (way != 0)
    assert {"'=1+1", "'@new"} <= {row[0] for row in customers if row[heads.index(MOVED)] == "new"}
    assert [row[0] for row in sheet(data, "Gone")[1:]] == moved.left_ids.tolist()
    assert {row[0] for row in sheet(data, "Definitions")} >= {TIER_BEFORE, K_BEFORE, MOVED, MOVED_BY}
    assert dict(row[:2] for row in sheet(data, "Summary"))["Since Run 1"] == f"{told.who.finding}."
    book = openpyxl.load_workbook(io.BytesIO(data))
    assert [len(page._charts) for page in book if page.title == "Movement"] == [1]
    assert all(cell.data_type != "f" for page in book for row in page.iter_rows() for cell in row)


def _of(study) -> tuple[list, list]:
    segments = study.segments()
    return segments.tier.tolist(), segments.k.tolist()


def test_a_workbook_with_small_counts_hidden_names_nobody_who_moved():
    """No sheet of customers, none of those who have gone; counts as they may be shown."""
    study = hiding(second_wave())
    data = file_since("workbook", study, since_first())
    names = CalamineWorkbook.from_filelike(io.BytesIO(data)).sheet_names
    assert "Movement" in names
    assert not {"Customers", "Gone"} & set(names)
    cells = [cell for row in sheet(data, "Movement") for cell in row]
    assert not [cell for cell in cells if isinstance(cell, float) and 0 < cell < 5]
    assert "<5" in cells


def test_the_report_has_a_part_on_the_former_run():
    """Streams, table and causes with a place in the contents; the findings in its summary; no customer's id."""
    study, then = second_wave(), since_first()
    data, told = report(study, DAY, since=then), story(study, DAY, then).since
    found = Read(data)
    assert {"streams", "moved-cells", "causes"} <= set(found.charts())
    assert "#since" in {tag["href"] for tag in found.all("a")}
    for words in (told.who.finding, told.why.finding, *told.lines, "Weight of Rating within its dimension"):
        assert words in found.text
    (streams,) = found.charts()["streams"]["data"]
    assert sum(numbers(streams["link"]["value"])) == moved_since(then, study).matrix.sum()
    ids = {*study.segments().scores.ids, *first_wave().segments().scores.ids} - {"=1+1"}
    text = data.decode().split("plotly.js v")[0] + json.dumps(found.charts())
    assert not [name for name in ids if name in text]
    assert "since" not in {tag.get("id") for tag in Read(report(study, DAY)).all("section")}


def test_in_the_report_a_run_s_name_stays_text():
    """A name of tags makes no element; hidden counts are in no chart's data."""
    then = dataclasses.replace(since_first(), name=HOSTILE)
    found = Read(report(hiding(second_wave()), DAY, since=then))
    assert not found.all("img")
    assert "=HYPERLINK" in found.text
    charts = found.charts()
    for name in {"streams", "causes"} & set(charts):
        for trace in charts[name]["data"]:
            counted = numbers(trace["link"]["value"]) if "link" in trace else numbers(trace["x"])
            assert not [n for n in counted if 0 < n < 5]
    texts = {text.strip("▲▼ ") for row in charts["moved-cells"]["data"][0]["text"] for text in row}
    assert "<5" in texts
    assert not {"1", "2", "3", "4"} & texts


def test_the_archive_holds_the_files_as_they_are_compared():
    """Its deck, report and workbook are those made by themselves, and its read-me names the run."""
    study, then = second_wave(), since_first()
    files = FILES | {kind: of(PLAIN, then) for kind, of in COMPARED.items()}
    out = io.BytesIO()
    everything_of(files, then).make(study, out, DAY, unwatched)
    with zipfile.ZipFile(out) as archive:
        for kind in COMPARED:
            assert archive.read(files[kind].name(study.recipe.name, DAY)) == file_since(kind, study, then), kind
        assert "Compared with Run 1, trained on 3 November 2025. Since Run 1, " in archive.read("read-me.txt").decode()


def test_columns_of_the_movement_stand_beside_k():
    """In the order of the list of customers, whatever order the wave is in."""
    table = with_movement(customer_table(second_wave()), second_wave(), since_first())
    at = list(table.columns).index("Customer value K")
    assert list(table.columns[at + 1 : at + 5]) == [TIER_BEFORE, K_BEFORE, MOVED, MOVED_BY]
    assert isinstance(table[TIER_BEFORE].dtype, pd.CategoricalDtype)
