"""Notes what a page must never do: call another host, write an error to the console, raise one in a script."""

import re
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request, WebError, WebSocket

OWN_HOSTS = ("127.0.0.1", "localhost")
NO_HOST = ("data", "blob", "about")

# On a deep link (/bands) Streamlit's page asks for these below the link's path first, is told 404, and finds them at
# the root; the browser reports that as an error, and nothing can be done about it here.
PROBES = re.compile(r"/[^/]+/_stcore/(health|host-config)")


def watch(context: BrowserContext, problems: list[str]) -> None:
    """From now on, append to `problems` whatever a page of `context`, this or a second tab, does wrong."""

    def note_address(call: Request | WebSocket) -> None:
        parts = urlsplit(call.url)
        if parts.scheme not in NO_HOST and parts.hostname not in OWN_HOSTS:
            problems.append(f"the page called another host: {call.url}")

    def note_console(message: ConsoleMessage) -> None:
        source = message.location.get("url", "")
        is_probe = "404" in message.text and PROBES.fullmatch(urlsplit(source).path)
        if message.type == "error" and not is_probe:
            problems.append(f"console error: {message.text} ({source})")

    def note_error(error: WebError) -> None:
        problems.append(f"error in the page: {error.error}")

    def note_sockets(page: Page) -> None:
        page.on("websocket", note_address)

    context.on("page", note_sockets)
    context.on("request", note_address)
    context.on("console", note_console)
    context.on("weberror", note_error)
