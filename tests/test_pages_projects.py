"""Home with projects: they save themselves, and are opened, renamed, copied, put away, deleted and brought back."""

import pytest

from core.store import projects
from pages.shared.projects_list import tier_strip, when
from pages.shared.saving import Saver
from pages.shared.workspaces import registry
from tests.page_steps import checked, press, trained, visit, workspace_of

SAMPLE = "Survey, as in the paper"


@pytest.fixture(autouse=True)
def saves(tmp_path, monkeypatch):
    """A server of its own whose projects lie in a folder of this test; its thread saves only when it is told to."""
    monkeypatch.setenv("TIERBOARD_SAVE", "1")
    monkeypatch.setenv("TIERBOARD_DATA", str(tmp_path))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setattr(Saver, "_run", lambda self: None)
    registry.clear()
    yield
    registry.clear()


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
    app = click(app, "Undo")
    assert links(app) == [SAMPLE]
    assert registry().find(token).study.table is not None


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
