"""What personal data looks like: whether values are mails, phones, addresses, IPs, coordinates or names."""

import re
from collections import Counter
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from core.importing.coded import Column, holds_dates, holds_numbers, in_text, some_rows
from core.importing.values import as_words

VALUES_SEEN = 400
MOST = 0.6  # share of values that must look like a kind where the heading does not name it

MAIL = re.compile(r"(.*<)?\s*[^@\s,;<>]+@[^@\s,;<>]+\.\w{2,}\s*>?")
OCTET = r"(25[0-5]|2[0-4]\d|1?\d?\d)"
# Wenjuanxing writes 117.136.0.1(广东-深圳).
IP = re.compile(rf"({OCTET}\.){{3}}{OCTET}(:\d+)?\s*([(（].*)?|[0-9a-f]{{1,4}}(:[0-9a-f]{{0,4}}){{3,7}}", re.IGNORECASE)
PAIR = re.compile(r"\(?-?\d{1,3}\.\d{3,}°?\s*[,;/ ]\s*-?\d{1,3}\.\d{3,}°?\)?")
DIALLED = re.compile(r"\+?[\d\s()/.\-–]{6,24}\d(\s*(ext|x|#)\.?\s*\d{1,6})?", re.IGNORECASE)
# Where no heading says so: a country's code, the American grouping, or a zero in front and groups behind it.
PHONE = re.compile(
    r"\+\d[\d\s()/.-]{7,20}"
    r"|(1[\s-])?(\([2-9]\d\d\)\s?|[2-9]\d\d[\s.-])\d{3}[\s.-]\d{4}"
    r"|\(?0\d{2,5}\)?[\s/-]\d[\d\s/-]{4,12}\d"
    r"|0\d([\s.]\d\d){4}"
)
DATE = re.compile(r"\d{1,4}([-./ ])\d{1,2}\1\d{1,4}(\D.*)?")
CHINESE_MOBILE = re.compile(r"(\+?86[\s-]?)?1([3-9]\d)[\s-]?\d{4}[\s-]?\d{4}")
CHINESE_IDENTITY = re.compile(r"[1-9]\d{5}(19|20)\d\d(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])\d{3}[\dXx]")
STREET = re.compile(
    r"\d+\s?[a-z]?,?\s+\S.*\b(street|st|road|rd|avenue|ave|lane|ln|boulevard|blvd|drive|dr|court|square|terrace)\b.*"
    r"|.*(straße|strasse|str\.|weg|allee|gasse|platz|damm|ufer)\s+\d+\s?[a-z]?\b.*"
    r"|\d+\s?(bis|ter)?,?\s+(rue|avenue|boulevard|chemin|impasse|allée|quai|place)\b.*"
    r"|.*[路街道巷弄村].{0,8}\d+.{0,3}[号弄室栋幢座].*",
    re.IGNORECASE,
)
FULL_NAME = re.compile(r"(?![a-z])[^\W\d_][^\W\d_'’.-]*(,?[ '’-][^\W\d_][^\W\d_]*\.?){1,3}")
ONE_NAME = re.compile(r"[^\W\d_]{2,}([-'’][^\W\d_]+)*")
SURNAMES = (
    "王李张刘陈杨黄赵周吴徐孙朱马胡郭林何高梁郑罗宋谢唐韩曹许邓萧冯曾程蔡彭潘袁于董余苏叶吕魏蒋田杜丁沈姜范江傅钟卢汪戴崔任陆廖姚方"
    "金邱夏谭韦贾邹石熊孟秦阎薛侯雷白龙段郝孔邵史毛常万顾赖武康贺严尹钱施牛洪龚"
)
CHINESE_NAME = re.compile(rf"[{SURNAMES}][\u3400-\u9fff]{{1,3}}")
LETTERS = re.compile(r".*[^\W\d_].*", re.DOTALL)
MASKED = re.compile(r"[*xX•.]{4,}")


