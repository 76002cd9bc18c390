"""Every kind of file that a trained study can be taken away as: how its name ends, and who makes it."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import BinaryIO

from core.export.deck import PLAIN, Look, deck
from core.export.everything import everything
from core.export.lists import Wanted, write_list
from core.export.naming import stem
from core.export.progress import Progress
from core.export.workbook import workbook
from core.recipe import Recipe
from core.saved_model import to_npz
from core.study import Study

# Writes the file into an open one. `day` stands in it where a day does: same study, same day, same bytes.
Make = Callable[[Study, BinaryIO, dt.date, Progress], None]
PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class File:
    """A kind of file. at_once: up to how many customers it is made in under two seconds."""

    ending: str
    mime: str
    make: Make
    at_once: int = 0

    def name(self, project: str, day: dt.date) -> str:
        """`my-customers-2026-03-01-tiers.xlsx`."""
        return f"{stem(project)}-{day.isoformat()}-{self.ending}"


def whole(make: Callable[[Study, dt.date, Progress], bytes]) -> Make:
    """A maker that hands over the whole file, as one that writes it."""

    def write(study: Study, out: BinaryIO, day: dt.date, progress: Progress) -> None:
        out.write(make(study, day, progress))

    return write


def list_maker(wanted: Wanted) -> Make:
    """The maker of a list of customers."""
    return lambda study, out, day, progress: write_list(study, wanted, out, progress)


def _report(study: Study, day: dt.date, progress: Progress) -> bytes:
    from core.export.report import report  # brings plotly and jinja2

    return report(study, day, progress)


def deck_in(look: Look = PLAIN) -> File:
    """The slide deck, in a template and with a logo where they are given."""

    def make(study: Study, day: dt.date, progress: Progress) -> bytes:
        return deck(study, day, look, progress)

    return File("deck.pptx", PPTX, whole(make), at_once=10_000)


def recipe_to_keep(study: Study) -> Recipe:
    """Current tiers are repeated by the recipe they were trained with, a stop by hand included."""
    return study.recipe if study.state("model").status == "out of date" else study.recipe_of_result()


FILES: dict[str, File] = {
    "deck": deck_in(),
    "workbook": File("tiers.xlsx", XLSX, workbook, at_once=10_000),
    "report": File("report.html", "text/html", whole(_report), at_once=2_000),
    "list": File("customers.csv", "text/csv", list_maker(Wanted()), at_once=200_000),
    "recipe": File(
        "recipe.json",
        "application/json",
        whole(lambda study, day, progress: recipe_to_keep(study).to_json().encode()),
        at_once=10**9,
    ),
    "model": File(
        "model.npz",
        "application/octet-stream",
        whole(lambda study, day, progress: to_npz(study.model_to_keep())),
        at_once=10**9,
    ),
}
FILES["everything"] = File(
    "everything.zip",
    "application/zip",
    lambda study, out, day, progress: everything(study, out, day, progress, FILES),
)
