"""Files made of a study, as bytes."""

import datetime as dt
import io

from core.export.files import FILES
from core.export.progress import unwatched
from core.study import Study

DAY = dt.date(2026, 3, 1)


def made(kind: str, study: Study, day: dt.date = DAY) -> bytes:
    """A file of this kind of a study."""
    out = io.BytesIO()
    FILES[kind].make(study, out, day, unwatched)
    return out.getvalue()
