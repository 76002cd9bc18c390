"""Steps for tests of the pages by Streamlit's own test driver."""

from pathlib import Path

from streamlit.testing.v1 import AppTest

from pages.shared.workspaces import Workspace, registry

ROOT = Path(__file__).parents[1]
PAGES = {
    "Data": "pages/1_data.py",
    "Weights": "pages/2_weights.py",
    "Bands": "pages/3_bands.py",
    "Training": "pages/4_training.py",
    "Segments": "pages/5_segments.py",
    "Export": "pages/6_export.py",
    "Runs": "pages/7_runs.py",
}


def press(app: AppTest, label: str) -> AppTest:
    """Click the button with this label."""
    next(b for b in app.button if b.label == label).click()
    return checked(app.run())


def visit(app: AppTest, name: str) -> AppTest:
    """Go to a page."""
    return checked(app.switch_page(PAGES[name]).run())


def checked(app: AppTest) -> AppTest:
    """No page may show an exception, whatever else it shows."""
    assert not app.exception, app.exception
    return app


def opened(app: AppTest, key: str) -> AppTest:
    """The page with the expander of this key open; the driver forgets it at the next drawing."""
    app.session_state[key] = True
    return checked(app.run())


def view(app: AppTest, name: str) -> AppTest:
    """The Segments page with this of its views open; the driver forgets it at the next drawing."""
    app.session_state["view"] = name
    return checked(visit(app, "Segments"))


def workspace_of(app: AppTest) -> Workspace:
    """What the server holds for this window."""
    return registry().find(app.session_state["token"])


def trained(app: AppTest) -> AppTest:
    """The sample drawn and trained from the Training page."""
    press(visit(app, "Training"), "Start training")
    job = workspace_of(app).job
    job.wait(60)
    assert job.snapshot().status == "finished"
    return checked(app.run())


def metrics(app: AppTest) -> dict[str, str]:
    """Label -> value of the numbers a page shows."""
    return {m.label: m.value for m in app.metric}


def told(app: AppTest) -> str:
    """All errors and warnings on the page."""
    return "\n".join(box.value.replace("\\", "") for box in [*app.error, *app.warning])
