"""What has moved since a former run: who rose and fell, by what, and what was set otherwise."""

from dataclasses import replace

from core.comparing.counts import WAYS, Counts, Item, counts_of
from core.comparing.in_words import BY, by_what, in_one_sentence, joined_and_left, rises_and_falls
from core.comparing.movement import CAUSES, GROUPS, Movement
from core.comparing.settings import Difference
from core.comparing.since import Since, differences_since, moved_since
from core.export.linked_counts import words_of_hidden
from core.export.small_cells import counts_shown
from core.export.story.parts import Chart, Figure, Grid, Section, SinceStory
from core.keys import hashed
from core.problems import shortened
from core.study import Study
from core.tiers import TIERS

LONGEST_NAME = 40  # of a run, in a headline
MOST_TOLD = 6  # choices that differ, in what is said
HOW = (
    "Each customer is followed through three steps: her new answers under the former network, then the new network,"
    " then the new cut-offs. The last step that changed her tier counts, so the numbers add up."
)
NEW, GONE = "new", "gone"


def since_then(study: Study, then: Since) -> SinceStory:
    """All that is told of the movement from a former run to this study."""
    moved, differ = moved_since(then, study), differences_since(then, study)
    counts = told_counts(study, then)
    name = shortened(then.name, LONGEST_NAME)
    why = _why(moved, counts, differ) if counts["moved",] else None
    return SinceStory(
        name=name,
        run=f"{name}, trained on {then.day.day} {then.day:%B %Y}",
        counts=counts,
        who=_who(moved, counts, differ, name, why is None),
        why=why,
        settings=_settings(differ),
        grew=_grew(moved, counts),
        how=HOW,
    )


def told_counts(study: Study, then: Since) -> Counts:
    """The counts of the movement as they may be shown, remembered, as hiding them takes a while."""
    hide = study.recipe.sharing.hide_small
    key = hashed((then.key, study.key("segments"), hide))
    return study.memo.get("counts since", key, lambda: _hidden(study, moved_since(then, study), hide))


def _hidden(study: Study, moved: Movement, hide: bool) -> Counts:
    counts = counts_of(moved)
    if not hide:
        return counts
    # What the section on the tiers says of them, and the number of all customers, stand in the same file.
    tiers = study.segments().table["customers"].tolist()
    told: dict[Item, str] = {("now", tier): words for tier, words in enumerate(counts_shown(tiers, hide))}
    told["all",] = f"{sum(tiers):,}"
    everybody = frozenset().union(*(counts.parts["now", tier] for tier in range(GROUPS)))
    words = words_of_hidden(counts.atoms, {**counts.parts, ("all",): everybody}, told, _dear)
    return replace(counts, words=words)


def _dear(item: Item) -> float:
    """What headlines are made of is hidden last, the cells of tables first."""
    return 10 if len(item) == 1 else 1 if item[0] == "cell" or len(item) == 3 else 3


def _who(moved: Movement, counts: Counts, differ: list[Difference], name: str, last: bool) -> Section:
    """Who moved from where to where. last: whether nothing is told of why."""
    said = in_one_sentence(moved, counts)
    if not counts["both",]:
        finding = said.rstrip(".")
    elif not counts["moved",]:
        finding = f"Nobody changed tier since {name}; {joined_and_left(counts)}"
    else:
        rose, fell = (counts.shown(way) if counts[way,] else "none" for way in WAYS)
        of = f"{rose} customers" if counts.known("both") is None else f"{rose} of {counts.shown('both')} customers"
        finding = f"Since {name}, {of} rose and {fell} fell; {joined_and_left(counts)}"
    return Section(
        f"Since {name}",
        finding,
        points=(said,),
        say=(said, *(_differ_in_words(differ) if last else ())),
        figures=(
            Figure(counts.shown("both"), "in both"),
            *(Figure(counts.shown(way), way) for way in WAYS),
            Figure(counts.shown("new"), NEW),
            Figure(counts.shown("gone"), GONE),
        ),
        tables={"matrix": _matrix(counts)},
    )


