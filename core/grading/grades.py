"""The grades that people brought back, as they wrote them, and what they come to for the customers."""

import hashlib
import json
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import pandas as pd

from core.grading.agreement import Agreement, agreement
from core.problems import shortened
from core.target import GRADE_RANGES, scaled


@dataclass(frozen=True)
class Sheet:
    """What one grader brought back: (m,) ids of the customers and their grades as written, "" where there is none."""

    grader: str
    file: str
    ids: tuple[str, ...]
    given: tuple[str, ...]

    def with_rows_of(self, other: "Sheet") -> "Sheet":
        """This sheet brought again: what the other says of a customer takes the place of what this one said."""
        together = dict(zip(self.ids, self.given, strict=True)) | dict(zip(other.ids, other.given, strict=True))
        return Sheet(other.grader, other.file, tuple(together), tuple(together.values()))


@dataclass(frozen=True)
class Grades:
    """One sheet a grader, all on one scale ("A-D", "1-5" or "0-100")."""

    scale: str
    sheets: tuple[Sheet, ...]

    @cached_property
    def hash(self) -> str:
        """Of the scale, and of who gave which customer which grade."""
        plain = [self.scale, [(sheet.grader, sheet.ids, sheet.given) for sheet in self.sheets]]
        return hashlib.sha256(json.dumps(plain).encode()).hexdigest()

    def of(self, grader: str) -> Sheet | None:
        """A grader's sheet; upper and lower case are the same."""
        return next((sheet for sheet in self.sheets if sheet.grader.casefold() == grader.casefold()), None)

    def with_sheet(self, sheet: Sheet) -> "Grades":
        """With one sheet more, or with the former one of its grader brought up to date."""
        former = self.of(sheet.grader)
        if former is None:
            return replace(self, sheets=(*self.sheets, sheet))
        now = former.with_rows_of(sheet)
        return replace(self, sheets=tuple(now if other is former else other for other in self.sheets))

    def without(self, grader: str) -> "Grades | None":
        """Without a grader's sheet; None where nothing is left."""
        left = tuple(sheet for sheet in self.sheets if sheet is not self.of(grader))
        return replace(self, sheets=left) if left else None


@dataclass(frozen=True, eq=False)
class Marks:
    """One grader's grades that count: (m,) places among the valid customers and values, 0..1; and how many do not."""

    grader: str
    file: str
    places: np.ndarray
    values: np.ndarray
    unknown: int
    off_scale: int
    blank: int


@dataclass(frozen=True, eq=False)
class Matched:
    """What the grades come to for the n valid customers.

    values: (n,), 0..1, the mean over graders, NaN for no grade; unknown, off_scale: (grader, id, grade) of what does
    not count; agreement: over those graded by more than one.
    """

    values: np.ndarray
    by_grader: tuple[Marks, ...]
    unknown: tuple[tuple[str, str, str], ...]
    off_scale: tuple[tuple[str, str, str], ...]
    agreement: Agreement | None
    scale: str

    @property
    def known(self) -> np.ndarray:
        """(n,) bool: customers with a grade that counts."""
        return ~np.isnan(self.values)

    @property
    def in_words(self) -> tuple[str, ...]:
        """One sentence for each thing that does not count, with the first case of it."""
        found = []
        if self.off_scale:
            n, (grader, customer, grade) = len(self.off_scale), self.off_scale[0]
            what = "1 grade is" if n == 1 else f"{n:,} grades are"
            first = f"{shortened(grade, 20)!r} of customer {shortened(customer, 30)!r} on the sheet of {_name(grader)}"
            found.append(
                f"{what} not on the scale (accepted: {GRADE_RANGES[self.scale]}), {'' if n == 1 else 'the first '}"
                f"{first}: left out."
            )
        if self.unknown:
            n, (grader, customer, _) = len(self.unknown), self.unknown[0]
            what = "1 customer" if n == 1 else f"{n:,} customers"
            first = f"{shortened(customer, 30)!r} on the sheet of {_name(grader)}"
            found.append(
                f"{what} on the grading sheets {'is' if n == 1 else 'are'} not among yours, "
                f"{'' if n == 1 else 'the first '}{first}: not used."
            )
        return tuple(found)


