"""The money of order lines: amounts, totals that stand on every line of an order, refunds, goods that came back."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from core.importing.orders.groups import first_of
from core.importing.values import as_numbers
from core.recipe import OrderColumns

CENT = 0.005  # money that differs by less is the same


@dataclass(frozen=True, eq=False)
class Money:
    """The money of n order lines.

    amount: (n,) NaN for blank; unreadable, unreadable_refund: (n,) bool, present but no number; refund: (n,) >= 0;
    came_back: (n,) bool, the quantity is negative; order: (n,) int64, -1 for none. `total_repeats` and
    `refund_repeats`: the order's total (refund) stands on each of its lines and is counted once.
    """

    amount: np.ndarray
    unreadable: np.ndarray
    refund: np.ndarray
    unreadable_refund: np.ndarray
    came_back: np.ndarray
    order: np.ndarray
    total_repeats: bool
    refund_repeats: bool

    def counted(self, good: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """(m,) paid and (m,) refunded on each of the m good lines, what repeats on the order's first one only."""
        paid, refund, order = self.amount[good], self.refund[good], self.order[good]
        return (
            _once(paid, order) if self.total_repeats else paid,
            _once(refund, order) if self.refund_repeats else refund,
        )

    def remarks(self, good: np.ndarray) -> list[str]:
        """What was done about repeated totals and refunds, in sentences."""
        found = []
        if self.total_repeats:
            found.append("The order's total stands on every line of an order: it is counted once an order.")
        refunded = self.counted(good)[1]
        if refunded.any():
            found.append(f"Refunds of {refunded.sum():,.2f} on {np.count_nonzero(refunded):,} lines were taken off.")
        return found


def money_of(frame: pd.DataFrame, columns: OrderColumns, order: np.ndarray) -> Money:
    """The money of the order lines; `order`: (n,) int64, equal for the lines of one order, -1 where there is none."""
    none = np.zeros(len(frame), dtype=bool)
    quantity, odd_quantity = as_numbers(frame[columns.quantity]) if columns.quantity else (np.full(len(frame), 1), none)
    price, odd_price = as_numbers(frame[columns.price]) if columns.price else (np.full(len(frame), np.nan), none)
    by_line = quantity * price  # NaN throughout where only one of them is named
    came_back = quantity < 0
    if columns.amount is None:
        amount, unreadable, total_repeats = by_line, odd_quantity | odd_price, False
        amount = np.where(came_back, -np.abs(amount), amount)
    else:
        amount, unreadable = as_numbers(frame[columns.amount])
        total_repeats = repeats(amount, order, by_line)
        if not total_repeats:  # goods that came back are no income, whatever the sign of their amount
            amount = np.where(came_back, -np.abs(amount), amount)
    refund, odd_refund = as_numbers(frame[columns.refund]) if columns.refund else (np.zeros(len(frame)), none)
    refund = np.abs(np.nan_to_num(refund))
    refund_repeats = bool(columns.refund) and _refund_repeats(refund, amount, order, total_repeats)
    amount = _zeros_beside_a_total(amount, unreadable, order)
    return Money(amount, unreadable, refund, odd_refund, came_back, order, total_repeats, refund_repeats)


def repeats(amount: np.ndarray, order: np.ndarray, by_line: np.ndarray) -> bool:
    """Whether the amount is the order's total, written on each of its lines.

    So it is where it is the same on all lines of nearly every order of several lines, though quantity x price
    (`by_line`, NaN where not known) says that the lines differ from it; or, without these, though equal amounts on
    the lines of one order would be a strange accident.
    """
    several = several_lines(order, ~np.isnan(amount) & (amount != 0))
    group, number = np.unique(order[several], return_inverse=True)
    if not len(group):
        return False
    money, lines = amount[several], by_line[several]
    same = np.ones(len(group), dtype=bool)
    first = money[first_of(number, np.ones(len(number), dtype=bool))]
    same[number[np.abs(money - first[number]) > CENT]] = False
    if not np.isnan(lines).any():
        differs = np.zeros(len(group), dtype=bool)
        differs[number[np.abs(money - lines) > CENT + 0.01 * np.abs(lines)]] = True
        return bool(np.mean(same & differs) >= 0.9)
    shares = np.unique(np.round(money, 2), return_counts=True)[1] / len(money)
    return bool(np.mean(same) >= 0.9 and np.sum(shares**2) ** np.sum(same) < 0.01)


def several_lines(order: np.ndarray, where: np.ndarray) -> np.ndarray:
    """(n,) bool: lines where `where` is true whose order has two or more of them."""
    counts = np.bincount(order[where & (order >= 0)], minlength=order.max(initial=-1) + 1)
    found = where & (order >= 0)
    found[found] = counts[order[found]] > 1
    return found


def _refund_repeats(refund: np.ndarray, amount: np.ndarray, order: np.ndarray, total_repeats: bool) -> bool:
    """Whether an order's refund stands on each of its lines: the same on all, and too much for some single line."""
    several = several_lines(order, refund > 0)
    if not several.any():
        return False
    first = refund[first_of(order, refund > 0)]
    same = np.abs(refund[several] - first[order[several]]) < CENT
    too_much = refund[several] > np.nan_to_num(amount[several]) + CENT
    return bool(np.mean(same) >= 0.9 and (total_repeats or too_much.any()))


def _zeros_beside_a_total(amount: np.ndarray, unreadable: np.ndarray, order: np.ndarray) -> np.ndarray:
    """Shops write an order's total on its first line only: a blank on its other lines is no missing amount but 0."""
    blank = np.isnan(amount) & ~unreadable & (order >= 0)
    blank[blank] = first_of(order, ~np.isnan(amount))[order[blank]] >= 0
    return np.where(blank, 0.0, amount)


def _once(values: np.ndarray, order: np.ndarray) -> np.ndarray:
    """The values with 0 on all but the first line of each order that has one."""
    later = pd.Series(order).duplicated().to_numpy() & (order >= 0)
    first = first_of(order, values != 0)
    kept = np.zeros(len(values), dtype=bool)
    kept[first[first >= 0]] = True
    return np.where((order >= 0) & ~kept, 0.0, values) if later.any() else values