def _matrix(counts: Counts) -> Grid:
    """Tiers before in rows, now in columns; with who is new, who has gone, and the sums."""
    rows = []
    for row, before in enumerate((*TIERS, NEW)):
        there = GROUPS if row == GROUPS else GROUPS + 1  # nobody was never there
        cells = [counts.shown("cell", row, now) for now in range(there)] + [""] * (GROUPS + 1 - there)
        rows.append((before, *cells, counts.shown("before", row) if row < GROUPS else counts.shown("new")))
    sums = [*(counts.shown("now", now) for now in range(GROUPS)), counts.shown("gone")]
    rows.append(("all now", *sums, ""))
    return Grid(
        ("Before", *(f"now {tier}" for tier in TIERS), GONE, "all before"),
        tuple(rows),
        (False, *[True] * (GROUPS + 2)),
        "Customers by their tier before, in rows, and their tier now, in columns.",
    )


def _why(moved: Movement, counts: Counts, differ: list[Difference]) -> Section:
    """What moved them."""
    sentences = rises_and_falls(moved, counts)
    ways = [(way, now) for now in range(GROUPS) for way in WAYS if counts.counts.get((way, now))]
    causes = [cause for cause in CAUSES if counts["by", cause]]
    heads = [f"{way} to {TIERS[now]}" for way, now in ways]
    finding = (
        f"Why {counts.shown('moved')} customers changed tier cannot be told apart"
        if causes == ["untold"]
        else by_what(counts)
    )
    problem = () if moved.problem is None else (f"The former model cannot value the new data: {moved.problem}",)
    chart = Chart(
        tuple(heads),
        {BY[c]: tuple(_number(counts.known(way, now, c)) for way, now in ways) for c in causes},
        "count",
        " ".join(sentences),
        "customers",
    )
    rows = [
        (head, *(counts.shown(*of, c) for c in causes), counts.shown(*of)) for head, of in zip(heads, ways, strict=True)
    ]
    rows.append(("all", *(counts.shown("by", c) for c in causes), counts.shown("moved")))
    return Section(
        "What moved them",
        finding,
        points=(*problem, *sentences),
        say=(*problem, *sentences, HOW, *_differ_in_words(differ)),
        charts={"causes": chart},
        tables={
            "causes": Grid(
                ("Customers who", *(BY[c] for c in causes), "together"),
                tuple(rows),
                (False, *[True] * (len(causes) + 1)),
                "Who rose or fell to each tier, by what moved them.",
            )
        },
    )


def _number(count: int | None) -> float | None:
    return None if count is None else float(count)


def _differ_in_words(differ: list[Difference]) -> tuple[str, ...]:
    """What was set otherwise, as a sentence to say."""
    if not differ:
        return ("Nothing was set otherwise: both were made by the same choices.",)
    told = [f"{d.what}: {shortened(d.before, 80)}, now {shortened(d.now, 80)}" for d in differ[:MOST_TOLD]]
    more = f"; and {len(differ) - MOST_TOLD} more choices" if len(differ) > MOST_TOLD else ""
    return (f"Set otherwise than then: {'; '.join(told)}{more}.",)


def _settings(differ: list[Difference]) -> Grid:
    rows = tuple((d.what, d.before, d.now) for d in differ)
    return Grid(("Choice", "Before", "Now"), rows, (False, False, False), "What was set otherwise.")


def _grew(moved: Movement, counts: Counts) -> Grid | None:
    """By how many each tier grew or shrank through each cause; sums of small counts tell them, so not with hidden ones.

    Before and all that follows add up to now.
    """
    if counts.words:
        return None
    causes = [k for k, _ in enumerate(CAUSES) if moved.changes[:, k].any()]
    rows = []
    for tier in range(GROUPS):
        new, gone = counts["cell", GROUPS, tier], counts["cell", tier, GROUPS]
        changes = [_change(int(n)) for n in (*moved.changes[tier, causes], new, -gone)]
        rows.append((f"Tier {TIERS[tier]}", counts.shown("before", tier), *changes, counts.shown("now", tier)))
    heads = ("", "before", *(BY[CAUSES[k]] for k in causes), NEW, GONE, "now")
    return Grid(heads, tuple(rows), (False, *[True] * (len(heads) - 1)), "How each tier grew or shrank, step by step.")


def _change(n: int) -> str:
    return f"{n:+,}".replace("-", "−") if n else "0"
