"""From a table to a proposed recipe: which column stands for which indicator, and how its values become scores.

    headings x synonyms -> likeness    columns -> what is seen in them -> fit    likeness x fit -> confidence

The best pairs are taken first and no column twice; below `ENOUGH` an indicator stays without a column, because a
missing proposal is noticed and a wrong one may not be. Every proposal says why, for the user to judge.
"""

import datetime as dt
import re
import tomllib
import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path, PurePath

import numpy as np
import pandas as pd
from rapidfuzz import fuzz

from core.importing.table import Table
from core.importing.values import as_dates, as_ids, as_numbers, as_words, looks_like_dates, reference_date
from core.indicators import INDICATORS, RFM
from core.problems import shortened
from core.recipe import Categories, Measure, OrderColumns, Quintiles, Recipe, Scale, Scoring, Target, Words

VOCABULARY = tomllib.loads(Path(__file__).with_name("synonyms.toml").read_text(encoding="utf-8"))
ENOUGH = 0.55  # confidence below which nothing is proposed
NEARLY_EXACT = 0.9  # likeness that a role (id, grade, outcome) needs: these words are common in other headings
MOST_ROWS_SEEN = 20_000
MOST_ANSWERS = 60  # different texts beyond which a column is free text
AGREEMENT = ("interaction", "brand", "recommend", "rating", "member")


@dataclass(frozen=True)
class Reason:
    """Why a column was proposed: `confidence` 0..1, and a sentence fit for the mapping page."""

    confidence: float
    text: str


@dataclass(frozen=True)
class Proposal:
    """A recipe for a table, the reason for each mapped indicator, and sentences on what was not found."""

    recipe: Recipe
    reasons: dict[str, Reason]
    hints: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Seen:
    """What a column holds: its kind, and the numbers, or the different answers with their counts."""

    kind: str  # "numbers", "dates", "words" (answers that repeat), "text" or "nothing"
    distinct: int
    numbers: np.ndarray  # present numbers; empty for other kinds
    answers: dict[str, int]  # of words, most frequent first

    def share(self, low: float, high: float, whole: bool = True) -> float:
        """Share of the numbers within low..high (and whole)."""
        x = self.numbers
        return float(np.mean((x >= low) & (x <= high) & ((x % 1 == 0) | (not whole)))) if len(x) else 0.0


@dataclass(frozen=True)
class Candidate:
    """Columns that may stand for an indicator."""

    indicator: str
    columns: tuple[str, ...]
    combine: str
    confidence: float
    synonym: str
    opposite: bool = False  # high is bad, as in "complaints"


def propose(table: Table, today: dt.date | None = None) -> Proposal:
    """The recipe that fits `table` best by its headings and values; never raises for a table that can be read."""
    today = today or dt.date.today()
    name = shortened(PurePath(table.name).stem, 200) or "My customers"
    orders, hints = order_columns(table)
    if orders:
        return _for_orders(table, orders, name, today)
    seen = {heading: look_at(table.frame[heading]) for heading in map(str, table.frame)}
    target, target_hints = _target(seen)
    id_column = _id_column(table)
    outcomes = [heading for heading in seen if _is("outcome", heading) and seen[heading].kind != "dates"]
    taken = {id_column, target.column, *outcomes}
    usable = {h: s for h, s in seen.items() if h not in taken and not _is("ignored", h)}
    chosen = _assigned(_candidates(usable))
    measures, reasons = {}, {}
    for indicator in INDICATORS:
        if indicator in chosen:
            measures[indicator], reasons[indicator] = _measure(chosen[indicator], table, usable)
    dated = [i for i in ("recency", *INDICATORS) if i in measures and measures[i].dates]
    since = reference_date(as_dates(table.frame[measures[dated[0]].columns[0]])[0], today) if dated else None
    scoring = Scoring(id_column=id_column, indicators=measures, reference_date=since)
    if not hints and len(scoring.missing) == len(RFM) and id_column is None and len(measures) < 2:
        hints = ["This does not look like a table of customers: choose one with a row for each."]
        hints += [_missing_hint(indicator, []) for indicator in scoring.missing]
    else:
        hints += [_missing_hint(i, columns_that_would_do(table, i)) for i in scoring.missing]
    hints += target_hints + [_outcome_hint(heading) for heading in outcomes]
    return Proposal(Recipe(name=name, scoring=scoring, target=target), reasons, tuple(hints))


