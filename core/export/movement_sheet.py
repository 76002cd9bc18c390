"""What has moved since a former run, in the workbook: a sheet of counts with a chart, columns for each customer."""

import numpy as np
import pandas as pd
from xlsxwriter import Workbook

from core.comparing.counts import WAYS
from core.comparing.in_words import BY
from core.comparing.movement import CAUSES, GROUPS, NOBODY, Movement
from core.comparing.since import Since, moved_since
from core.export.progress import Progress, unwatched
from core.export.story import SinceStory
from core.export.xlsx_sheets import plain, write_blocks, write_table
from core.palette import Palette
from core.study import Study
from core.tiers import TIERS

SHEET, SETTINGS_SHEET, GONE_SHEET = "Movement", "Set otherwise", "Gone"
TIER_BEFORE, K_BEFORE, MOVED, MOVED_BY = "Tier before", "K before", "Moved", "Moved by"
MOVED_COLUMNS = {
    TIER_BEFORE: "The tier in the former run; empty for who is new.",
    K_BEFORE: "The customer value K in the former run.",
    MOVED: "Whether the customer rose, fell or stayed since then, or is new.",
    MOVED_BY: "What moved the customer: her own change, the new model or the new cut-offs; the last step that did.",
}
FORMATS = {K_BEFORE: "0.000"}
_MOVED_BY = {
    "customers": "her own change",
    "model": "the new model",
    "cut-offs": "the new cut-offs",
    "untold": "cannot be told",
}
_WAYS = ("stayed", "rose", "fell", "new")
_STAYED, _ROSE, _FELL, _NEW = range(4)
BESIDE = 9  # the column at which the chart begins


def write_movement(book: Workbook, told: SinceStory) -> None:
    """The sheet of counts, and the chart of what moved the customers over its cells."""
    why = told.why
    said = pd.DataFrame({"What it says": [*told.who.points, *told.lines]})
    blocks = [(f"{told.who.finding}.", said), (told.who.tables["matrix"].what, _matrix(told))]
    if why is not None:
        blocks.append((why.tables["causes"].what, _causes(told)))
    if told.grew is not None:
        blocks.append((f"{told.grew.what} A line adds up from before to now.", _grew(told)))
    sheet, headings = write_blocks(book, SHEET, blocks, {})
    if told.settings.rows:  # apart, as their words are wide
        write_table(book, SETTINGS_SHEET, pd.DataFrame(told.settings.rows, columns=list(told.settings.heads)), {})
    if why is None:
        return
    table, row = blocks[2][1], headings[2]
    chart, last = book.add_chart({"type": "bar", "subtype": "stacked"}), row + len(table) - 1  # without the sums
    causes, colours = list(why.charts["causes"].series), (*Palette().parts, Palette().tiers["D"])
    inks = (*Palette().on_parts, Palette().ink)
    for name, values in why.charts["causes"].series.items():
        column = 1 + causes.index(name)
        place = list(BY.values()).index(name)
        chart.add_series(
            {
                "name": [SHEET, row, column],
                "name_data": [name],
                "categories": [SHEET, row + 1, 0, last, 0],
                "values": [SHEET, row + 1, column, last, column],
                # What is in the cells, for programs that draw a chart without reading them.
                "categories_data": list(why.charts["causes"].labels),
                "values_data": list(values),
                "fill": {"color": colours[place]},
                "data_labels": {"value": True, "num_format": "#,##0;;", "font": {"color": inks[place]}},
                "gap": 60,
            }
        )
    chart.set_title({"name": why.heading, "name_font": {"size": 12}})
    chart.set_legend({"position": "bottom"})
    chart.set_y_axis({"reverse": True})
    chart.set_x_axis({"visible": False, "major_gridlines": {"visible": False}})
    chart.set_size({"width": 560, "height": 320})
    sheet.insert_chart(headings[1] - 1, BESIDE, chart, {"description": plain(why.charts["causes"].alt)})


