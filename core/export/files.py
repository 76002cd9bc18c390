"""Every kind of file that a trained study can be taken away as: how its name ends, and who makes it."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, BinaryIO

from core.comparing.since import Since
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


def deck_in(look: Look = PLAIN, since: Since | None = None) -> File:
    """The slide deck, in a template and with a logo where they are given; since: of a former run to compare with."""

    def make(study: Study, day: dt.date, progress: Progress) -> bytes:
        return deck(study, day, look, progress, since)

    return File("deck.pptx", PPTX, whole(make), at_once=10_000)


def report_since(since: Since | None = None) -> File:
    """The report, compared with a former run where one is given."""

    def make(study: Study, day: dt.date, progress: Progress) -> bytes:
        from core.export.report import report  # brings plotly and jinja2

        return report(study, day, progress, since)

    return File("report.html", "text/html", whole(make), at_once=2_000)


def workbook_since(since: Since | None = None) -> File:
    """The workbook, compared with a former run where one is given."""

    def make(study: Study, out: BinaryIO, day: dt.date, progress: Progress) -> None:
        workbook(study, out, day, progress, since)

    return File("tiers.xlsx", XLSX, make, at_once=10_000)


def everything_of(files: dict[str, File], since: Since | None = None) -> File:
    """The archive of these kinds of files; since: the former run that they are compared with."""

    def make(study: Study, out: BinaryIO, day: dt.date, progress: Progress) -> None:
        everything(study, out, day, progress, files, since)

    return File("everything.zip", "application/zip", make)


def recipe_to_keep(study: Study) -> Recipe:
    """Current tiers are repeated by the recipe they were trained with, a stop by hand included."""
    return study.recipe if study.state("model").status == "out of date" else study.recipe_of_result()


FILES: dict[str, File] = {
    "deck": deck_in(),
    "workbook": workbook_since(),
    "report": report_since(),
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
# What may be compared with a former run; of a look where it is a deck.
COMPARED: dict[str, Callable[[Any, Since], File]] = {
    "deck": deck_in,
    "workbook": lambda _, since: workbook_since(since),
    "report": lambda _, since: report_since(since),
}
FILES["everything"] = everything_of(FILES)
