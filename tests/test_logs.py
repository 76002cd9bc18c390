"""The log tells nobody's name: the whole way with a file full of names and mails, kept, and with what goes wrong."""

import io
import logging
import zipfile

import pytest

from core.store import portable
from pages.shared.workspaces import registry
from tests.page_steps import checked, trained, view, visit, workspace_of

pytestmark = [pytest.mark.usefixtures("saves"), pytest.mark.thorough]
NAME, MAIL = "Zebulon", "quistermann.example"


def people(rows: int = 80) -> str:
    """A customer list in which every row names somebody, in columns known as personal and in free text."""
    lines = ["customer_id,full name,e-mail,recency,frequency,monetary,comment"]
    for k in range(rows):
        row = f"{NAME}{k},{NAME} {k},z{k}@{MAIL},{k % 5 + 1},{k * 7 % 5 + 1},{k * 3 % 5 + 1},ask {NAME} {k}"
        lines.append(row)
    return "\n".join(lines)


def test_no_log_names_anybody(app, caplog, capfd, monkeypatch):
    """Read, trained, seen, saved, taken along; refused, and on a full disk: all that is logged or printed."""
    caplog.set_level(logging.DEBUG)
    app = visit(app, "Data")
    bring(app, f"{NAME}.csv", people().encode())
    workspace = workspace_of(app)
    recipe = workspace.study.recipe
    workspace.study = workspace.study.change(
        recipe=recipe.replaced("name", f"Of {NAME}"), customer_notes={f"{NAME}1": f"Call {NAME}"}
    )
    app = trained(app)
    for page in ("Weights", "Bands", "Export", "Runs"):
        visit(app, page)
    view(app, "Customers")
    registry().saver.save_all()
    assert workspace.stored is workspace.study
    data = portable.packed(registry().store, workspace.token)

    app = visit(app, "Data")
    short = people().replace("1,1,1", "x,1,1")[:-40].encode()
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(f"{NAME}.exe", NAME)
    for refused in (data[:-99], data[:2000], short, packed.getvalue(), b"\xff\xfe\x00" + people().encode()):
        bring(app, f"{NAME}.zip", refused)
    workspace = registry().find(workspace.token)
    workspace.study = workspace.study.change(customer_notes={f"{NAME}3": NAME})
    with monkeypatch.context() as broken:
        broken.setattr("core.store.blobs.write_whole", lambda *_, **__: (_ for _ in ()).throw(OSError(28, "full")))
        assert not registry().saver.save(workspace)
    assert "disk is full" in workspace.not_saved

    said = caplog.text + "".join(capfd.readouterr())
    assert "The folder of projects failed" in said
    assert NAME not in said
    assert MAIL not in said


def bring(app, name: str, data: bytes) -> None:
    """Upload a file where customers are brought."""
    app.file_uploader[0].upload(name, data)
    checked(app.run())