def columns_that_would_do(table: Table, indicator_id: str) -> list[str]:
    """The table's columns whose values could stand for the indicator, those with a fitting heading first."""
    found = []
    for place, heading in enumerate(map(str, table.frame)):
        if _names_rows(heading) or _is("ignored", heading) or _is("outcome", heading):
            continue
        seen = look_at(table.frame[heading])
        like, fit = likeness(heading, indicator_id)[0], fitness(seen, indicator_id)
        # Almost any number could be a count: without a word in the heading it must look like one.
        tells_apart = seen.kind == "dates" or (seen.kind == "numbers" and seen.distinct > 5)
        unnamed = tells_apart and fit >= 0.9 and indicator_id in (*RFM, "visits", "time")
        if fit >= 0.5 and (like >= 0.4 or unnamed):
            found.append((-like * fit, seen.kind != "dates", place, heading))
    return [heading for *_, heading in sorted(found)]


def examples(table: Table, columns: tuple[str, ...] | list[str], most: int = 3) -> str:
    """A few different values of the columns, for a label: `5, 0, 3`; several columns each with their names."""
    parts = []
    for column in columns[:most]:
        values = table.frame[column].dropna().iloc[:1000]
        words = as_words(values.round(2) if pd.api.types.is_numeric_dtype(values) else values)
        shown = ", ".join(shortened(word, 30) for word in words[words != ""].unique()[:most]) or "all blank"
        parts.append(shown if len(columns) == 1 else f"{shortened(column, 30)}: {shown}")
    return "; ".join(parts) + (" …" if len(columns) > most else "")


# --- headings ---------------------------------------------------------------------------------------------------------

HUMPS = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
QUESTION_NUMBER = re.compile(r"^\s*(?:(?:q|question|frage)[\s_]*)?\d+\s*[.:)_、-]\s*", re.IGNORECASE)
WORD = re.compile(r"[\u3400-\u9fff]+|[^\W\d_\u3400-\u9fff]+")
DECLARED = re.compile(r"[(\[（]\s*(\d+)\s*(?:-|\u2013|to|bis|至|到|~)\s*(\d+)[^)）\]]*[)\]）]", re.IGNORECASE)
COUNTED = re.compile(
    r"hour|minute|day|month|year|count|number|^num|^no\b|amount|times|quantity|qty|tier|tenure|\bage\b|"
    r"次|数|天|月|年|金额|时长|城市",
    re.IGNORECASE,
)


@cache
def words_of(heading: str) -> tuple[str, ...]:
    """The words of a heading, lower case, singular, without question number and digits; 汉字 stay together."""
    heading = HUMPS.sub(" ", QUESTION_NUMBER.sub("", heading))
    plain = "".join(c for c in unicodedata.normalize("NFKD", heading) if not unicodedata.combining(c)).lower()
    return tuple(_singular(word) for word in WORD.findall(plain))


def _singular(word: str) -> str:
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word


@cache
def likeness(heading: str, indicator: str) -> tuple[float, str, bool]:
    """(0..1, synonym, whether it names the opposite) for a heading and an indicator; 0 where a word rules it out."""
    entry = VOCABULARY["indicators"][indicator]
    line = f" {' '.join(words_of(heading))} "
    for veto in entry["not"]:
        words = " ".join(words_of(veto))
        if f" {words} " in line or (not words.isascii() and words in line):
            return 0.0, "", False
    kinds = (("sure", 1.0, False), ("reversed", 1.0, True), ("likely", 0.8, False))
    found = [(*_best(heading, entry.get(kind, []), sure=weight == 1.0), opposite) for kind, weight, opposite in kinds]
    return max(found, key=lambda entry: entry[0])


def _names_rows(heading: str) -> bool:
    return _best(heading, VOCABULARY["roles"]["id"])[0] >= 0.8


def _is(role: str, heading: str) -> bool:
    return _best(heading, VOCABULARY["roles"][role])[0] >= NEARLY_EXACT