def matched(grades: Grades, ids: np.ndarray) -> Matched:
    """The grades of the customers `ids` (n,): the mean where several graded one."""
    index = Ids(ids)
    by_grader, unknown, off_scale = [], [], []
    total, count = np.zeros(len(ids)), np.zeros(len(ids))
    for sheet in grades.sheets:
        given = pd.Series(sheet.given, dtype="str")
        values, wrong = scaled(given, grades.scale)
        places = index.places(sheet.ids)
        rows = list(zip([sheet.grader] * len(given), sheet.ids, sheet.given, strict=True))
        unknown += [rows[i] for i in np.flatnonzero(places < 0)]
        off_scale += [rows[i] for i in np.flatnonzero(wrong & (places >= 0))]
        counts = (places >= 0) & ~np.isnan(values)
        # Two spellings of one id may stand on a sheet: the last one counts.
        last = pd.Series(values[counts]).groupby(places[counts]).last()
        here, said = last.index.to_numpy(dtype=np.int64), last.to_numpy(dtype=float)
        total[here] += said
        count[here] += 1
        blank = int(((places >= 0) & np.isnan(values) & ~wrong).sum())
        by_grader.append(
            Marks(
                sheet.grader,
                sheet.file,
                here,
                said,
                int((places < 0).sum()),
                int((wrong & (places >= 0)).sum()),
                blank,
            )
        )
    mean = np.full(len(ids), np.nan)
    np.divide(total, count, out=mean, where=count > 0)
    agreed = agreement(_side_by_side(by_grader, count), grades.scale)
    return Matched(mean, tuple(by_grader), tuple(unknown), tuple(off_scale), agreed, grades.scale)


def _side_by_side(by_grader: list[Marks], count: np.ndarray) -> np.ndarray:
    """(u, graders) values of the customers with a grade, NaN where a grader gave none."""
    rated = np.flatnonzero(count)
    ratings = np.full((len(rated), len(by_grader)), np.nan)
    for g, marks in enumerate(by_grader):
        ratings[np.searchsorted(rated, marks.places), g] = marks.values
    return ratings


class Ids:
    """Finds customers by ids that have been through a spreadsheet: 00042 may come back as 42, =A as '=A."""

    def __init__(self, ids: np.ndarray) -> None:
        """`ids`: (n,) unique strings."""
        self._exact = pd.Index(ids)
        self._ids = ids

    @cached_property
    def _alike(self) -> pd.Series:
        """Place of each id under its `_plain` form; forms that several ids share are left out."""
        forms = _plain(self._ids)
        return pd.Series(np.arange(len(forms)), index=forms)[~pd.Index(forms).duplicated(keep=False)]

    def places(self, returned: tuple[str, ...]) -> np.ndarray:
        """(m,) places of the returned ids, -1 for one that is not known or could be two."""
        wanted = np.array(returned, dtype=object)
        places = self._exact.get_indexer(pd.Index(wanted))
        lost = np.flatnonzero(places < 0)
        if len(lost):
            bare = [words[1:] if words.startswith("'") else words for words in wanted[lost]]
            places[lost] = self._exact.get_indexer(pd.Index(bare))
        lost = lost[places[lost] < 0]
        if len(lost):
            forms = pd.Index(_plain(wanted[lost]))
            places[lost] = self._alike.reindex(forms).fillna(-1).to_numpy(dtype=np.int64)
        return places


def _plain(ids: np.ndarray) -> list[str]:
    """Each id as the number it is to a spreadsheet, else without case and blanks."""
    numbers = pd.to_numeric(pd.Series(ids, dtype="str"), errors="coerce").to_numpy(dtype=float, na_value=np.nan)
    exact = np.abs(numbers) < 2**53  # larger ones would be rounded onto one another; False for NaN
    return [
        repr(number) if is_number else f"'{''.join(str(words).casefold().split()).lstrip(chr(39))}"
        for words, number, is_number in zip(ids, numbers.tolist(), exact.tolist(), strict=True)
    ]


def _name(grader: str) -> str:
    return shortened(grader, 60)
