"""The experts' sheet, read: one column an expert, one row a dimension or indicator, importances 0-10 in the cells.

Every expert may have filled in a sheet of her own, or all one together; `merging` puts them side by side by name.
"""

import math
import re
from dataclasses import dataclass, field

from core.importing.reading.apart import cells_apart
from core.importing.reading.cells import Cells, text_cells
from core.importing.values import NO_VALUE
from core.indicators import DIMENSIONS, INDICATORS
from core.panel.levels import LEVELS, TOP, label, level_name, level_of, members
from core.problems import DataProblem, shortened
from core.recipe import Expert

DESCRIBING = ("Group", "What", "What it means")  # headings of the template's columns that are no experts
COUNTS = "How much the expert counts"
TEMPLATE = "download the sheet from the Weights page and fill that one in"
UNNAMED = re.compile(r"expert \d+")
ACCEPTED = "0 to 10, or blank where the expert cannot judge"
MOST_EXPERTS, LONGEST_NAME = 500, 100


def _key(text: str) -> str:
    return " ".join(re.sub(r"[\W_]+", " ", text.casefold()).split())


def _names() -> dict[str, str]:
    """How a row may be called -> the dimension or indicator that it is."""
    known = {_key(text): d for d, words in DIMENSIONS.items() for text in (d, words)}
    for i, one in INDICATORS.items():
        texts = (i, one.label, one.name, one.symbol, f"{one.symbol} {one.label}", f"{one.label} {one.symbol}")
        known |= {_key(text): i for text in texts if text}
    return known


NAMES = _names() | {_key(COUNTS): COUNTS}


def experts_from_file(data: bytes, name: str) -> tuple[Expert, ...]:
    """The experts of an uploaded sheet (.xlsx, .ods, .csv ...), read in a process apart. Raises DataProblem."""
    sheets = cells_apart(data, name)
    found = max(sheets, key=lambda one: len(_labels(one.rows)[1]), default=Cells(None, 0, []))
    experts = experts_in(found, name)
    if len(experts) == 1 and UNNAMED.fullmatch(_key(experts[0].name)):
        # A sheet that one expert filled in without her name: that of her file tells her from the others.
        return (experts[0].model_copy(update={"name": shortened(name.rsplit(".", 1)[0], LONGEST_NAME)}),)
    return experts


def experts_from_text(text: str) -> tuple[Expert, ...]:
    """The experts in what was copied from a sheet and pasted. Raises DataProblem."""
    place = "what you pasted"
    if not text.strip():
        raise DataProblem("there is nothing in it", file=place, fix="copy the cells with their headings")
    return experts_in(Cells(None, 0, text_cells(text.strip("\r\n"), place)), place)


def experts_in(cells: Cells, file: str) -> tuple[Expert, ...]:
    """The experts in the cells of a sheet; columns that nobody has filled in are passed over.

    Raises one DataProblem, which names the first cell at fault and says how many others are.
    """
    column, labels = _labels(cells.rows)
    if len(labels) < 2:
        raise _no_sheet(cells, file)
    width = max(len(row) for row in cells.rows)
    if width > MOST_EXPERTS:
        raise DataProblem(f"the sheet has {width:,} columns", file=file, sheet=cells.sheet, accepted="500 at most")
    first = min(labels.values())
    above = (r for r in reversed(range(first)) if any(cell.strip() for cell in cells.rows[r][column + 1 :]))
    heading = next(above, None)
    sheet = _Sheet(cells, file, [_cell(cells.rows, r, column) for r in range(len(cells.rows))], first)
    found: list[Expert] = []
    for c in range(column + 1, width):
        head = "" if heading is None else shortened(_cell(cells.rows, heading, c), LONGEST_NAME)
        answers = sheet.answers(c)
        if not answers or _key(head) in map(_key, DESCRIBING):
            continue
        if not head:
            sheet.wrong(f"column {_letters(c)} holds answers but no name", fix="write the expert's name above them")
            continue
        expert = _expert(head, sheet.importances(answers, head))
        if level := all_zero(expert):
            words = f"all importances in {level_name(level)!r} are 0"
            sheet.wrong(words, column=head, fix="give one of them more than 0")
        if any(expert.name.casefold() == other.name.casefold() for other in found):
            sheet.wrong(f"two columns are called {shortened(head)!r}", fix="give each expert another name")
        found.append(expert)
    if sheet.problems:
        raise _first_of(sheet.problems)
    if not found:
        fix = "write importances from 0 to 10 below at least one name"
        raise DataProblem("no expert has filled anything in", file=file, sheet=cells.sheet, fix=fix)
    return tuple(found)