def _best(heading: str, phrases: list[str], sure: bool = True) -> tuple[float, str]:
    """The phrase most like the heading, which is also read without, and only inside, its brackets."""
    before, _, inside = heading.replace("（", "(").partition("(")
    readings = [words_of(reading) for reading in (heading, before, inside) if words_of(reading)]
    pairs = ((_alike(reading, words_of(phrase), sure), phrase) for reading in readings for phrase in phrases)
    return max(pairs, key=lambda pair: pair[0], default=(0.0, ""))


@cache
def _alike(heading: tuple[str, ...], phrase: tuple[str, ...], sure: bool) -> float:
    """0..1: 1 for the same words; less, the more other words stand beside the phrase's; typing errors forgiven."""
    ours, theirs = "".join(heading), "".join(phrase)
    if all(word in heading or (not word.isascii() and word in ours) for word in phrase):
        if len(theirs) == 1 and ours != theirs:  # the R of RFM, not any R
            return 0.0
        cover = min(1.0, len(theirs) / len(ours))
        return 0.75 + 0.25 * cover if sure else 0.3 + 0.5 * cover
    if len(theirs) >= 6 and fuzz.ratio(ours, theirs) >= 88:
        return 0.85 if sure else 0.65
    return 0.0


# --- values -----------------------------------------------------------------------------------------------------------


