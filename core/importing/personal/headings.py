"""Which kind of personal data a heading names, by the words of personal.toml."""

import re
import tomllib
from functools import cache
from pathlib import Path

from core.importing.mapping.headings import QUESTION_NUMBER, words_of

KNOWN = tomllib.loads(Path(__file__).with_name("personal.toml").read_text(encoding="utf-8"))
KINDS = KNOWN["kinds"]
BESIDE = {word for phrase in KNOWN["beside"]["words"] for word in words_of(phrase)}
HAN = re.compile(r"[\u3400-\u9fff]")
FILLERS = re.compile("|".join(sorted(map(re.escape, KNOWN["beside"]["chinese"]), key=len, reverse=True)))
NOT_CHINESE_WORDS = re.compile(r"[\s\d_:：?？。.、,，*＊()（）【】\[\]\"'“”/-]+")


@cache
def kind_named(heading: str) -> str | None:
    """The kind whose words the heading consists of, as "mail" for "Recipient Email"; None for "Email opens"."""
    if HAN.search(heading):
        return next((kind for kind in KINDS if _chinese_core(heading) & set(KINDS[kind]["chinese"])), None)
    words = set(words_of(heading))
    covered = {kind: _covered(words, KINDS[kind]["core"]) for kind in KINDS}
    if not words or words - BESIDE - set().union(*covered.values()):
        return None  # other words say that it is something else
    kind = max(covered, key=lambda kind: len(covered[kind]))
    return kind if covered[kind] else None


@cache
def may_name_people(heading: str) -> bool:
    """Whether the heading allows for names of people, though it names other things as often: "Name", "Customer"."""
    if HAN.search(heading):
        return bool(_chinese_core(heading) & set(KINDS["name"]["chinese_seen"]))
    words = set(words_of(heading))
    seen = _covered(words, KINDS["name"]["seen"])
    return bool(seen) and not words - seen - BESIDE


@cache
def rules_out(kind: str, heading: str) -> bool:
    """Whether a word of the heading rules the kind out, whatever the values look like: a shop's address is nobody's."""
    words = set(words_of(heading))
    vetoes = KINDS.get(kind, {}).get("not", [])
    return any(veto in heading if HAN.search(veto) else set(words_of(veto)) <= words for veto in vetoes)


def _covered(words: set[str], phrases: list[str]) -> set[str]:
    """The words of the heading that belong to any of the phrases, each of which must be there whole."""
    return set().union(*(found for phrase in phrases if (found := set(words_of(phrase))) <= words))


def _chinese_core(heading: str) -> set[str]:
    """The heading without question number and brackets, as it is and without the words that only say whose it is."""
    bare = QUESTION_NUMBER.sub("", heading.casefold())
    whole = NOT_CHINESE_WORDS.sub("", bare)
    before = NOT_CHINESE_WORDS.sub("", re.split(r"[(（【\[]", bare)[0])
    return {whole, before, FILLERS.sub("", whole), FILLERS.sub("", before)} - {""}
