"""The watch over foreign requests works: what these tests do on purpose must never pass unseen in the others."""

import os
import subprocess
import sys

import pytest

from tests.browser.server import GUARD
from tests.browser.watch import watch

FOREIGN = {
    "connect to an address": "socket.socket().connect(('192.0.2.1', 80))",
    "look a name up": "socket.getaddrinfo('example.invalid', 80)",
    "send a datagram": "socket.socket(type=socket.SOCK_DGRAM).sendto(b'', ('192.0.2.1', 80))",
    "connect over IPv6": "socket.socket(socket.AF_INET6).connect(('2001:db8::1', 80, 0, 0))",
    "in a child process": (
        "import subprocess, sys; code = 'import socket; socket.getaddrinfo(\"example.invalid\", 80)';"
        "subprocess.run([sys.executable, '-c', code], check=True)"
    ),
}


def run_watched(code: str, log) -> subprocess.CompletedProcess:
    """Run `code` in a Python under the guard, which writes to `log`."""
    env = os.environ | {"PYTHONPATH": str(GUARD), "FOREIGN_CONNECTS": str(log)}
    return subprocess.run([sys.executable, "-c", f"import socket; {code}"], env=env, capture_output=True, text=True)


@pytest.mark.parametrize("code", FOREIGN.values(), ids=FOREIGN.keys())
def test_foreign_calls_are_written_down_and_refused(code, tmp_path):
    """Every way out is seen, with the host, and does not get out."""
    log = tmp_path / "foreign.log"
    assert run_watched(code, log).returncode != 0
    assert any(host in log.read_text() for host in ("192.0.2.1", "example.invalid", "2001:db8::1"))


def test_calls_within_the_machine_pass(tmp_path):
    """Loopback, the machine's unspecified address and its name localhost are no foreign hosts."""
    log = tmp_path / "foreign.log"
    code = (
        "s = socket.create_server(('127.0.0.1', 0)); socket.create_connection(('localhost', s.getsockname()[1]));"
        "socket.getaddrinfo('0.0.0.0', 80); socket.getaddrinfo(None, 80)"
    )
    done = run_watched(code, log)
    assert done.returncode == 0, done.stderr
    assert not log.exists()


def test_what_a_page_does_wrong_is_noticed(browser):
    """A foreign request, a console error and an error in a script all reach the list that fails a test."""
    problems = []
    context = browser.new_context()
    watch(context, problems)
    page = context.new_page()
    page.set_content("<script>console.error('on purpose'); missing()</script>")
    with page.expect_event("requestfailed"):
        page.evaluate("document.body.append(Object.assign(new Image(), {src: 'http://tierboard.invalid/x.png'}))")
    context.close()
    for part in ("another host: http://tierboard.invalid/x.png", "console error: on purpose", "missing is not defined"):
        assert any(part in problem for problem in problems), part
