"""Home with projects: they save themselves, and are opened, renamed, copied, put away, deleted and brought back."""

import datetime as dt
import io
import json
import zipfile

import pytest
import sqlalchemy as sa
import streamlit as st

from core.parquet_documents import from_parquet
from core.problems import DataProblem
from core.store import bringing, portable, projects, runs, saving
from core.store.keeping import Keeping, keeping, set_keeping
from core.store.schema import projects as rows
from pages.shared.project_files import download_project, file_name
from pages.shared.projects_list import tier_strip, when
from pages.shared.workspaces import registry
from tests.page_steps import PAGES, checked, opened, press, told, trained, visit, workspace_of

pytestmark = [pytest.mark.usefixtures("saves"), pytest.mark.thorough]

SAMPLE = "Survey, as in the paper"


def said(app) -> str:
    """All that stands on the page in sentences."""
    return "\n".join(e.value for kind in (app.markdown, app.caption) for e in kind)


def number(app, label: str):
    """The number input whose label holds these words."""
    return next(n for n in app.number_input if label in n.label)


def home(app):
    """Home, after all has been saved."""
    registry().saver.save_all()
    return checked(app.switch_page("app.py").run())


def links(app) -> list[str]:
    """The projects that Home lists."""
    main = [link.proto.label for link in app.main.get("page_link")]
    return [label.replace("\\", "") for label in main]


def click(app, label: str, of: int = 0):
    """Click the button of this label on the card of a project in the list."""
    [b for b in app.button if b.label == label][of].click()
    return checked(app.run())


def test_home_lists_what_has_saved_itself(app):
    """Nothing before there are customers; then the project with its file, and after a training its tiers."""
    assert links(app) == []
    app = home(press(app, "Try the sample"))
    assert links(app) == [SAMPLE]
    assert any("600 rows of survey" in c.value and "customers read" in c.value for c in app.caption)
    trained(app)
    app = home(app)
    assert any("trained" in c.value and "changed just now" in c.value for c in app.caption)
    counts = projects.listed(registry().store)[0].overview.tiers
    assert any(f"A {counts[0]:,} · B {counts[1]:,}" in c.value for c in app.caption)


def test_a_new_project_leaves_the_present_one_alone(app):
    """The sample from Home of a project with customers starts another one."""
    app = home(press(app, "Try the sample"))
    first = workspace_of(app)
    app = home(press(app, "Try the sample"))
    assert workspace_of(app) is not first
    assert links(app) == [SAMPLE, SAMPLE]


def test_a_project_is_renamed_and_copied(app):
    """The new name is in the list, in the sidebar and in the recipe; the copy has one of its own."""
    app = home(press(app, "Try the sample"))
    next(t for t in app.text_input if t.label == "Name").set_value("Spring *2026*")
    app = click(app, "Rename")
    assert links(app) == ["Spring *2026*"]
    assert workspace_of(app).study.recipe.name == "Spring *2026*"
    app = click(app, "Duplicate")
    assert links(app) == ["Spring *2026* (copy)", "Spring *2026*"]


def test_a_deleted_project_can_be_brought_back(app):
    """It leaves the list and its address; undone it is there again."""
    app = home(press(app, "Try the sample"))
    token = workspace_of(app).token
    app = click(app, "Delete")
    assert links(app) == []
    assert registry().find(token) is None
    assert not app.warning  # the window has a new project, and knows why
    app = click(app, "Undo")
    assert links(app) == [SAMPLE]
    assert workspace_of(app).token == token
    assert workspace_of(app).study.table is not None


def test_the_address_of_a_deleted_project_says_what_became_of_it(app):
    """In another window it leads to a new project, and to where the old one can be brought back."""
    app = home(press(app, "Try the sample"))
    projects.delete(registry().store, workspace_of(app).token)
    registry().forget(workspace_of(app).token)
    app = visit(app, "Data")
    assert "There is no project at this address, or it was deleted: this is a new one. Home lists" in told(app)


def test_a_deletion_may_be_for_good(app):
    """After a second click nothing of it is left, neither in the list of what was deleted nor on the disk."""
    app = click(home(press(app, "Try the sample")), "Delete")
    assert f"Deleted: **{SAMPLE}**, off the disk for good in 30 days" in said(app)
    assert "Nobody can bring them back" in said(app)
    app = click(app, "Yes, delete it for good")
    assert "Undo" not in [b.label for b in app.button]
    store = registry().store
    assert projects.listed(store, deleted=True) == []
    assert list(store.blobs.folder.iterdir()) == []


