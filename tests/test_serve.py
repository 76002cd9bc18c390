"""The server's life: pages fetched at its start, and projects saved at its end."""

import asyncio

import pytest

import serve
from core.study import Study
from pages.shared.workspaces import registry
from tests.tables import table

pytestmark = pytest.mark.usefixtures("saves")


def test_a_server_that_ends_saves_what_has_just_changed():
    """Told to end by a signal it runs no atexit: its last act is in the lifespan."""

    async def lives() -> str:
        async with serve.life(serve.app):
            workspace = registry().create()
            workspace.study = Study(table(id=["a", "b"]))
            return workspace.token

    token = asyncio.run(lives())
    registry.clear()
    assert registry().find(token).study.table is not None