@dataclass
class _Sheet:
    """A sheet on the way: what its rows are called, from which row on they count, and what is wrong with it so far."""

    cells: Cells
    file: str
    called: list[str]
    first: int
    problems: list[DataProblem] = field(default_factory=list)
    odd_rows: set[int] = field(default_factory=set)

    def wrong(self, what: str, row: int | None = None, **more: str) -> None:
        """Note a problem; `row` counts from 0 within the cells."""
        number = None if row is None else row + self.cells.top + 1
        self.problems.append(DataProblem(what, file=self.file, sheet=self.cells.sheet, row=number, **more))  # type: ignore[arg-type]

    def answers(self, column: int) -> dict[int, str]:
        """Row -> what stands in a column, without blanks."""
        below = {r: _cell(self.cells.rows, r, column) for r in range(self.first, len(self.cells.rows))}
        return {r: text for r, text in below.items() if text.casefold() not in NO_VALUE}

    def importances(self, answers: dict[int, str], who: str) -> dict[str, float]:
        """Member (or COUNTS) -> the number that an expert's column holds for it, 0..10."""
        given: dict[str, float] = {}
        for r, text in answers.items():
            member = NAMES.get(_key(self.called[r]))
            if member is None:
                self._unknown(r)
                continue
            value = _number(text)
            if value is None:
                self.wrong(f"{shortened(text)!r} is no number", r, column=who, accepted=ACCEPTED)
            elif not 0 <= value <= 10:
                self.wrong(f"{shortened(text)!r} is off the scale", r, column=who, accepted=ACCEPTED)
            elif given.setdefault(member, value) != value:
                self.wrong(f"{self.called[r]!r} stands here a second time", r, fix="keep one of the rows")
        return given

    def _unknown(self, row: int) -> None:
        """A row that is called like nothing known: told once, not for each expert."""
        if row not in self.odd_rows:
            self.odd_rows.add(row)
            name = self.called[row]
            what = f"{shortened(name)!r} is no dimension or indicator" if name else "it has no name"
            self.wrong(what, row, fix=f"name it as in the template, such as {label('recency')!r}")


def all_zero(expert: Expert, mapped: tuple[str, ...] = tuple(INDICATORS)) -> str | None:
    """The first level on which an expert gives 0 to all that is `mapped`, so that no share follows; None without one.

    Where she compares pairs instead, her importances are not looked at.
    """
    for level in LEVELS:
        if any(level_of(pair.partition(":")[0]) == level for pair in expert.comparisons):
            continue
        given = expert.dimensions if level == TOP else expert.indicators
        answered = [v for i in members(level, mapped) if (v := given.get(i)) is not None]
        if answered and not any(answered):
            return level
    return None


def _expert(name: str, given: dict[str, float]) -> Expert:
    dimensions: dict[str, float | None] = {i: v for i, v in given.items() if i in DIMENSIONS}
    indicators: dict[str, float | None] = {i: v for i, v in given.items() if i in INDICATORS}
    name = re.sub(r"^'(?=[=+\-@])", "", name)  # which the written sheet has before what looks like a formula
    expert = Expert(name=name, dimensions=dimensions, indicators=indicators)
    return expert if COUNTS not in given else Expert(**dict(expert) | {"counts": given[COUNTS]})


def _labels(rows: list[list[str]]) -> tuple[int, dict[str, int]]:
    """The column that names most dimensions and indicators, and where: name -> row."""
    best: tuple[int, dict[str, int]] = (0, {})
    for column in range(max((len(row) for row in rows), default=0)):
        keys = [_key(_cell(rows, r, column)) for r in range(len(rows))]
        found = {key: r for r, key in reversed(list(enumerate(keys))) if key in NAMES}
        if len(found) > len(best[1]):
            best = column, found
    return best


def _no_sheet(cells: Cells, file: str) -> DataProblem:
    """Why there are no experts in the cells: turned round, empty, or another file."""
    if not any(cell.strip() for row in cells.rows for cell in row):
        return DataProblem("the sheet is empty", file=file, sheet=cells.sheet, fix=TEMPLATE)
    if any(len({NAMES.get(_key(cell)) for cell in row} - {None}) > 1 for row in cells.rows):
        fix = "turn it round so that each expert has a column (copy, Paste Special, Transpose)"
        return DataProblem("the experts stand in rows", file=file, sheet=cells.sheet, fix=fix)
    what = "this is no sheet of experts: no rows are called as dimensions or indicators are"
    examples = ", ".join(label(i) for i in ("current", "recency", "frequency", "monetary"))
    return DataProblem(what, file=file, sheet=cells.sheet, accepted=f"{examples} …", fix=TEMPLATE)


def _first_of(problems: list[DataProblem]) -> DataProblem:
    """The first problem, and how many more there are."""
    more = len(problems) - 1
    if not more:
        return problems[0]
    whole = DataProblem("several")
    others = "one more cell is" if more == 1 else f"{more:,} more cells are"
    whole.args = (f"{str(problems[0]).removesuffix('.')}; {others} at fault as well.",)
    return whole


def _number(text: str) -> float | None:
    if re.fullmatch(r"[-+]?\d*,\d+", text):
        text = text.replace(",", ".")
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def _cell(rows: list[list[str]], row: int, column: int) -> str:
    return rows[row][column].strip() if column < len(rows[row]) else ""


def _letters(column: int) -> str:
    return (_letters(column // 26 - 1) if column >= 26 else "") + chr(65 + column % 26)