def test_how_long_projects_are_kept_is_said_and_set(app):
    """From never to 90 days, and what the next sweep does; what was deleted is listed with its way back."""
    app = opened(home(press(app, "Try the sample")), "keeping")
    assert "Projects stay until somebody deletes them. What is deleted can be brought back for 30 days" in said(app)
    assert "At this moment nothing is" in said(app)
    number(app, "nobody has opened").set_value(90)
    number(app, "can be undone").set_value(7)
    app = opened(click(app, "Set these days"), "keeping")
    assert "nobody has opened for 90 days is deleted by itself" in said(app)
    assert keeping(registry().store) == Keeping(90, 7)
    with registry().store.database.write() as connection:
        connection.execute(sa.update(rows).values(used=0))
    app = opened(click(app, "Delete"), "keeping")
    assert "Deleted, and still on the disk: 1 project" in said(app)
    app = opened(click(app, "Bring back"), "keeping")
    assert links(app) == [SAMPLE]
    assert "No deleted project is left on the disk" in said(app)


def test_where_a_deletion_cannot_be_undone_it_is_for_good(app):
    """With no days to undo it nothing is left, and no way back is offered."""
    app = home(press(app, "Try the sample"))
    set_keeping(registry().store, Keeping(undo_days=0))
    app = click(app, "Delete")
    assert "Undo" not in [b.label for b in app.button]
    assert projects.listed(registry().store, deleted=True) == []


def test_whoever_looks_at_a_project_uses_it(app):
    """It lies in memory, where the store does not see who looks: the sweep asks the server first."""
    home(press(app, "Try the sample"))
    store = registry().store
    set_keeping(store, Keeping(unused_days=30))
    with store.database.write() as connection:
        connection.execute(sa.update(rows).values(used=0))
    registry().saver.sweep()
    assert [p.name for p in projects.listed(store)] == [SAMPLE]


def test_a_project_file_is_brought_and_opens(app):
    """From its own box and from the one of customers: the project with its run, the present one as it was."""
    app = trained(press(app, "Try the sample"))
    registry().saver.save_all()
    store, first = registry().store, workspace_of(app)
    data = portable.packed(store, first.token)
    app = home(app)
    app.file_uploader[-1].upload("p.project.zip", data)
    app = checked(app.run())
    assert not app.error
    second = workspace_of(app)
    assert second is not first
    assert second.study.segments().k.tobytes() == first.study.segments().k.tobytes()
    assert [run.name for run in runs.listed(store, second.token)] == ["Run 1"]
    app = visit(app, "Data")
    app.file_uploader[0].upload("p.project.zip", data)
    app = checked(app.run())
    assert not app.error
    assert workspace_of(app) not in (first, second)
    assert len(projects.listed(store)) == 3


@pytest.mark.parametrize("place", [0, -1])
def test_a_project_file_that_cannot_be_read_costs_one_sentence(app, place):
    """Cut short, of a newer program, or none at all: said at the top, and the present project stays."""
    app = home(press(app, "Try the sample"))
    before = workspace_of(app)
    data = portable.packed(registry().store, before.token)
    newer = io.BytesIO()
    with zipfile.ZipFile(newer, "w") as archive:
        archive.writestr("project.json", json.dumps({"format": "tierboard project", "version": 99}))
    for spoiled, sentence in (
        (data[:-100], "this is not a saved project, or it is damaged; choose a project file that Tierboard saved"),
        (newer.getvalue(), "this project has version 99, newer than this program (accepted: version 1); update"),
    ):
        app.file_uploader[place].upload("p.zip", spoiled)
        app = checked(app.run())
        assert f"p.zip: {sentence}" in told(app)
        assert workspace_of(app) is before
        assert len(projects.listed(registry().store)) == 1


def test_a_server_that_keeps_no_projects_brings_none(app, monkeypatch):
    """A project file is not taken for customers there either."""
    app = home(press(app, "Try the sample"))
    data = portable.packed(registry().store, workspace_of(app).token)
    monkeypatch.setattr(registry(), "store", None)
    app = visit(app, "Data")
    app.file_uploader[0].upload("p.zip", data)
    assert "this is a project file, and this server keeps no projects" in told(checked(app.run()))


