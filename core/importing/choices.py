"""Multiple choice: how many answers a respondent chose, from one cell that joins them or from a column for each."""

import re
from collections import Counter

import numpy as np
import pandas as pd

# Signs that survey tools put between the choices of one cell, ┋ being Wenjuanxing's. Commas are also written inside
# choices ("Coffee, tea or milk"), so they count only where no such sign is used, and never inside 1,000.
SEPARATORS = (";", "；", "┋", "|")
COMMAS = re.compile(r"[，、]|,(?!\d{3}(?!\d))")
BETWEEN_WORDS = re.compile(r", |，")
ENOUGH = 0.02  # the share of the filled cells that must hold a sign for it to be the separator
MOST_OPTIONS = 30  # different answers that one question offers
CELLS_SEEN = 2000
# In a column that stands for one choice, what says that it was not chosen.
NOT_CHOSEN = ("0", "no", "n", "false", "unchecked", "not selected", "not chosen", "否", "未选", "未选中")


def count_chosen(columns: list[pd.Series]) -> np.ndarray:
    """(n,) how many answers were chosen, of columns of stripped words ("" for blank); NaN where all are blank.

    One column joins its choices; of several each stands for one choice, made where the cell is filled.
    """
    if len(columns) == 1:
        codes, answers = pd.factorize(columns[0])
        counts = np.bincount(codes, minlength=len(answers)).tolist()
        separator = separator_of(dict(zip(map(str, answers), counts, strict=True)))
        chosen = [float(len(split_choices(str(a), separator))) or np.nan for a in answers]
        return np.array([*chosen, np.nan])[codes]
    filled = np.zeros(len(columns[0]))
    answered = np.zeros(len(columns[0]), dtype=bool)
    for words in columns:
        present = (words != "").to_numpy(dtype=bool)
        answered |= present
        filled += present & ~words.str.casefold().isin(NOT_CHOSEN).to_numpy(dtype=bool)
    return np.where(answered, filled, np.nan)


def separator_of(counts: dict[str, int]) -> re.Pattern[str]:
    """What stands between the choices of the cells in `counts` (cell -> how often), found over the whole column."""
    total = sum(n for cell, n in counts.items() if cell)
    for sign in SEPARATORS:
        if total and sum(n for cell, n in counts.items() if sign in cell) >= ENOUGH * total:
            return re.compile(re.escape(sign))
    return COMMAS


def joining_separator(words: pd.Series) -> re.Pattern[str] | None:
    """What joins the answers of a multiple choice ("Tea;Juice") in a column of words; None where each cell holds one.

    Judged from the first 2,000 values: one in twenty holds several answers, and the answers repeat.
    """
    counts = Counter(word for word in words.iloc[:CELLS_SEEN].tolist() if word)
    separator = separator_of(counts)
    if separator is COMMAS:
        # Commas stand within answers too, and 、 behind the letter of an option: only those between words join.
        separator = BETWEEN_WORDS
    chosen = {cell: split_choices(cell, separator) for cell in counts}
    options = {option for answers in chosen.values() for option in answers}
    made = sum(counts[cell] * len(answers) for cell, answers in chosen.items())
    several = sum(counts[cell] for cell, answers in chosen.items() if len(answers) > 1)
    repeated = len(options) <= min(MOST_OPTIONS, 0.2 * made)
    return separator if several >= max(2, 0.05 * counts.total()) and repeated else None


def split_choices(cell: str, separator: re.Pattern[str]) -> list[str]:
    """The answers chosen in one cell, without blanks."""
    return [option.strip() for option in separator.split(cell) if option.strip()]
