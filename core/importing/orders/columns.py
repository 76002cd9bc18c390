"""Which columns of a table are those of order lines: by heading and content; without headings by content alone."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from core.importing.coded import Coded, Column, first_present, present, some_rows
from core.importing.mapping.contents import look_at
from core.importing.mapping.headings import SYNONYMS, best_phrase, words_of
from core.importing.orders.groups import numbered
from core.importing.orders.standing import MOST_CURRENCIES, MOST_STATUSES, STATUSES, status_kind
from core.importing.table import Table
from core.importing.values import all_differ, as_ids, as_numbers, as_words, looks_like_dates
from core.problems import shortened
from core.recipe import OrderColumns

ALIKE = 0.8  # likeness of heading and name, above which a column may play a part
ROWS_SEEN = 20_000
IS_SO = ("yes", "y", "true", "1", "ja", "是")
MADE_UP = re.compile(r"Column \d+$")  # the heading of a column that has none


@dataclass(frozen=True)
class Found:
    """The columns of order lines (None: the table holds none), the shop that wrote them, and hints on what lacks."""

    columns: OrderColumns | None
    tool: str | None = None
    hints: tuple[str, ...] = ()


def order_columns(table: Table) -> Found:
    """The columns of order lines, where several rows name one customer, a date and money; or a hint on what lacks."""
    columns = {heading: table.column(heading) for heading in table.headings}
    if all(map(MADE_UP.match, columns)):
        return Found(columns_by_content(table.frame))
    tool = tool_of(columns)
    part = assigned(columns)
    if tool == "Amazon" and "price" in part and "amount" not in part:
        part["amount"] = part.pop("price")  # its item-price is that of all pieces on the line
    customer, date = part.get("customer"), part.get("date")
    if customer is None or date is None or not _comes_again(columns[customer]):
        return Found(None)
    if "amount" in part or {"quantity", "price"} <= set(part):
        return Found(OrderColumns(**part), tool)
    return Found(
        None,
        tool,
        (
            f"The rows look like order lines ({shortened(customer)!r} repeats, {shortened(date)!r} holds dates), but "
            "no column holds their amount, or quantity and price: export it as well.",
        ),
    )


def starting_columns(table: Table) -> OrderColumns:
    """The columns to begin with where the user says that the rows are order lines: what seems likely, else any."""
    frame = table.frame
    found = order_columns(table).columns
    if found:
        return found
    part = assigned({str(heading): frame[heading] for heading in frame})
    headings = list(map(str, frame))
    part.setdefault("customer", next((h for h in headings if _comes_again(frame[h])), headings[0]))
    part.setdefault("date", next((h for h in headings if looks_like_dates(frame[h])), headings[-1]))
    if "amount" not in part and not {"quantity", "price"} <= set(part):
        numbers = (h for h in headings if h not in part.values() and look_at(frame[h]).kind == "numbers")
        part["amount"] = next(numbers, headings[-1])
    return OrderColumns(**part)


def tool_of(headings: Iterable[str]) -> str | None:
    """The shop whose export has such headings; None for any other table."""
    known = {heading.strip().lower() for heading in headings}
    counts = {tool: len(known & {name.lower() for name in names}) for tool, names in SYNONYMS["shops"].items()}
    best = max(counts, key=lambda tool: counts[tool])
    return best if counts[best] >= 3 else None


def assigned(columns: Mapping[str, Column]) -> dict[str, str]:
    """Part of order lines -> column, the likeliest pairs first, no column twice."""
    roles = list(SYNONYMS["orders"])
    found = [(*c[:-1], place, role, c[-1]) for place, role in enumerate(roles) for c in _candidates(columns, role)]
    part: dict[str, str] = {}
    for *_, role, heading in sorted(found):
        if role not in part and heading not in part.values():
            part[role] = heading
    return part


def _candidates(columns: Mapping[str, Column], role: str) -> list[tuple[int, float, int, int, str]]:
    """Columns that may play the part: (mostly blank, -likeness, place among the names, place in the table, heading)."""
    names, vetoes = SYNONYMS["orders"][role]["names"], SYNONYMS["orders"][role]["not"]
    found = []
    for place, (heading, column) in enumerate(columns.items()):
        like, name = heading_likeness(heading, names)
        if like > ALIKE and not _ruled_out(heading, vetoes) and _fits(column, role):
            # An id that guests do not have, or a code that some products lack, gives way to a fuller column.
            sparse = role in ("customer", "date", "product") and _share_filled(column, role) < 0.8
            found.append((int(sparse), -round(like, 3), names.index(name), place, heading))
    return found


def heading_likeness(heading: str, names: list[str]) -> tuple[float, str]:
    """(0..1, name): how like the heading is to a name, read whole and without its brackets."""
    plain = heading.replace("（", "(").replace("）", ")")
    whole, before = plain.replace("(", " ").replace(")", " "), plain.partition("(")[0]
    return max((best_phrase(reading, names) for reading in (whole, before)), key=lambda found: found[0])


def _ruled_out(heading: str, vetoes: list[str]) -> bool:
    before = heading.replace("（", "(").partition("(")[0]
    words = words_of(before if before.strip() else heading)
    line = f" {' '.join(words)} "
    for veto in vetoes:
        known = " ".join(words_of(veto))
        if f" {known} " in line or (not known.isascii() and known in line):
            return True
    return False


def _share_filled(column: Column, role: str) -> float:
    """Share of rows with a value; a customer 0 is a guest of the shop."""
    filled = present(column).copy()
    if role == "customer":
        filled[:ROWS_SEEN] &= as_ids(some_rows(column, slice(ROWS_SEEN))).ne("0").to_numpy()
    return float(filled.mean())


def _comes_again(column: Column) -> bool:
    if isinstance(column, Coded):
        return 0 < len(column.cells) < 0.9 * int(np.count_nonzero(present(column)))
    known = column.dropna() if column.hasnans else column
    return not all_differ(known) and 0 < known.nunique() < 0.9 * len(known)


def _fits(column: Column, role: str) -> bool:
    """Whether the values suit the part."""
    known = first_present(column, ROWS_SEEN)
    if len(known) == 0:
        return False
    if role in ("customer", "product"):
        return not looks_like_dates(known) and (role == "product" or _comes_again(column))
    if role == "order":
        return bool(as_ids(known.iloc[:1000]).str.contains(r"\d").mean() > 0.5) and not _has_decimals(known)
    if role == "category":
        return 1 < known.nunique() < max(3, 0.5 * len(known)) and not looks_like_dates(known)
    if role in ("status", "currency"):
        words = [word for word in as_words(known).unique() if word]
        if role == "currency":
            return 0 < len(words) <= MOST_CURRENCIES and all(len(word) <= 5 for word in words)
        return 0 < len(words) <= MOST_STATUSES and any(status_kind(word) != "unknown" for word in words)
    if role == "cancelled":
        told = as_words(known).str.lower()
        return looks_like_dates(known) or bool(told.isin([*STATUSES["stands"], *IS_SO]).all())
    return look_at(column).kind == ("dates" if role == "date" else "numbers")


# --- files without headings -------------------------------------------------------------------------------------------


def columns_by_content(frame: pd.DataFrame) -> OrderColumns | None:
    """The columns of order lines in a table without headings; None where it holds none.

    One column of dates; a customer that comes again; money: numbers with decimals. Where two columns name things that
    come again, the one that follows from the other is the customer, the other its order.
    """
    seen = {heading: look_at(frame[heading]) for heading in map(str, frame)}
    dates = [heading for heading, holds in seen.items() if holds.kind == "dates"]
    numbers = {heading: holds for heading, holds in seen.items() if holds.kind == "numbers" and holds.distinct > 2}
    money = [heading for heading, holds in numbers.items() if np.any(holds.numbers % 1)]
    small = [heading for heading in numbers if heading not in money and _is_quantity(frame[heading])]
    others = (h for h, holds in seen.items() if h not in (*dates, *money, *small) and holds.kind != "nothing")
    names = [h for h in others if _comes_again(frame[h]) and frame[h].nunique() >= len(frame) ** 0.5]  # no countries
    if len(dates) != 1 or not money or not names:
        return None
    customer, order = names[0], None
    for other in names[1:]:
        if _follows(frame[other], frame[customer]) and not _follows(frame[customer], frame[other]):
            customer, order = other, customer
        elif order is None and _follows(frame[customer], frame[other]) and not _follows(frame[other], frame[customer]):
            order = other
    quantity = small[0] if small else None
    amount = _product_of_others(frame, money, small) or money[-1]
    return OrderColumns(customer=customer, date=dates[0], order=order, amount=amount, quantity=quantity)


def _has_decimals(column: pd.Series) -> bool:
    numbers, _ = as_numbers(column)
    return bool(np.any(numbers[~np.isnan(numbers)] % 1))


def _is_quantity(column: pd.Series) -> bool:
    """Small whole numbers of few kinds; 0001 is a name."""
    if not pd.api.types.is_numeric_dtype(column):
        return False
    size = np.abs(column.dropna().to_numpy(dtype=float))
    return bool(len(size)) and bool(np.median(size) <= 20) and len(np.unique(size)) <= max(5, 0.1 * len(size))


def _follows(column: pd.Series, of: pd.Series) -> bool:
    """Whether each value of `of` stands with one value of `column`, as the customer follows from the order."""
    pairs = pd.DataFrame({"of": numbered(of)[0], "column": numbered(column)[0]}).drop_duplicates()
    return not pairs["of"].duplicated().any()


def _product_of_others(frame: pd.DataFrame, money: list[str], small: list[str]) -> str | None:
    """The column of money that is a quantity times another one."""
    numbers = {heading: as_numbers(frame[heading])[0] for heading in (*money, *small)}
    for total in money:
        for price in money:
            for quantity in small:
                product = numbers[price] * numbers[quantity]
                if total != price and np.nanmean(np.abs(numbers[total] - product) < 0.01) > 0.9:
                    return total
    return None
