"""Everything in one archive (.zip): all kinds of files, the lists of all customers and of each audience, a read-me."""

import datetime as dt
import shutil
import tempfile
import zipfile
from typing import TYPE_CHECKING, BinaryIO

from core.comparing.since import Since
from core.export.lists import EVERYBODY, Wanted, list_name, write_list
from core.export.progress import Progress, part_of
from core.export.small_cells import WHAT_IT_DOES
from core.export.story import story
from core.recipe import Audience, Filter
from core.study import Study

if TYPE_CHECKING:
    from core.export.files import File, Make

ARCHIVED = (1980, 1, 1, 0, 0, 0)  # one moment for every file, so that equal results are equal bytes
PACKED = (".xlsx", ".pptx", ".npz")  # these are archives themselves
READ_ME = "read-me.txt"


def everything(
    study: Study,
    out: BinaryIO,
    day: dt.date,
    progress: Progress,
    files: "dict[str, File]",
    since: Since | None = None,
) -> None:
    """Write the archive of these kinds of files. Lists of customers are not in it where small counts are hidden.

    since: the former run that the files are compared with, for the read-me.
    """
    hide, project = study.recipe.sharing.hide_small, study.recipe.name
    members: dict[str, Make] = {
        file.name(project, day): file.make for kind, file in files.items() if kind not in ("list", "everything")
    }
    if not hide:
        members[f"lists/{files['list'].name(project, day)}"] = _list(EVERYBODY)
        for number, audience in enumerate(study.recipe.audiences, start=1):
            members[f"lists/audience-{number}-{list_name(audience)}.csv"] = _list(audience)
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo(READ_ME, ARCHIVED), _read_me(study, day, list(members), since))
        for number, (name, make) in enumerate(members.items()):
            with tempfile.TemporaryFile(prefix="tierboard-archive-") as made:
                make(study, made, day, part_of(progress, number / len(members), (number + 1) / len(members)))
                made.seek(0)
                info = zipfile.ZipInfo(name, ARCHIVED)
                info.compress_type = zipfile.ZIP_STORED if name.endswith(PACKED) else zipfile.ZIP_DEFLATED
                with archive.open(info, "w", force_zip64=True) as member:
                    shutil.copyfileobj(made, member, 1 << 20)


def _list(who: Filter | Audience) -> "Make":
    return lambda study, out, day, progress: write_list(study, Wanted(who), out, progress)


def _read_me(study: Study, day: dt.date, names: list[str], since: Since | None) -> str:
    """What is in the archive, and how far to trust it."""
    told = story(study, day, since)
    lines = [
        f"{told.title}, {day.isoformat()}",
        told.subtitle + ".",
        f"Cut-offs of customer value K: {told.cut_offs}.",
        *([told.state] if told.state else []),
        *([f"Compared with {told.since.run}. {told.since.who.finding}."] if told.since else []),
        "",
        told.honesty,
        "",
        *(f"* {name}" for name in names),
        "",
        f"Small counts are hidden in these files. {WHAT_IT_DOES}"
        if study.recipe.sharing.hide_small
        else "The workbook and the lists name single customers: hand them only to people who may see them.",
    ]
    return "\r\n".join(lines) + "\r\n"
