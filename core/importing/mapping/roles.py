"""The parts that columns play beside the indicators: id, grade and outcome."""

from core.importing.coded import Coded, Column
from core.importing.mapping.contents import Seen
from core.importing.mapping.headings import SYNONYMS, best_phrase, plays, words_of
from core.importing.table import Table
from core.importing.values import all_differ
from core.problems import shortened
from core.questionnaire.questions import asks_who
from core.recipe import Target

UNWELCOME = ("left", "lost", "return", "returned", "exit", "exited")  # but not "returning customer"
UNWELCOME_STEMS = (
    "churn",
    "attrit",
    "cancel",
    "complain",
    "refund",
    "unsubscri",
    "流失",
    "是否流失",
    "投诉",
    "退货",
    "取消",
)


def id_column(table: Table) -> str | None:
    """The column that names customers: called so, filled, and different in nine of ten rows (a few come twice).

    The question for it in our questionnaire comes first, a survey tool's own number of a response after any other; last
    come mails or phones kept as pseudonyms.
    """
    found = []
    own = written_by_tool(table, "ids")
    for place, heading in enumerate(table.headings):
        like, phrase = best_phrase(heading, SYNONYMS["roles"]["id"])
        of_something_else = set(words_of(heading)) & set(SYNONYMS["roles"]["not_id"])
        if like >= 0.8 and not of_something_else and _names_everybody(table.column(heading)):
            found.append((not asks_who(heading), heading in own, -like, -len(phrase), place, heading))
    if found:
        return min(found)[-1]
    contacts = [p.column for p in table.reading.personal if p.done != "left out" and p.column in table.headings]
    return next((column for column in contacts if _names_everybody(table.column(column))), None)


def beside_the_answers(table: Table) -> set[str]:
    """Headings of what a form or a survey tool wrote beside the answers: its dates, codes, numbers and durations."""
    noted = {heading for heading in table.headings if plays("ignored", heading) or plays("duration", heading)}
    return noted | written_by_tool(table, "ignored") | written_by_tool(table, "ids")


def written_by_tool(table: Table, kind: str) -> set[str]:
    """Headings of the table that its survey tool writes beside the answers; kind is "ignored" or "ids"."""
    return set(SYNONYMS["tools"].get(table.reading.tool, {}).get(kind, ())) & set(table.headings)


def _names_everybody(ids: Column) -> bool:
    if isinstance(ids, Coded):  # most come again
        return False
    known = ids.dropna() if ids.hasnans else ids
    return len(known) >= 0.9 * len(ids) and (all_differ(known) or known.nunique() >= 0.9 * len(known))


def duration_column(table: Table) -> str | None:
    """The column that says how long an answer took, as survey tools write it."""
    return next((heading for heading in table.headings if plays("duration", heading)), None)


def proposed_target(seen: dict[str, Seen]) -> tuple[Target, list[str]]:
    """Expert grades, where a column is called so and its values fit one of the scales; else the weighted score."""
    for heading, holds in seen.items():
        if not plays("grade", heading):
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


def low_is_good(heading: str) -> bool:
    """Whether the heading names an outcome that one hopes not to see: churn, cancelled, complaints, return rate."""
    return any(word in UNWELCOME or word.startswith(UNWELCOME_STEMS) for word in words_of(heading))