def look_at(column: pd.Series) -> Seen:
    """What the column holds, judged from at most 20,000 evenly spaced rows."""
    present = column.iloc[:: -(-len(column) // MOST_ROWS_SEEN) or 1].dropna()
    if len(present) < MOST_ROWS_SEEN // 10:  # hardly filled: look at every value there is, or at the first so many
        present = column.dropna().iloc[:MOST_ROWS_SEEN]
    if len(present) == 0:
        return Seen("nothing", 0, np.empty(0), {})
    if looks_like_dates(present):
        return Seen("dates", present.nunique(), np.empty(0), {})
    numbers, _ = as_numbers(present)
    numbers = numbers[~np.isnan(numbers)]
    words = as_words(present)
    words = words[words != ""]
    if len(numbers) and len(numbers) >= 0.9 * len(words):
        return Seen("numbers", len(np.unique(numbers)), numbers, {})
    counts = words.value_counts()
    kind = "words" if 0 < len(counts) <= min(MOST_ANSWERS, max(2, 0.5 * len(words))) else "text"
    return Seen(kind, len(counts), np.empty(0), _as_dict(counts) if kind == "words" else {})


def _as_dict(counts: pd.Series) -> dict[str, int]:
    return {str(answer): int(count) for answer, count in counts.items()}


def fitness(seen: Seen, indicator: str) -> float:
    """0..1: how well what was seen suits the indicator, whatever the heading says."""
    if seen.kind in ("nothing", "text"):
        return 0.0
    if seen.kind == "dates":
        return 1.0 if indicator in ("recency", "persistence") else 0.0
    if seen.kind == "words":
        ordered = rule_for_answers(seen.answers, indicator)
        few = seen.distinct == 2 and indicator not in (*AGREEMENT, "repeat")
        return 0.0 if ordered is None else 0.3 if few else 0.9
    if seen.distinct < 2:
        return 0.56  # tells nobody apart: only where the heading leaves no doubt
    if np.mean(seen.numbers < 0) > 0.05 and indicator != "monetary":
        return 0.3
    if seen.distinct == 2:
        return 0.9 if indicator in ("member", "recommend", "repeat", "rating") else 0.6
    if indicator in AGREEMENT and indicator != "interaction":
        ends = ((10, 1.0), (100, 0.8))
        return next((fit for high, fit in ends if seen.share(0, high, whole=False) >= 0.95), 0.3)
    if indicator in ("frequency", "cross", "visits"):
        return 1.0 if seen.share(0, np.inf) >= 0.95 else 0.7
    return 1.0


# --- choosing columns -------------------------------------------------------------------------------------------------


def _candidates(seen: dict[str, Seen]) -> list[Candidate]:
    found = []
    for heading, holds in seen.items():
        for indicator in INDICATORS:
            like, synonym, opposite = likeness(heading, indicator)
            confidence = like * fitness(holds, indicator) if like else 0.0
            if opposite:
                confidence = min(confidence, 0.6)  # the absence of complaints is a rating of last resort
            if confidence >= ENOUGH:
                found.append(Candidate(indicator, (heading,), "sum", confidence, synonym, opposite))
    group, word = _spend_columns(seen)
    if group:
        found.append(Candidate("monetary", group, "sum", 0.88, word))
        if len(group) > 2:
            found.append(Candidate("cross", group, "count_nonzero", 0.7, word))
    return found


def _spend_columns(seen: dict[str, Seen]) -> tuple[tuple[str, ...], str]:
    """Two or more columns of money that begin with the same word (three that end with it): MntWines, MntFish."""
    groups: dict[tuple[str, int], list[str]] = {}
    for heading, holds in seen.items():
        words = words_of(heading)
        money = holds.kind == "numbers" and not np.any(holds.numbers < 0)
        vetoed = any(_singular(veto) in words for veto in VOCABULARY["indicators"]["monetary"]["not"])
        if money and not vetoed and len(words) > 1 and "total" not in words:
            for word, place in {(words[0], 0), (words[-1], -1)}:
                if word in VOCABULARY["groups"]["monetary"]:
                    groups.setdefault((word, place), []).append(heading)
    (word, place), group = max(groups.items(), key=lambda item: len(item[1]), default=(("", 0), []))
    return (tuple(group), word) if len(group) >= (2 if place == 0 else 3) else ((), "")


def _assigned(candidates: list[Candidate]) -> dict[str, Candidate]:
    """The surest pairs first, no column twice; only `cross` may count the columns that `monetary` adds up."""
    chosen: dict[str, Candidate] = {}
    used: dict[str, str] = {}
    rank = {indicator: place for place, indicator in enumerate((*RFM, *INDICATORS))}
    for candidate in sorted(candidates, key=lambda c: (-round(c.confidence, 3), rank[c.indicator])):
        if candidate.indicator in chosen:
            continue
        owners = {used[column] for column in candidate.columns if column in used}
        shared = owners == {"monetary"} and candidate.columns == chosen["monetary"].columns
        if not owners or (candidate.combine == "count_nonzero" and shared):
            chosen[candidate.indicator] = candidate
            used |= dict.fromkeys(candidate.columns, candidate.indicator)
    return chosen


# --- rules ------------------------------------------------------------------------------------------------------------


def _measure(candidate: Candidate, table: Table, seen: dict[str, Seen]) -> tuple[Measure, Reason]:
    """How the candidate's columns are scored, and the sentence that says why."""
    indicator, first = candidate.indicator, candidate.columns[0]
    holds = seen[first]
    dates = holds.kind == "dates"
    remark = ""
    fifths = Quintiles(reversed=indicator == "recency" or candidate.opposite)
    rule: Quintiles | Scale | Words | Categories = fifths
    if holds.kind == "words":
        answers = as_words(table.frame[first])  # of every row: a rare answer must be placed as well
        counts = _as_dict(answers[answers != ""].value_counts())
        found = rule_for_answers(counts, indicator, candidate.opposite)
        found = found or rule_for_answers(holds.answers, indicator, candidate.opposite)
        rule, remark = found or (rule, "answers without a known order: please set their scores")
    elif holds.kind == "numbers" and len(candidate.columns) == 1:
        rule, remark = _rule_for_numbers(holds, first, indicator, fifths)
    elif dates:
        remark = "dates, counted back from the reference date"
    if not remark and not len(holds.numbers):
        remark = "neither numbers nor answers that repeat: please check"
    elif not remark:
        x = holds.numbers
        form = ",.0f" if np.all(x % 1 == 0) else ",.2f"
        remark = f"numbers from {x.min():{form}} to {x.max():{form}}, scored by fifths"
    if len(candidate.columns) > 1:
        done = "the sum of" if candidate.combine == "sum" else "how many are above 0 of"
        text = f"{done} {len(candidate.columns)} columns, {shortened(first)} to {shortened(candidate.columns[-1])}"
    else:
        text = f"the heading reads like {candidate.synonym!r}; {remark}"
    measure = Measure(
        columns=candidate.columns,
        combine=candidate.combine,  # type: ignore[arg-type]
        dates=dates,
        rule=rule,
        blanks="exclude" if indicator in RFM else "median",
    )
    return measure, Reason(round(candidate.confidence, 2), text)


def _rule_for_numbers(seen: Seen, heading: str, indicator: str, default: Quintiles) -> tuple[Quintiles | Scale, str]:
    """A declared scale where heading or values show one, else fifths; and what to say of it ("" for fifths)."""
    if declared := DECLARED.search(heading):
        low, high = int(declared[1]), int(declared[2])
        if 0 <= low < high <= 100 and seen.share(low, high, whole=False) >= 0.95:
            return Scale(low=low, high=high), f"the heading declares {low} to {high}"
    turned = default.reversed and indicator != "recency"
    if indicator in (*AGREEMENT, "repeat") and seen.distinct == 2 and seen.share(0, 1) == 1:
        return Scale(low=0, high=1, reversed=turned), "0 or 1" + (", turned round: 1 is bad" if turned else "")
    if not COUNTED.search(" ".join(words_of(heading))):
        if seen.share(1, 5) >= 0.95 and indicator != "basic" and len(np.unique(seen.numbers)) > 1:
            nps = "nps" in words_of(heading)
            high = 10 if nps else 5
            return Scale(low=0 if nps else 1, high=high, reversed=turned), _declared(0 if nps else 1, high)
        if indicator == "recommend" and seen.share(0, 10) >= 0.95:
            return Scale(low=0, high=10), _declared(0, 10)
    if indicator == "basic" and "tier" in words_of(heading):
        return Quintiles(reversed=True), "tier 1 taken as the best, scored by fifths: please check"
    return default, ""


def _declared(low: int, high: int) -> str:
    return f"declared {low} to {high}, proposed from the values seen: please check"


def rule_for_answers(
    counts: dict[str, int], indicator: str, opposite: bool = False
) -> tuple[Words | Categories, str] | None:
    """The order of answers in words, worst to best, from the known families or the ranges they name; None for neither.

    `counts`: every answer in the column, and how often it was given. The second part says what was made of them.
    """
    return _from_family(counts, opposite) or _from_ranges(counts, turned=opposite != (indicator == "recency"))


def _from_family(counts: dict[str, int], opposite: bool) -> tuple[Words | Categories, str] | None:
    total = sum(counts.values())
    for family in VOCABULARY["answers"]:
        level_of = {word: level for level, words in enumerate(family["levels"]) for word in words}
        placed: dict[int, set[str]] = {}
        strange: list[str] = []
        spellings: dict[str, str] = {}
        for answer in counts:
            plain = _plain_answer(answer)
            if plain in level_of:
                placed.setdefault(level_of[plain], set()).add(answer.casefold())
                spellings.setdefault(answer.casefold(), answer)
            else:
                strange.append(answer)
        if len(placed) < 2 or sum(counts[answer] for answer in strange) > 0.05 * total:
            continue
        remark = f"answers in words ({family['name']}), worst to best: please check"
        if strange:
            remark += f"; off the scale: {', '.join(repr(shortened(answer, 30)) for answer in strange[:3])}"
        if all(len(words) == 1 for words in placed.values()):
            local = any(not answer.isascii() for answer in spellings)
            words = [
                spellings[min(placed[level])] if level in placed else _spelling(level_words, local)
                for level, level_words in enumerate(family["levels"])
                if level in placed or family["whole"]
            ]
            return Words(words=tuple(words), reversed=opposite), remark
        levels = list(range(len(family["levels"]))) if family["whole"] else sorted(placed)
        scores = np.linspace(5, 1, len(levels)) if opposite else np.linspace(1, 5, len(levels))
        steps = [(level, float(scores[levels.index(level)])) for level in sorted(placed)]
        points = {spellings[word]: step for level, step in steps for word in sorted(placed[level])}
        return Categories(scores=points), remark
    return None


def _plain_answer(answer: str) -> str:
    """Lower case, without the number or the stop that some tools write around an answer: `5 - Strongly agree`."""
    plain = re.sub(r"^\(?\d+\)?\s*[-.:=)、]\s*", "", answer.casefold().replace("\u2019", "'"))
    return " ".join(plain.split()).rstrip(".!。 ")


def _spelling(words: list[str], local: bool) -> str:
    """The usual spelling of a level that nobody chose, in the language of the others."""
    return next((word for word in words if word.isascii() != local), words[0]).capitalize()


def _from_ranges(counts: dict[str, int], turned: bool) -> tuple[Categories, str] | None:
    spans = {answer: span for answer in counts if (span := span_of(answer)) is not None}
    open_ended = [answer for answer, (low, high) in spans.items() if low != high]
    levels = sorted(set(spans.values()))
    strange = [answer for answer in counts if answer not in spans]
    if len(levels) < 2 or len(open_ended) < 2 or len(strange) > len(counts) / 3:
        return None
    scores = np.linspace(5, 1, len(levels)) if turned else np.linspace(1, 5, len(levels))
    points = {answer: float(scores[levels.index(spans[answer])]) for answer in sorted(spans, key=lambda a: spans[a])}
    remark = "answers that name ranges, " + ("highest to lowest" if turned else "lowest to highest") + ": please check"
    if strange:
        points |= dict.fromkeys(strange, 3.0)
        remark += f"; the middle score for {', '.join(repr(shortened(answer, 30)) for answer in strange[:3])}"
    return Categories(scores=points), remark


RANGES: dict[str, list[str]] = VOCABULARY["ranges"]
# Times in minutes, so that "30 minutes to 1 hour" is in order; other units only occur one at a time.
FACTORS = {
    "minutes": 1, "hours": 60, "days": 1440, "weeks": 10080, "months": 43200, "years": 525600,
    "thousands": 1000, "ten_thousands": 10000,
}  # fmt: skip
UNITS = {word: FACTORS[unit] for unit in FACTORS for word in RANGES[unit]}
UNIT = "|".join(sorted(map(re.escape, UNITS), key=len, reverse=True))
AMOUNT = re.compile(rf"(\d[\d.,]*)\s*(?:({UNIT})(?![a-z]))?|(?<![a-z])({UNIT})(?![a-z])", re.IGNORECASE)


@cache
def span_of(answer: str) -> tuple[float, float] | None:
    """(low, high) of an answer such as "Less than RM20", "30 minutes to 1 hour", 56岁以上; None without one."""
    text = " ".join(answer.casefold().split())
    if text in RANGES["zero"]:
        return -np.inf, 0.0
    if re.match(r"[-\u2212]\s*\d", text):
        return None  # a code such as -1 for "unknown"
    found = [(number, unit or lone) for number, unit, lone in AMOUNT.findall(text)]
    if any(number for number, _ in found):
        found = [(number, unit) for number, unit in found if number]
    if not found or len(found) > 2:
        return None
    values = []
    for number, unit in found:
        # "20-30 minutes": the unit is written once, behind the last number.
        factor = UNITS.get(unit or found[-1][1], 1)
        plain = re.sub(r"[.,](?=\d{3}(?!\d))", "", number or "1").rstrip(".,").replace(",", ".")
        if plain.count(".") > 1:
            return None
        values.append(float(plain) * factor)
    if len(values) == 2:
        return min(values), max(values)
    if _holds_any(text, RANGES["below"]):
        return -np.inf, values[0]
    return (values[0], np.inf) if _holds_any(text, RANGES["above"]) else (values[0], values[0])


def _holds_any(text: str, phrases: list[str]) -> bool:
    return any(
        re.search(rf"(?<![a-z]){re.escape(phrase)}(?![a-z])", text) if phrase[0].isalpha() else phrase in text
        for phrase in phrases
    )


# --- other parts that columns play ------------------------------------------------------------------------------------


def _id_column(table: Table) -> str | None:
    """The column that names customers: called so, filled, and different in nine of ten rows (a few come twice)."""
    found = []
    for place, heading in enumerate(map(str, table.frame)):
        like, phrase = _best(heading, VOCABULARY["roles"]["id"])
        of_something_else = set(words_of(heading)) & set(VOCABULARY["roles"]["not_id"])
        if like >= 0.8 and not of_something_else:
            ids = table.frame[heading].dropna()
            if len(ids) >= 0.9 * len(table.frame) and ids.nunique() >= 0.9 * len(ids):
                found.append((-like, -len(phrase), place, heading))
    return min(found)[-1] if found else None


def _target(seen: dict[str, Seen]) -> tuple[Target, list[str]]:
    """Expert grades, where a column is called so and its values fit one of the scales; else the weighted score."""
    for heading, holds in seen.items():
        if not _is("grade", heading):
            continue
        letters = {answer.strip().upper() for answer in holds.answers}
        if letters and letters <= set("ABCD"):
            return Target(kind="grade", column=heading, scale="A-D"), []
        if holds.kind == "numbers" and holds.share(1, 5) == 1:
            return Target(kind="grade", column=heading, scale="1-5"), []
        if holds.kind == "numbers" and holds.share(0, 100, whole=False) == 1:
            return Target(kind="grade", column=heading, scale="0-100"), []
        return Target(), [f"{shortened(heading)!r} reads like expert grades, but they are not A-D, 1-5 or 0-100."]
    return Target(), []


def order_columns(table: Table) -> tuple[OrderColumns | None, list[str]]:
    """The columns of order lines, where several rows name one customer, a date and money; or a hint on what lacks."""
    column = {role: _order_column(table.frame, role) for role in VOCABULARY["orders"]}
    customer, date, amount = column["customer"], column["date"], column["amount"]
    if customer is None or date is None:
        return None, []
    if amount or (column["quantity"] and column["price"]):
        counted = {"amount": amount} if amount else {"quantity": column["quantity"], "price": column["price"]}
        return OrderColumns(customer=customer, date=date, order=column["order"], **counted), []
    return None, [
        f"The rows look like order lines ({shortened(customer)!r} repeats, {shortened(date)!r} holds dates), but no "
        "column holds their amount, or quantity and price: export it as well."
    ]


def _order_column(frame: pd.DataFrame, role: str) -> str | None:
    """The column with the likest heading whose values fit the role; of equals, the one named first in the synonyms."""
    phrases = VOCABULARY["orders"][role]
    found = [(*_best(heading, phrases), place, heading) for place, heading in enumerate(map(str, frame))]
    likely = [(-like, phrases.index(phrase), place, heading) for like, phrase, place, heading in found if like > 0.8]
    return next((heading for *_, heading in sorted(likely) if _fits_role(frame[heading], role)), None)


def _fits_role(column: pd.Series, role: str) -> bool:
    if role == "customer":
        ids = as_ids(column)
        ids = ids[ids != ""]
        return 0 < ids.nunique() < 0.9 * len(ids)
    if role == "order":
        return bool(as_ids(column.dropna().iloc[:1000]).str.contains(r"\d").mean() > 0.5)
    seen = look_at(column)
    return seen.kind == ("dates" if role == "date" else "numbers")


def _for_orders(table: Table, columns: OrderColumns, name: str, today: dt.date) -> Proposal:
    """The recipe for order lines: R, F, M and the length of the relationship from the columns made of them."""
    measures = {
        "recency": Measure(columns=("last_order",), dates=True, rule=Quintiles(reversed=True), blanks="exclude"),
        "frequency": Measure(columns=("orders_last_year",), blanks="exclude"),
        "monetary": Measure(columns=("spend_last_year",), blanks="exclude"),
        "persistence": Measure(columns=("first_order",), dates=True),
    }
    spend = columns.amount or f"{columns.quantity} x {columns.price}"
    made = {
        "recency": f"the last {columns.date!r} of each {columns.customer!r}",
        "frequency": f"the number of {columns.order!r} in the last year" if columns.order else "the days with an order",
        "monetary": f"the sum of {spend!r} in the last year",
        "persistence": f"the first {columns.date!r} of each {columns.customer!r}",
    }
    since = reference_date(as_dates(table.frame[columns.date])[0], today)
    scoring = Scoring(id_column="customer", indicators=measures, reference_date=since)
    hint = "The rows are order lines: they are added up to one row a customer."
    reasons = {indicator: Reason(0.9, f"from the order lines: {text}") for indicator, text in made.items()}
    return Proposal(Recipe(name=name, orders=columns, scoring=scoring), reasons, (hint,))


def _missing_hint(indicator: str, others: list[str]) -> str:
    known = INDICATORS[indicator]
    named = " or ".join(repr(shortened(column)) for column in others[:3])
    would = f"; if {named} holds it, choose that" if others else ", and no column seems to hold it"
    return f"{known.symbol} ({known.name}) was not found{would}."


def _outcome_hint(heading: str) -> str:
    return (
        f"{shortened(heading)!r} may be an outcome: it can be chosen as the expected value. Where it was measured at "
        "the same time as the rest, the result describes and does not predict."
    )