def _matrix(told: SinceStory) -> pd.DataFrame:
    lines = []
    for row, before in enumerate((*TIERS, "new")):
        cells = [_cell(told, "cell", row, now) for now in range(GROUPS + (row < GROUPS))]
        sums = _cell(told, "before", row) if row < GROUPS else _cell(told, "new")
        lines.append((before, *cells, *([] if row < GROUPS else [None]), sums))
    lines.append(("all now", *(_cell(told, "now", now) for now in range(GROUPS)), _cell(told, "gone"), None))
    return pd.DataFrame(lines, columns=["Before", *(f"Now {t}" for t in TIERS), "Gone", "All before"], dtype=object)


def _causes(told: SinceStory) -> pd.DataFrame:
    counts = told.counts
    causes = [cause for cause in CAUSES if counts["by", cause]]
    ways = [(way, now) for now in range(GROUPS) for way in WAYS if counts.counts.get((way, now))]
    lines = [
        (f"{way} to {TIERS[now]}", *(_cell(told, way, now, c) for c in causes), _cell(told, way, now))
        for way, now in ways
    ]
    lines.append(("all", *(_cell(told, "by", c) for c in causes), _cell(told, "moved")))
    return pd.DataFrame(lines, columns=["Customers who", *(BY[c] for c in causes), "Together"], dtype=object)


def _cell(told: SinceStory, *item: str | int) -> object:
    """The count as a number, or the words in its place."""
    count = told.counts.known(*item)
    return told.counts.shown(*item) if count is None else count


def _grew(told: SinceStory) -> pd.DataFrame:
    grid = told.grew
    assert grid is not None  # asked for where there is one
    heads = ["Tier", *(head.capitalize() for head in grid.heads[1:])]
    plain_numbers = str.maketrans({",": None, "−": "-"})
    rows = [(name[-1], *(int(cell.translate(plain_numbers)) for cell in cells)) for name, *cells in grid.rows]
    return pd.DataFrame(rows, columns=heads)


def with_movement(table: pd.DataFrame, study: Study, then: Since) -> pd.DataFrame:
    """The list of customers with MOVED_COLUMNS behind K: one line a customer valued by the model, in its order."""
    moved = moved_since(then, study)
    place = pd.Index(study.segments().scores.ids).get_indexer(pd.Index(moved.ids))
    n = len(table)
    tier, cause = np.full(n, NOBODY, dtype=np.int8), np.full(n, NOBODY, dtype=np.int8)
    way, k = np.full(n, _NEW, dtype=np.int8), np.full(n, np.nan)
    tier[place], cause[place], k[place] = moved.steps[0], moved.cause, moved.k[0]
    way[place] = np.where(moved.up, _ROSE, np.where(moved.down, _FELL, _STAYED))
    columns = {
        TIER_BEFORE: pd.Series(pd.Categorical.from_codes(tier, pd.Index(TIERS))),
        K_BEFORE: pd.Series(k),
        MOVED: pd.Series(pd.Categorical.from_codes(way, pd.Index(_WAYS))),
        MOVED_BY: pd.Series(pd.Categorical.from_codes(cause, pd.Index([_MOVED_BY[c] for c in CAUSES]))),
    }
    made, at = table.copy(deep=False), list(table.columns).index("Customer value K") + 1
    for offset, (name, values) in enumerate(columns.items()):
        made.insert(at + offset, name, values.array)
    return made


def write_gone(book: Workbook, study: Study, then: Since, progress: Progress = unwatched) -> None:
    """Who was in the former run and is no more, with tier and K of then."""
    moved = moved_since(then, study)
    if len(moved.left):
        write_table(book, GONE_SHEET, gone_table(moved, then), FORMATS, progress)


def gone_table(moved: Movement, then: Since) -> pd.DataFrame:
    """One line a customer of the former run alone."""
    old = then.before.segments()
    place = pd.Index(old.scores.ids).get_indexer(pd.Index(moved.left_ids))
    return pd.DataFrame(
        {
            "Customer": moved.left_ids,
            TIER_BEFORE: pd.Categorical.from_codes(moved.left, pd.Index(TIERS)),
            K_BEFORE: old.k[place],
        }
    )
