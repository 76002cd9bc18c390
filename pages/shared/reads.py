"""The study's files as they were read, each with what reads it again: what the ways to correct a reading work on."""

from collections.abc import Callable
from dataclasses import dataclass

from core.importing.table import Table
from core.recipe import FileSettings
from core.study import Study
from pages.shared.arrivals import read_again
from pages.shared.second_arrival import read_second_again
from pages.shared.workspaces import current


@dataclass(frozen=True)
class Read:
    """One file as it was read: its table and settings, its bytes, and what reads it again."""

    which: str  # "first" or "second"
    table: Table
    settings: FileSettings
    file: tuple[str, bytes] | None  # None where they are not at hand
    again: Callable[[FileSettings], bool]

    @property
    def key(self) -> str:
        """Begins the keys of widgets that hold what is not yet decided: another reading starts them anew."""
        return f"{self.which}-{self.table.hash[:12]}"


def first_read(study: Study) -> Read:
    """The file that the study is made of."""
    assert study.table is not None  # asked where a file is there
    return Read("first", study.table, study.recipe.file, current().file, read_again)


def second_read(study: Study) -> Read | None:
    """The file that is joined to the first; None without one."""
    if study.second is None or study.recipe.second is None:
        return None
    return Read("second", study.second, study.recipe.second.file, current().second, read_second_again)