@dataclass(frozen=True)
class Sample:
    """At most 400 of a column's present values as text, and whether the column holds numbers."""

    text: tuple[str, ...]
    numbers: bool

    def share(self, *patterns: re.Pattern[str]) -> float:
        """Share of the values that one of the patterns matches from end to end; 0 without values."""
        fitting = sum(n for one, n in self.counts.items() if any(pattern.fullmatch(one) for pattern in patterns))
        return fitting / len(self.text) if self.text else 0.0

    @cached_property
    def counts(self) -> Counter[str]:
        """How often each value comes."""
        return Counter(self.text)

    @property
    def different(self) -> float:
        """Share of different values: 1 where none comes twice."""
        return len(self.counts) / len(self.text) if self.text else 0.0

    def between(self, low: float, high: float) -> bool:
        """Whether all values are numbers in the range, and half of them have digits behind the point."""
        x = pd.to_numeric(pd.Series(self.text, dtype="str"), errors="coerce").to_numpy(dtype=float)
        return bool(len(x) and np.all((x >= low) & (x <= high)) and np.mean(x % 1 != 0) >= 0.5)


def sample_of(column: Column) -> Sample:
    """Evenly spaced present values of a column; of a column that is hardly filled, the first ones there are."""
    if holds_dates(column):
        return Sample((), False)
    present = some_rows(column, slice(None, None, max(1, len(column) // VALUES_SEEN))).dropna()
    if len(present) < VALUES_SEEN // 4:
        present = in_text(column).dropna().iloc[:VALUES_SEEN]
    words = as_words(present.iloc[:VALUES_SEEN])
    return Sample(tuple(words[words != ""]), holds_numbers(column))


def look_like(kind: str, seen: Sample) -> bool:
    """Whether values under a heading that names the kind are such data, and not answers or counts."""
    if kind == "mail":
        return seen.share(MAIL) >= 0.2
    if kind == "phone":
        return seen.share(DIALLED, MAIL, MASKED) >= 0.5
    if kind == "IP":
        return seen.share(IP, MASKED) >= 0.2
    if kind == "latitude":
        return seen.between(-90, 90)
    if kind == "longitude":
        return seen.between(-180, 180)
    if kind == "account":
        return seen.different >= 0.5 and (not seen.numbers or seen.share(re.compile(r"\d{5,}")) >= 0.9)
    if kind == "identity":
        return seen.different >= 0.5 and seen.share(re.compile(r".*\d.*\d.*\d.*\d.*\d.*")) >= 0.5
    # Names and addresses: any text, but neither yes and no nor other answers of one word by a few customers.
    return not seen.numbers and seen.share(LETTERS) >= 0.5 and not _are_answers(seen)


def kind_seen(seen: Sample) -> str | None:
    """The kind that the values show by themselves, whatever their heading says; None for none."""
    if seen.share(CHINESE_IDENTITY) >= MOST:
        return "identity"
    if _are_chinese_mobiles(seen):
        return "phone"
    if seen.numbers:
        return None
    kinds = {"mail": MAIL, "IP": IP, "coordinates": PAIR, "address": STREET}
    found = next((kind for kind, pattern in kinds.items() if seen.share(pattern) >= MOST), None)
    if found is None and seen.share(PHONE) >= MOST and seen.share(DATE) < 0.1:
        return "phone"
    return found


def are_names(seen: Sample) -> bool:
    """Whether the values could be names of people: two or more words, or hardly any value twice; no digits."""
    if seen.numbers or _are_answers(seen):
        return False
    capital = re.compile(r"[^a-z].*")
    named = [
        one for one in seen.text if CHINESE_NAME.fullmatch(one) or (capital.match(one) and FULL_NAME.fullmatch(one))
    ]
    if len(named) >= 0.7 * max(len(seen.text), 1):
        return True
    return seen.different >= 0.9 and seen.share(FULL_NAME, ONE_NAME, CHINESE_NAME) >= 0.9


def _are_chinese_mobiles(seen: Sample) -> bool:
    """Eleven digits with the beginnings of many networks; running numbers of eleven digits all begin alike."""
    found = [one for text in seen.text if (one := CHINESE_MOBILE.fullmatch(text))]
    beginnings = {one[2] for one in found}
    return len(found) >= max(0.9 * len(seen.text), 3) and len({b[0] for b in beginnings}) >= min(3, len(set(seen.text)))


def _are_answers(seen: Sample) -> bool:
    return len(set(seen.text)) <= 2 and all(len(one) <= 5 for one in seen.text)
