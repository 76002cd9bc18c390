"""How a table is laid out, by its first rows: which hold headings, which tool wrote it. Texts and sheets alike."""

from collections.abc import Set
from dataclasses import dataclass

from core.importing.reading.heading_row import HEAD_RECORDS, Cells, heading_rows, joined_headings
from core.importing.reading.survey_tools import Survey, survey
from core.recipe import FileSettings


@dataclass(frozen=True)
class Layout:
    """Indices of the `rows` with headings (the body begins where they stop), and one heading for each column."""

    rows: range
    headings: list[str]
    survey: Survey | None = None

    @property
    def tool(self) -> str | None:
        """The survey tool that wrote the table."""
        return self.survey.tool if self.survey else None

    def in_words(self, top: int = 0) -> str:
        """As in "headings in rows 4 and 5"; `top` rows stand above the first that was looked at."""
        first, last = self.rows.start + top + 1, self.rows.stop + top
        if not self.rows:
            return "no headings"
        if first == last:
            return f"headings in row {first:,}"
        return f"headings in rows {first:,} {'and' if last == first + 1 else 'to'} {last:,}"


def layout(
    head: Cells, settings: FileSettings, name: str, top: int = 0, merged: Set[tuple[int, int]] = frozenset()
) -> Layout:
    """The layout of the table that begins with `head`, below `top` empty rows. Raises DataProblem as `heading_rows`."""
    rows = heading_rows(head, settings, name, top, merged)  # first: it refuses a heading row that is not there
    if settings.header_rows != 0:
        known = survey(head, rows.start if settings.header_row is not None else None)
        if known and settings.header_rows in (None, len(known.rows)):
            return Layout(known.rows, known.headings, known)
    return Layout(rows, joined_headings(head, rows, merged))


def rows_to_see(settings: FileSettings) -> int:
    """How many rows of a file must be looked at to find the headings."""
    return max(HEAD_RECORDS, (settings.header_row or 0) + 5)
