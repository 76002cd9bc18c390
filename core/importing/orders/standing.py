"""Which order lines stand: not cancelled, paid, and in the currency that is counted."""

from collections import Counter
from dataclasses import dataclass

import numpy as np

from core.importing.mapping.headings import SYNONYMS, words_of
from core.importing.orders.groups import filled, numbered
from core.importing.table import Table
from core.problems import DataProblem, shortened
from core.recipe import OrderColumns

STATUSES: dict[str, list[str]] = SYNONYMS["order_status"]  # "cancelled", "not paid", "sale", "stands" -> phrases
MOST_STATUSES, MOST_CURRENCIES = 200, 200  # different ones, beyond which the column holds something else
SHOWN = 5


@dataclass(frozen=True, eq=False)
class Standing:
    """Why lines do not stand (reason -> (n,) bool), and sentences on statuses not known and on currencies."""

    faults: dict[str, np.ndarray]
    remarks: tuple[str, ...]


def standing_of(table: Table, columns: OrderColumns, order: np.ndarray) -> Standing:
    """Which lines are cancelled, not paid or in another currency.

    order: (n,) int64, equal for the lines of one order, -1 for none; what stands on one of its lines holds for all.
    Raises DataProblem where a column holds no statuses or currencies.
    """
    none = np.zeros(len(table.frame), dtype=bool)
    faults, remarks = {"cancelled": none.copy(), "not paid": none.copy(), "in another currency": none}, []
    if columns.status:
        number, names = _of_orders(table, columns.status, order, "a status", MOST_STATUSES)
        kinds = np.array([*map(status_kind, names), "sale"])[number]  # blank is a sale
        for reason in ("cancelled", "not paid"):
            faults[reason] |= kinds == reason
        unknown = Counter(names[number[kinds == "unknown"]].tolist())
        if unknown:
            shown = ", ".join(f"{shortened(name, 30)!r} ({n:,})" for name, n in unknown.most_common(SHOWN))
            more = ", …" if len(unknown) > SHOWN else ""
            remarks.append(f"Orders count as sales whose status is not known to Tierboard: {shown}{more}.")
    if columns.cancelled:
        number, names = numbered(table.frame[columns.cancelled])
        number = filled(number, number >= 0, order)
        valid = np.array([*(name.lower() in STATUSES["stands"] for name in names), True], dtype=bool)  # blank: valid
        faults["cancelled"] |= ~valid[number]
    if columns.currency:
        number, names = _of_orders(table, columns.currency, order, "a currency", MOST_CURRENCIES)
        stands = ~(faults["cancelled"] | faults["not paid"])
        other, sentence = _other_currencies(number, names, columns.in_currency, stands)
        faults["in another currency"] = other
        remarks += [sentence] if sentence else []
    return Standing({reason: lines for reason, lines in faults.items() if lines.any()}, tuple(remarks))


def status_kind(status: str) -> str:
    """`cancelled`, `not paid`, `sale` or `unknown`: by the longest known phrase in the status."""
    words = words_of(status)
    line = f" {' '.join(words)} "
    best, found = 0, "unknown"
    for kind in ("sale", "cancelled", "not paid"):
        for phrase in STATUSES[kind]:
            known = " ".join(words_of(phrase))
            here = f" {known} " in line if known.isascii() else known in line
            if here and len(known) > best:
                best, found = len(known), kind
    return found


def _of_orders(table: Table, column: str, order: np.ndarray, what: str, most: int) -> tuple[np.ndarray, np.ndarray]:
    """Each line's number and the names by number, filled from the order's other lines."""
    number, names = numbered(table.frame[column])
    if len(names) > most:
        raise DataProblem(
            f"{len(names):,} different values are too many for {what}",
            file=table.name,
            sheet=table.sheet,
            column=column,
            fix="choose another column or none",
        )
    return filled(number, number >= 0, order), names


def _other_currencies(
    number: np.ndarray, names: np.ndarray, wanted: str | None, standing: np.ndarray
) -> tuple[np.ndarray, str]:
    """(n,) bool of lines in another currency than the wanted or most frequent one, and the sentence that says so."""
    upper = np.array([*(name.upper() for name in names), ""], dtype=object)[number]
    counts = Counter(upper[standing & (number >= 0)].tolist())
    chosen = wanted.upper() if wanted else counts.most_common(1)[0][0] if counts else ""
    other = standing & (number >= 0) & (upper != chosen)
    if not other.any():
        return other, ""
    left = Counter(upper[other].tolist())
    shown = ", ".join(f"{n:,} in {shortened(name, 12)}" for name, n in left.most_common(SHOWN))
    which = chosen if wanted else f"{chosen}, the most frequent currency,"
    lines = "line" if left.total() == 1 else "lines"
    return other, f"Only orders in {which} are counted; {left.total():,} {lines} are left out ({shown})."
