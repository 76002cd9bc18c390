"""How files of one shape were mapped: remembered by their headings for the next file, on this installation.

One JSON file in the data folder for each shape, named by a hash of the headings, with the parts of a recipe that say
how a file is read and scored. It holds headings, rules and answers in words, but no customer's values, no second file
and no reference date; it is validated as any recipe is, and not believed otherwise. The command line neither reads nor
writes it: the same file with the same recipe gives the same result wherever it runs. TIERBOARD_REMEMBER=0 switches it
off.
"""

import datetime as dt
import hashlib
import json
import logging
import os
import re
from dataclasses import dataclass
from pathlib import Path

from core.data_folder import data_folder, write_whole
from core.importing.table import Table
from core.problems import DataProblem
from core.recipe import Categories, Recipe, Target, Words, recipe_from_json

log = logging.getLogger(__name__)
MOST = 500  # shapes; the oldest go first
MOST_BYTES = 1_000_000
SHAPE = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class Remembered:
    """A mapping of earlier, and the day on which it was last changed. Of `recipe` only what `kept` keeps counts."""

    day: dt.date
    recipe: Recipe


def shape_of(table: Table) -> str:
    """A hash of the headings as they stand in the file, in any order; personal columns count, left out or kept."""
    headings = {*table.headings, *(personal.column for personal in table.reading.personal)}
    plain = sorted(" ".join(str(heading).split()).casefold() for heading in headings)
    return hashlib.sha256(json.dumps(plain).encode()).hexdigest()


def is_on() -> bool:
    """Whether mappings are remembered here."""
    return os.environ.get("TIERBOARD_REMEMBER", "1").strip().casefold() not in ("0", "no", "off", "false")


def kept(recipe: Recipe) -> Recipe:
    """What is remembered of a recipe: how the file is read, added up and scored, and what the network learns."""
    # The next file has its own reference date, and edges that are kept between the files of one project follow from
    # the values of its customers: no other project gets them.
    measures = {i: measure.cut_anew for i, measure in recipe.scoring.indicators.items()}
    return Recipe(
        file=recipe.file,
        orders=recipe.orders,
        scoring=recipe.scoring.model_copy(update={"reference_date": None, "indicators": measures}),
        # The grades of grading sheets are those of one file's customers.
        target=Target() if recipe.target.kind == "grade" and recipe.target.column is None else recipe.target,
    )


def with_remembered(recipe: Recipe, remembered: Recipe) -> Recipe:
    """The recipe with the remembered parts in it; name, weights, training and notes are its own."""
    parts = {part: getattr(remembered, part) for part in ("file", "orders", "scoring", "target")}
    return recipe.model_copy(update=parts)


def remember_change(shape: str | None, before: Recipe, after: Recipe) -> None:
    """Remember `after` where it differs from `before` in what is remembered."""
    if shape is not None and before is not after and kept(before) != kept(after):
        remember(shape, after)


def remember(shape: str, recipe: Recipe, today: dt.date | None = None) -> None:
    """Keep the mapping of a shape in place of an earlier one. Never fails: what cannot be kept is logged."""
    if not is_on() or recipe.second is not None or _holds_personal_answers(recipe):
        return
    document = {"day": str(today or dt.date.today()), "recipe": kept(recipe).model_dump(mode="json")}
    data = json.dumps(document, ensure_ascii=False, indent=1).encode()
    if len(data) > MOST_BYTES:
        log.warning("A mapping of %d bytes is too large to be remembered", len(data))
        return
    try:
        file = _file(shape)
        file.parent.mkdir(mode=0o700, exist_ok=True)
        write_whole(file, data)
        _let_go_of_the_oldest(file.parent)
    except OSError as error:
        log.warning("The mapping could not be remembered: %s", error)


def recall(shape: str) -> Remembered | None:
    """The mapping remembered for a shape; None where there is none that can be believed."""
    if not is_on():
        return None
    try:
        file = _file(shape)
        if not file.is_file() or file.stat().st_size > MOST_BYTES:
            return None
        document = json.loads(file.read_bytes())
        return Remembered(
            dt.date.fromisoformat(document["day"]), kept(recipe_from_json(json.dumps(document["recipe"])))
        )
    except (OSError, ValueError, KeyError, TypeError, RecursionError, DataProblem) as error:
        log.warning("A remembered mapping cannot be used: %s", error)
        return None


def forget(shape: str) -> None:
    """Let go of the mapping of a shape. Never fails."""
    try:
        _file(shape).unlink(missing_ok=True)
    except OSError as error:
        log.warning("A remembered mapping could not be deleted: %s", error)


def _file(shape: str) -> Path:
    if not SHAPE.fullmatch(shape):
        raise ValueError("a shape is a SHA-256 in hexadecimal")
    return data_folder() / "remembered" / f"{shape}.json"


def _holds_personal_answers(recipe: Recipe) -> bool:
    """Whether a rule lists the values of a column with personal data that the user has kept: they stay here."""
    listed = (m for m in recipe.scoring.indicators.values() if isinstance(m.rule, Words | Categories))
    return any(set(measure.columns) & set(recipe.file.keep_personal) for measure in listed)


def _let_go_of_the_oldest(folder: Path) -> None:
    files = sorted(folder.glob("*.json"), key=lambda file: file.stat().st_mtime, reverse=True)
    for old in files[MOST:]:
        old.unlink(missing_ok=True)
