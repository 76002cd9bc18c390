"""The report: one file that says what the pages say, lets nothing out, and takes every text for text."""

import base64
import datetime as dt
import hashlib
import itertools
import json
import re
from html.parser import HTMLParser

import numpy as np
import pytest

from core.__main__ import main
from core.export.progress import Cancelled
from core.export.report import report
from core.export.report.page import for_script, plotly_js
from core.export.story import story
from core.importing.mapping.proposal import propose
from core.importing.reading.readers import read_table
from core.importing.table import Table, content_hash
from core.problems import DataProblem
from core.recipe import Target
from core.study import Study
from tests.test_story import cut_for
from tests.test_study import people, recipe

pytestmark = pytest.mark.thorough

DAY = dt.date(2026, 3, 1)
EVIL = '</script><script>alert(1)</script>"><img src=x onerror=alert(2)>\u202e{{ 7 * 7 }}'


class Read(HTMLParser):
    """What a browser would find in the file: tags with their attributes, texts, and what stands in each script."""

    def __init__(self, written: bytes) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.scripts: list[tuple[str | None, str]] = []
        self.text, self._within = "", ""
        self.feed(written.decode())

    def handle_starttag(self, tag, attrs):
        """Note the tag."""
        self.tags.append((tag, dict(attrs)))
        self._within = tag
        if tag == "script":
            self.scripts.append((dict(attrs).get("type"), ""))

    def handle_endtag(self, tag):
        """Leave it."""
        self._within = ""

    def handle_data(self, data):
        """Note the text, apart from scripts and styles."""
        if self._within == "script":
            kind, before = self.scripts[-1]
            self.scripts[-1] = (kind, before + data)
        elif self._within != "style":
            self.text += data

    def all(self, tag: str) -> list[dict[str, str | None]]:
        """The attributes of each such tag."""
        return [attributes for name, attributes in self.tags if name == tag]

    def charts(self) -> dict:
        """What the script is given to draw, by id."""
        (data,) = [text for kind, text in self.scripts if kind == "application/json"]
        return json.loads(data)["charts"]


@pytest.fixture(scope="module")
def trained() -> Study:
    """A trained study of 200 people."""
    return Study(people(), recipe()).trained()


@pytest.fixture(scope="module")
def read(trained) -> Read:
    """Its report."""
    return Read(report(trained, DAY))


def test_the_report_tells_the_story_with_its_charts(trained, read):
    """Every finding, the honesty sentence, cut-offs and date; and a place, a name and a table for every chart."""
    told = story(trained, DAY)
    for section in (told.how, told.weights, told.bands, told.training, told.tiers, told.matrix, *told.each):
        assert section.finding in read.text
    for words in (told.honesty, told.cut_offs, "1 March 2026", *told.definitions):
        assert words in read.text
    places = {tag["id"]: tag for tag in read.all("div") if tag.get("class") == "plot"}
    assert {f"chart-{name}" for name in read.charts()} == set(places)
    assert {"weights", "bands", "curve", "value", "profile-A", "matrix", "potential"} <= set(read.charts())
    assert all(tag["role"] == "img" and len(tag["aria-label"]) > 20 for tag in places.values())
    assert len(read.all("details")) == len(places)


