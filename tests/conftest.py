"""What all tests share: reproducible property tests, Streamlit kept strict, and where the files lie."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from streamlit.testing.v1 import AppTest

    from core.study import Study

ROOT = Path(__file__).parents[1]
SAMPLES = ROOT / "sample_data"

# The same examples on every machine and run, and no deadline: how busy the machine is says nothing about the code.
settings.register_profile("tierboard", derandomize=True, deadline=None, database=None)
settings.load_profile("tierboard")

# A job or a lock in session state is an error, for the servers that browser tests start. AppTest reads no variables,
# and could not be as strict: it keeps every widget's format_func in session state itself.
os.environ["STREAMLIT_RUNNER_ENFORCE_SERIALIZABLE_SESSION_STATE"] = "true"


@pytest.fixture(scope="session", autouse=True)
def data_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder of its own for each test process and the servers that it starts, gone with the other test files."""
    folder = tmp_path_factory.mktemp("data")
    os.environ["TIERBOARD_DATA"] = str(folder)
    # No test finds the mapping or the project of another; those of remembering and saving switch it on.
    os.environ["TIERBOARD_REMEMBER"] = os.environ["TIERBOARD_SAVE"] = "0"
    return folder


@pytest.fixture(autouse=True)
def strict_streamlit() -> None:
    """AppTest shows exceptions whole; tests without Streamlit do not import it."""
    if "streamlit" in sys.modules:
        from streamlit import config

        config.set_option("client.showErrorDetails", "full")


@pytest.fixture(scope="session")
def samples() -> Path:
    """The folder of the shipped examples."""
    return SAMPLES


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The folder of real survey, customer and order files beside the project; the test is skipped without it."""
    folder = ROOT.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip(f"no real files beside the project ({folder.relative_to(ROOT.parent)})")
    return folder


@pytest.fixture
def saves(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A server of its own whose projects lie in a folder of this test; its thread saves only when it is told to."""
    from pages.shared.saving import Saver
    from pages.shared.workspaces import registry

    monkeypatch.setenv("TIERBOARD_SAVE", "1")
    monkeypatch.setenv("TIERBOARD_DATA", str(tmp_path))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setattr(Saver, "_run", lambda self: None)
    monkeypatch.setattr(
        "pages.shared.saving.atexit", SimpleNamespace(register=lambda _: None)
    )  # its folder is gone then
    registry.clear()
    yield
    registry.clear()


@pytest.fixture
def app() -> "AppTest":
    """The app on Home, with no customers."""
    from streamlit.testing.v1 import AppTest

    return AppTest.from_file(ROOT / "app.py", default_timeout=60).run()


@pytest.fixture
def sample(app: "AppTest") -> "AppTest":
    """The app after "Try the sample"."""
    from tests.page_steps import press

    return press(app, "Try the sample")


@pytest.fixture(scope="session")
def trained_sample() -> "Study":
    """The study of the app's sample, trained from its pages; for tests that change none of it."""
    from streamlit.testing.v1 import AppTest

    from tests.page_steps import press, trained, visit, workspace_of

    app = AppTest.from_file(ROOT / "app.py", default_timeout=60).run()
    return workspace_of(trained(visit(press(app, "Try the sample"), "Training"))).study


@pytest.fixture
def export_page(sample: "AppTest", trained_sample: "Study") -> "AppTest":
    """The trained sample on the Export page."""
    from tests.page_steps import visit, workspace_of

    workspace_of(sample).study = trained_sample
    return visit(sample, "Export")
