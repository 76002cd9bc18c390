"""The report's parts as one HTML file. Everything in it is text to jinja2, which escapes it; nothing is fetched.

A Content-Security-Policy lets exactly two scripts run, ours and plotly's, known by their hashes, and lets nothing out.
"""

import base64
import hashlib
import json
from functools import cache
from pathlib import Path
from typing import Any

import plotly.io as pio
from plotly.offline import get_plotlyjs

from core.charts_for_slides import HIGH, name_of_picture, slide_layout
from core.export.report.drawing import Drawing
from core.export.report.parts import Part
from core.export.story import Story
from core.problems import UNSEEN, shortened

HERE = Path(__file__).parent
# What could end a script, or is a line's end to a script and none to JSON.
IN_A_SCRIPT = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}


def page(told: Story, parts: tuple[Part, ...]) -> bytes:
    """The file as UTF-8."""
    import jinja2  # not needed before somebody asks for a report

    def text(value: Any) -> Any:
        return value if not isinstance(value, str) or isinstance(value, Markup) else UNSEEN.sub("", value)

    Markup = type(jinja2.filters.escape(""))
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(HERE),
        autoescape=True,
        finalize=text,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    own, plotly = _read("report.js"), plotly_js()
    policy = "; ".join(
        (
            "default-src 'none'",
            f"script-src {' '.join(map(_hash, (own, plotly)))}",
            "style-src 'unsafe-inline'",
            "img-src data: blob:",
            "base-uri 'none'",
            "form-action 'none'",
        )
    )
    drawings = [drawing for part in parts for one in (part, *part.each) for drawing in one.drawings]
    written = environment.get_template("page.html").render(
        told=told,
        day=day_of(told),
        parts=parts,
        tab=shortened(told.title, 80),
        policy=policy,
        # Ours, and no user's: they go in as they are.
        style=Markup(_read("report.css")),
        script=Markup(own),
        plotly=Markup(plotly),
        charts=Markup(for_script(charts_of(told, drawings))),
        heights={drawing.id: drawing.figure.layout.height for drawing in drawings},
    )
    return written.encode("utf-8", "replace")


def day_of(told: Story) -> str:
    """`1 March 2026`."""
    return f"{told.day.day} {told.day:%B %Y}"


def charts_of(told: Story, drawings: list[Drawing]) -> dict[str, Any]:
    """What the script draws: by id each chart's data and layout, how its picture differs, and the picture's name."""
    template, charts = None, {}
    below = f"Tiers by K: {told.cut_offs} · {shortened(told.title, 80)} · {day_of(told)}"
    for drawing in drawings:
        made = json.loads(pio.to_json(drawing.figure, validate=False, engine="json"))
        template = made["layout"].pop("template", template)  # one and the same for all
        charts[drawing.id] = {
            "data": made["data"],
            "layout": made["layout"],
            "slide": slide_layout(drawing.figure, drawing.title, below),
            "name": name_of_picture(told.title, told.day.isoformat(), drawing.title),
        }
    return {"template": template, "high": HIGH, "charts": charts}


def for_script(value: object) -> str:
    """JSON that can stand in a script's tag, whatever texts it holds."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).translate(IN_A_SCRIPT)


@cache
def plotly_js() -> str:
    """plotly.js of the installed package; its text must not end the tag it stands in."""
    script = get_plotlyjs().replace("\r\n", "\n")
    return script.replace("</script", "<\\/script").replace("<!--", "<\\!--")


def _read(name: str) -> str:
    return (HERE / name).read_text(encoding="utf-8")


def _hash(script: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"