def test_headings_are_in_order_and_ids_are_unique(read):
    """One h1; no level is left out on the way down; links lead somewhere; the language is said."""
    levels = [int(tag[1]) for tag, _ in read.tags if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))
    ids = [attributes["id"] for _, attributes in read.tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    assert {tag["href"][1:] for tag in read.all("a")} <= set(ids)
    assert read.all("html")[0]["lang"] == "en"


def test_nothing_is_fetched_and_only_two_scripts_may_run(read):
    """The policy names both scripts by their hashes; no tag points outside the file."""
    (policy,) = [tag["content"] for tag in read.all("meta") if tag.get("http-equiv") == "Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; script-src 'sha256-")
    assert not any(word in policy for word in ("unsafe-eval", "http", "*", "connect-src"))
    running = [text for kind, text in read.scripts if kind is None]
    assert len(running) == 2
    for text in running:
        assert f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'" in policy
    for _, attributes in read.tags:
        assert not attributes.get("src")
        assert (attributes.get("href") or "#").startswith(("#", "data:,"))


def test_hostile_texts_stay_text():
    """A project, an id, a tier's name, a column and a note that are tags end no script and make no element."""
    frame = people().frame.rename(columns={"b": EVIL})
    frame.loc[0, "id"] = EVIL
    table = Table(frame, np.arange(2, len(frame) + 2), f"{EVIL}.csv", None, content_hash(frame))
    made = recipe().replaced("scoring.indicators.brand.columns", (EVIL,)).replaced("name", EVIL)
    made = made.replaced("tier_names", {"A": '"><img src=x onerror=1>'})
    for field in ("notes", "owners", "actions"):
        made = made.replaced(f"strategy.{field}", {"A": EVIL})
    found = Read(report(Study(table, made).trained(), DAY))
    assert len(found.scripts) == 3
    assert not found.all("img")
    assert not any(name.startswith("on") for _, attributes in found.tags for name in attributes)
    assert "<img src=x onerror=alert(2)>" in found.text
    assert "{{ 7 * 7 }}" in found.text
    assert "\u202e" not in found.text
    for chart in found.charts().values():
        assert "<img" not in json.dumps(chart)  # plotly reads tags: they are escaped for it


def test_names_of_ten_thousand_letters_and_chinese_ones_are_no_obstacle(trained):
    """They stand in the file as they are; the tab's title and pictures have them shortened."""
    long, chinese = "x" * 100, "客户价值分层 Ω"
    study = trained.change(recipe=trained.recipe.replaced("name", long))
    found = Read(report(study, DAY))
    assert all(len(chart["slide"]["title"]["subtitle"]["text"]) < 400 for chart in found.charts().values())
    study = trained.change(recipe=trained.recipe.replaced("name", chinese))
    found = Read(report(study, DAY))
    assert chinese in found.text
    assert found.charts()["bands"]["name"].startswith("客户价值分层-Ω-2026-03-01-")


def test_the_same_study_gives_the_same_bytes(trained):
    """On the same day; and what is not plotly stays small."""
    first = report(trained, DAY)
    again = Study(people(), recipe()).trained()
    assert report(again, DAY) == first
    assert report(trained, DAY + dt.timedelta(days=1)) != first
    assert len(first) - len(plotly_js().encode()) < 300_000


def test_json_in_a_script_is_harmless_and_unchanged():
    """No sign that could end the script, and the same value when it is read."""
    value = {"a": "</script><!-- & \u2028 客户"}
    assert not set("<>&\u2028") & set(for_script(value))
    assert json.loads(for_script(value)) == value


def numbers(held: list | dict) -> list[float]:
    """The numbers of a chart that are there, as plotly.js would read them."""
    if isinstance(held, dict):
        return [n for n in np.frombuffer(base64.b64decode(held["bdata"]), held["dtype"]).tolist() if n == n]
    flat = [n for row in held for n in (row if isinstance(row, list) else [row])]
    return [n for n in flat if n is not None and n == n]


def test_small_counts_are_in_no_chart(trained):
    """Under the small-cell rule no number of 1 to 4 customers lies in the file's charts, seen or not."""
    study = cut_for(trained, 3).change()
    study = study.change(recipe=study.recipe.replaced("sharing.hide_small", True))
    assert (study.segments().table["customers"] < 5).any()
    charts = Read(report(study, DAY)).charts()
    assert "spend" not in charts
    counted = {
        "value": [n for trace in charts["value"]["data"] for n in numbers(trace["y"])],
        "current-value": numbers(charts["current-value"]["data"][0]["y"]),
        "bands": numbers(charts["bands"]["data"][0]["y"]),
        "matrix": numbers(charts["matrix"]["data"][0]["z"]),
        "potential": numbers(charts["potential"]["data"][0]["customdata"]),
    }
    for name, found in counted.items():
        assert found, name
        assert not [n for n in found if 0 < n < 5], name
    texts = [re.sub(r"<b>.*</b> ", "", text) for text in charts["matrix"]["data"][1]["text"]]
    assert "<5" in texts or "5 or more" in texts
    assert not {"1", "2", "3", "4"} & set(texts)


def test_a_yes_no_outcome_has_its_report():
    """Tiers are then named by how likely it is, and nothing is said of expected tiers."""
    frame = people().frame
    frame["stayed"] = np.where(frame["f"] > 3, "yes", "no")
    table = Table(frame, np.arange(2, len(frame) + 2), "people.csv", None, content_hash(frame))
    found = Read(report(Study(table, recipe(target=Target(kind="outcome", column="stayed"))).trained(), DAY))
    assert "Most likely" in found.text
    assert "Customers by K" in found.text


def test_a_cancelled_report_ends_at_once(trained):
    """What the progress raises is let through; it is told from 0 to 1."""
    seen: list[float] = []
    report(trained, DAY, seen.append)
    assert seen == sorted(seen)
    assert (seen[0], seen[-1]) == (0.0, 1.0)

    def stop(done: float) -> None:
        if done > 0.3:
            raise Cancelled

    with pytest.raises(Cancelled):
        report(trained, DAY, stop)


def test_an_untrained_study_has_no_report():
    """One sentence says what to do first."""
    with pytest.raises(DataProblem, match="train the network first"):
        report(Study(people(), recipe()), DAY)


def test_the_command_line_writes_the_report(samples, tmp_path, capsys):
    """Whole, or not at all under another ending."""
    out = tmp_path / "report.html"
    file, made = str(samples / "survey.csv"), str(samples / "paper.recipe.json")
    assert main(["segment", file, "--recipe", made, "--report", str(out)]) == 0
    assert out.read_bytes().startswith(b"<!DOCTYPE html>")
    assert capsys.readouterr().out == ""
    assert main(["segment", file, "--recipe", made, "--report", str(tmp_path / "report.pdf")]) == 2
    assert "'.pdf' is no kind of report (accepted: .html, .htm)" in capsys.readouterr().err
    assert not (tmp_path / "report.pdf").exists()


@pytest.mark.real_data
@pytest.mark.long
@pytest.mark.parametrize("name", ["E Commerce Dataset.xlsx", "marketing_campaign_tab.csv"])
def test_real_files_have_their_report(real_data, name):
    """By the recipe that is proposed for them, and with small counts hidden: every chart has its place."""
    table = read_table((real_data / "customers" / name).read_bytes(), name)
    study = Study(table, propose(table).recipe).draw().trained()
    for hide in (False, True):
        shown = study.change(recipe=study.recipe.replaced("sharing.hide_small", hide))
        found = Read(report(shown, DAY))
        places = {tag["id"] for tag in found.all("div") if tag.get("class") == "plot"}
        assert {f"chart-{chart}" for chart in found.charts()} == places
        assert ("spend" in found.charts()) != hide
