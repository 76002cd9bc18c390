"""Tierboard as a server: the pages, which come into memory while the first browser still loads its own part."""

import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib import import_module

import streamlit as st


@asynccontextmanager
async def life(app: st.App) -> AsyncIterator[None]:
    """From the server's start, when no request waits for the imports, to its end, which saves what has just changed."""
    threading.Thread(target=fetch, name="fetching the pages", daemon=True).start()
    yield
    from pages.shared.workspaces import registry

    if saver := registry().saver:  # a server that is told to end by a signal runs no atexit
        saver.save_all()


def fetch() -> None:
    """Import what every page needs, and open the store."""
    for part in ("shell", "arrivals", "projects_list"):
        import_module(f"pages.shared.{part}")
    from pages.shared.workspaces import registry

    registry()


app = st.App("app.py", lifespan=life)
