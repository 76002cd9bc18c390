"""The result workbook (.xlsx): its sheets in their order, written in constant memory, with progress and cancel."""

import datetime as dt
import tempfile
from typing import BinaryIO

import pandas as pd
from xlsxwriter import Workbook
from xlsxwriter.exceptions import FileCreateError

from core.comparing.since import Since
from core.export.cells import harmless_text
from core.export.customers import COLUMNS, LANDS, SPREAD, customer_table
from core.export.diagnostics_sheet import FORMATS as DIAGNOSTIC_FORMATS
from core.export.diagnostics_sheet import diagnostics
from core.export.movement_sheet import K_BEFORE, MOVED_COLUMNS, with_movement, write_gone, write_movement
from core.export.panel_result import MEANS, panel_result
from core.export.progress import Progress, part_of, unwatched
from core.export.story import Story, story
from core.export.summary_sheet import write_summary
from core.export.tables import (
    band_sheet,
    budget_sheet,
    indicator_sheet,
    matrix_sheet,
    plan_sheet,
    tier_sheet,
    weight_sheet,
)
from core.export.xlsx_sheets import OPTIONS, write_blocks, write_table
from core.model import Model
from core.study import Study

FORMATS = {
    "Share of spend": "0.0%",
    "Current value C": "0.00",
    "Customer value K": "0.000",
    SPREAD: "0.000",
    LANDS: "0%",
    K_BEFORE: "0.000",
    "Share": "0.0%",
    "Weight of the dimension": "0.0%",
    "Weight within it": "0.0%",
    "Overall weight": "0.0%",
    "Weight in force": "0.0%",
    "Spread": "0.0%",
    "Chance value of W": "0.0000",
    **dict.fromkeys(MEANS.values(), "0.0%"),
}
BYTES_A_CUSTOMER = 100  # of the finished file, roughly: only for its progress


def workbook(
    study: Study, out: BinaryIO, day: dt.date, progress: Progress = unwatched, since: Since | None = None
) -> None:
    """Write the workbook of a trained study; texts that look like formulas are neutralised.

    since: a former run, which then has a sheet of its own and columns beside each customer.

    Raises DataProblem where there are no tiers or no bands, and OSError where a disk is full.
    """
    told, model = story(study, day, since), study.model
    assert model is not None  # there is a story
    customers = len(study.segments().k)
    watched = _Watched(out, part_of(progress, 0.6, 1), customers * BYTES_A_CUSTOMER)
    with tempfile.TemporaryDirectory(prefix="tierboard-workbook-", ignore_cleanup_errors=True) as folder:
        book = Workbook(watched, OPTIONS | {"tmpdir": folder})
        book.use_zip64()  # a sheet of a million rows may be larger than 2 GB before it is packed
        try:
            title = harmless_text(study.recipe.name)
            book.set_properties({"title": title, "created": dt.datetime.combine(day, dt.time())})
            _write_sheets(book, study, model, told, since, part_of(progress, 0, 0.6))
            book.close()
        except FileCreateError as error:  # what it makes of an OSError
            raise (error.args[0] if isinstance(error.args[0], OSError) else OSError(str(error))) from None
        finally:
            watched.end()
            for sheet in book.worksheets():
                sheet._opt_close()


def _write_sheets(
    book: Workbook, study: Study, model: Model, told: Story, since: Since | None, progress: Progress
) -> None:
    hide = study.recipe.sharing.hide_small
    write_summary(book, study, model, told)
    if told.since is not None:
        write_movement(book, told.since)
    if not hide:  # counts could be counted there
        customers = customer_table(study) if since is None else with_movement(customer_table(study), study, since)
        write_table(book, "Customers", customers, FORMATS, part_of(progress, 0, 0.9))
        if since is not None:
            write_gone(book, study, since, part_of(progress, 0.9, 0.95))
    write_table(book, "Bands", band_sheet(study), {"Current value C": "@"})
    write_table(book, "Tiers", tier_sheet(study), {"Share": "0.0%", "Share of spend": "0.0%"})
    write_table(book, "Bands and tiers", matrix_sheet(study), {})
    write_table(book, "What to do", plan_sheet(study), {})
    if any(study.recipe.strategy.contacts.values()):
        write_table(book, "Budget", budget_sheet(study), {})
    write_table(book, "Weights", weight_sheet(study), FORMATS)
    if len(panel := panel_result(study)):
        write_table(book, "Panel", panel, FORMATS)
    write_blocks(book, "Diagnostics", diagnostics(study, model), DIAGNOSTIC_FORMATS)
    left_out, flagged = study.scores().excluded, study.scores().flags(study.customers())
    if not hide:
        write_table(book, "Left out", left_out.rename(columns=str.capitalize), {}, part_of(progress, 0.95, 0.97))
        if len(flagged):
            write_table(book, "For review", flagged.rename(columns=str.capitalize), {}, part_of(progress, 0.97, 1))
    columns = COLUMNS | (MOVED_COLUMNS if since and not hide else {})
    write_blocks(
        book,
        "Definitions",
        [
            ("What the words mean", pd.DataFrame(told.definitions.items(), columns=["Word", "What it means"])),
            ("The tiers", pd.DataFrame([(f"{t.tier} {t.name}", t.range) for t in told.each], columns=["Tier", "K"])),
            ("The bands", pd.DataFrame(zip(range(1, 6), study.bands().ranges, strict=True), columns=["Band", "C"])),
            ("The indicators: what each means, where it is read from, and how it is scored", indicator_sheet(study)),
            (
                "The columns of the list of customers",
                pd.DataFrame(columns.items(), columns=["Column", "What it holds"]),
            ),
        ],
        {},
    )
    lines = study.recipe_of_result().to_json().splitlines()
    write_table(book, "Recipe", pd.DataFrame({"The recipe: every choice behind this result, to load again": lines}), {})


class _Watched:
    """The open file, which tells how much of the workbook has been written to it, and hears nothing after an error.

    What is begun by then, an archive closes by writing its end: that must not raise a second time.
    """

    def __init__(self, out: BinaryIO, progress: Progress, expected: int) -> None:
        self._out, self._progress, self._expected, self._written, self._deaf = out, progress, expected + 1, 0, False
        self.seekable, self._place = out.seekable, out.tell()

    def end(self) -> None:
        """Hear nothing more."""
        self._deaf = True

    def flush(self) -> None:
        """Hand on what is held back."""
        if not self._deaf:
            self._out.flush()

    def tell(self) -> int:
        """Where the next byte goes, or would go."""
        return self._place

    def seek(self, place: int) -> int:
        """Go there."""
        self._place = place if self._deaf else self._out.seek(place)
        return self._place

    def write(self, data: bytes) -> int:
        """Write, or pretend to."""
        if not self._deaf:
            self._deaf = True
            self._out.write(data)
            self._written += len(data)
            self._progress(min(1.0, self._written / self._expected))
            self._deaf = False
        self._place += len(data)
        return len(data)
