"""The report (.html): one file that opens offline, with charts to hover over and save, made for paper and phone too.

study ──> Story ──> Part (texts, tables, drawings) ──> page.html by jinja2, with plotly.js inside
"""

import datetime as dt

from core.comparing.since import Since
from core.export.progress import Progress, part_of, unwatched
from core.export.report.page import page
from core.export.report.parts import parts
from core.export.story import story
from core.study import Study


def report(study: Study, day: dt.date, progress: Progress = unwatched, since: Since | None = None) -> bytes:
    """The report of a trained study as UTF-8, compared with a former run where one is given.

    Same study, same run, same day: same bytes.

    Raises DataProblem where there are no tiers or no bands yet; what `progress` raises is let through.
    """
    progress(0.0)
    told = story(study, day, since)
    progress(0.3)
    made = parts(study, told, since, part_of(progress, 0.3, 0.9))
    written = page(told, made)
    progress(1.0)
    return written
