"""The bytes of a deck: the same for the same content, whenever they are written."""

import datetime as dt
import io
import zipfile
from typing import TYPE_CHECKING

from core.export.deck.measuring import clean

if TYPE_CHECKING:
    from pptx.presentation import Presentation

MOMENT = (1980, 1, 1, 0, 0, 0)  # of every member of the package


def packed(made: "Presentation", title: str, day: dt.date) -> bytes:
    """The presentation as a file: its title and day among its properties, and nothing of a template's past."""
    properties = made.core_properties
    moment = dt.datetime.combine(day, dt.time())
    properties.title, properties.subject = clean(title)[:255], "Customer tiers"
    properties.created = properties.modified = properties.last_printed = moment
    properties.author = properties.last_modified_by = properties.comments = properties.keywords = ""
    properties.category = properties.content_status = properties.identifier = properties.version = ""
    properties.revision = 1
    buffer = io.BytesIO()
    made.save(buffer)
    return again(buffer.getvalue())


def again(package: bytes) -> bytes:
    """A zip with the same members in the same order, each of one moment."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.infolist():
            info = zipfile.ZipInfo(member.filename, MOMENT)
            info.compress_type, info.external_attr = zipfile.ZIP_DEFLATED, 0o600 << 16
            new.writestr(info, old.read(member))
    return buffer.getvalue()
