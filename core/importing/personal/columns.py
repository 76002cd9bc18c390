"""Personal data in a table: names, mails, phones, addresses, IPs, coordinates. Recognised, and left out unless kept.

    heading -> what it names    a sample of values -> what they look like    both -> kind -> fate

A heading alone is not believed ("Email" may hold yes and no, "Name" an order's number), and values alone only where
they can hardly be anything else. Mails, phones and account names become keyed pseudonyms, because they often are the
only key of a customer; everything else is left out. `FileSettings.keep_personal` names what stays as it is.
"""

from collections.abc import Iterable, Mapping

import pandas as pd

from core.importing.coded import Column, in_text
from core.importing.mapping.headings import SYNONYMS, best_phrase, words_of
from core.importing.personal.headings import kind_named, may_name_people, rules_out
from core.importing.personal.pseudonyms import pseudonyms
from core.importing.personal.values import are_names, kind_seen, look_like, sample_of
from core.importing.table import Personal
from core.importing.values import as_ids

AS_KEY = ("mail", "phone", "account")  # kept as pseudonyms
PART_OF_A_NAME = ("first", "last", "middle", "given", "family", "vorname", "nachname", "prenom", "surname")


def without_personal(
    table: Mapping[str, Column], keep: tuple[str, ...] = ()
) -> tuple[dict[str, Column], tuple[Personal, ...]]:
    """The columns without personal data, some as pseudonyms; and what was recognised, in the order of columns.

    `keep` names columns that stay as they are. Raises DataProblem only where the key of pseudonyms cannot be kept.
    """
    kinds = personal_columns(table)
    as_key = {heading for heading, kind in kinds.items() if kind in AS_KEY} or _only_key(table, kinds)
    told, columns = [], {}
    for heading, column in table.items():
        kind = kinds.get(heading)
        done = "kept" if heading in keep else "pseudonyms" if heading in as_key else "left out"
        if kind is None or done == "kept":
            columns[heading] = column
        elif done == "pseudonyms":
            columns[heading] = _as_pseudonyms(in_text(column), kind)
        if kind is not None:
            told.append(Personal(heading, kind, done))
    return columns, tuple(told)


def personal_columns(table: Mapping[str, Column]) -> dict[str, str]:
    """Heading -> kind of every column with personal data, judged from at most 400 values of each.

    Kinds: name, mail, phone, account (user names), address, IP, coordinates, identity (numbers of passports and cards).
    """
    found = {heading: kind_of(heading, column) for heading, column in table.items()}
    return {heading: kind for heading, kind in found.items() if kind is not None}


def kind_of(heading: str, column: Column) -> str | None:
    """The kind of personal data in a column, None for none."""
    seen = sample_of(column)
    if not seen.text:
        return None
    named = kind_named(heading)
    shown = kind_seen(seen)
    if shown and not rules_out(shown, heading):
        return shown  # mail addresses under "Contact phone", too
    if named and look_like(named, seen):
        return "coordinates" if named in ("latitude", "longitude") else named
    return "name" if may_name_people(heading) and are_names(seen) else None


def _only_key(headings: Iterable[str], kinds: dict[str, str]) -> set[str]:
    """The column of whole names, where nothing else in the table could tell the customers apart."""
    ids, elsewhere = [*SYNONYMS["roles"]["id"], *SYNONYMS["orders"]["customer"]], set(SYNONYMS["roles"]["not_id"])
    others = [h for h in headings if h not in kinds and not set(words_of(h)) & elsewhere]
    if any(best_phrase(h, ids)[0] >= 0.8 for h in others):
        return set()
    whole = [h for h, kind in kinds.items() if kind == "name" and not set(words_of(h)) & set(PART_OF_A_NAME)]
    return set(whole[:1])


def _as_pseudonyms(column: pd.Series, kind: str) -> pd.Series:
    made = pseudonyms(as_ids(column).to_numpy(dtype=object), kind)
    made[made == ""] = None
    return pd.Series(made, index=column.index, dtype="str")