def test_a_project_is_taken_along_as_it_is_now(app):
    """The file is made by the click: what was changed a moment ago, and saved by nobody yet, is in it."""
    app = home(press(app, "Try the sample"))
    ours = workspace_of(app)
    ours.study = ours.study.change(recipe=ours.study.recipe.replaced("name", "A/B: *new*"))
    project = projects.listed(registry().store)[0]
    made = {}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(st, "download_button", lambda label, data, **how: made.update(how, data=data))
        download_project(registry().store, project, True)
    back = bringing.brought(registry().store, made["data"](), "p.zip", from_parquet)
    assert saving.load(registry().store, back).name == "A/B: *new*"
    ours.not_saved, ours.try_again = None, 0.0
    ours.overtaken = True
    with pytest.raises(DataProblem, match="changed in another window, on another server; open it and reload"):
        made["data"]()
    assert file_name('A/B: "*客户*" ..', dt.date(2026, 11, 3)) == "A B 客户 2026-11-03.project.zip"
    assert file_name("***", dt.date(2026, 11, 3)) == "project 2026-11-03.project.zip"


def test_home_names_seven_steps(app):
    """As many as the sidebar has, with a card for each."""
    assert "The seven steps" in [s.value for s in app.subheader]
    assert [m.value for m in app.markdown if m.value.startswith("**")][-7:] == [
        f"**{k} {name}**" for k, name in enumerate(PAGES, start=1)
    ]


def test_a_project_put_away_is_shown_on_request(app):
    """It leaves the list, is not lost, and comes back."""
    app = click(home(press(app, "Try the sample")), "Put away")
    assert links(app) == []
    next(c for c in app.checkbox if c.label == "Show those put away").check()
    app = checked(app.run())
    assert links(app) == [SAMPLE]
    app = click(app, "Bring back")
    assert links(app) == [SAMPLE]


def test_many_projects_are_searched_and_shown_in_parts(app):
    """Twelve projects: nine at once, the rest on request; a search looks at all."""
    app = home(press(app, "Try the sample"))
    store, token = registry().store, workspace_of(app).token
    for k in range(11):
        projects.duplicate(store, token, f"Copy {k}")
    app = home(app)
    assert len(links(app)) == 9
    app = click(app, "Show 3 older")
    assert len(links(app)) == 12
    next(t for t in app.text_input if t.label == "Find a project").set_value("copy 7")
    assert links(checked(app.run())) == ["Copy 7"]


def test_an_overtaken_project_is_reloaded_or_kept_as_a_copy(app):
    """Another server has saved it: each page says so, and both ways out lead on."""
    app = press(app, "Try the sample")
    registry().saver.save_all()
    ours = workspace_of(app)
    ours.overtaken = True
    ours.study = ours.study.change(recipe=ours.study.recipe.replaced("name", "Ours"))
    app = visit(app, "Data")
    assert any("changed in another window" in e.value for e in app.error)
    app = click(app, "Keep yours as a copy")
    assert not app.error
    assert workspace_of(app).study.recipe.name == "Ours (copy)"
    app = home(app)
    assert sorted(links(app)) == ["Ours (copy)", SAMPLE]


def test_what_cannot_be_saved_is_said_on_every_page(app):
    """The sentence of the disk stands on the page; nothing else is hindered."""
    app = press(app, "Try the sample")
    workspace_of(app).not_saved = "The disk is full: nothing of this was saved; make room and try again"
    assert any("Your work is not saved: the disk is full" in w.value for w in visit(app, "Weights").warning)


def test_the_sidebar_says_whether_all_is_saved(app):
    """Not before there is something to save; then saved or not, and what stands at the top says the same."""
    assert last_word(app) == "No data yet"
    app = visit(press(app, "Try the sample"), "Weights")
    assert last_word(app).endswith("Saving …")
    registry().saver.save_all()
    app = visit(app, "Data")
    assert last_word(app).endswith("Saved")
    workspace_of(app).overtaken = True
    assert last_word(visit(app, "Weights")).endswith("Not saved")


def last_word(app) -> str:
    """What stands at the end of the sidebar."""
    return app.sidebar.caption[-1].value


def test_moments_are_told_as_people_say_them(monkeypatch):
    """From just now to a date."""
    import time

    now = time.time()
    assert when(now) == "just now"
    assert when(now - 61) == "1 minute ago"
    assert when(now - 600) == "10 minutes ago"
    assert when(1_700_000_000).endswith("2023")


def test_the_strip_shows_shares_alone():
    """Four widths that add up to the whole, and no text."""
    made = tier_strip((1, 1, 2, 0))
    assert [part.split("%")[0] for part in made.split("width:")[1:]] == ["25.000", "25.000", "50.000", "0.000"]
