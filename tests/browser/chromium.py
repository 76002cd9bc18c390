"""Which Chromium the browser tests drive; as a command, makes sure that there is one.

Debian packages a Chromium that fits its own libraries, so there it is installed as a package; elsewhere Playwright
fetches the one it was built for.
"""

import os
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

from playwright.sync_api import sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")

# No sandbox: it needs rights that a container does not give. The others keep the browser itself off the network.
ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@cache
def find() -> Path | None:
    """The browser to drive: the system's, else Playwright's own, else None."""
    for found in filter(None, map(shutil.which, NAMES)):
        # On Ubuntu, chromium-browser may be a stub that only says how to install the real one.
        if subprocess.run([found, "--version"], capture_output=True).returncode == 0:
            return Path(found)
    with sync_playwright() as playwright:
        own = Path(playwright.chromium.executable_path)
    return own if own.exists() else None


def install() -> None:
    """Install Debian's package where that is possible, else Playwright's build."""
    may = [] if os.geteuid() == 0 else ["sudo", "-n"] if shutil.which("sudo") else None
    if Path("/etc/debian_version").exists() and "ubuntu" not in _system() and may is not None:
        print("Installing Chromium for the browser tests (apt-get install chromium) ...", file=sys.stderr)
        # `env`, because sudo drops variables set before it.
        apt = [*may, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq", "-o", "Dpkg::Use-Pty=0"]
        # A stale package list names versions that the mirror has dropped; an update that fails may still do.
        subprocess.run([*apt, "update"], stdout=sys.stderr)
        done = subprocess.run([*apt, "install", "-y", "--no-install-recommends", "chromium"], stdout=sys.stderr)
        if done.returncode == 0:
            return
    print("Installing Chromium for the browser tests (playwright install chromium) ...", file=sys.stderr)
    subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], stdout=sys.stderr)


def _system() -> str:
    """The operating system's ID and ID_LIKE words."""
    release = Path("/etc/os-release")
    return release.read_text(encoding="utf-8").lower() if release.exists() else ""


def main() -> int:
    """Find a browser, installing one where there is none; 1 where that failed."""
    if find() is None:
        install()
        find.cache_clear()
    if find() is None:
        print(
            "The browser tests need Chromium, which could not be installed. Install chromium or google-chrome "
            "yourself and call again: make test",
            file=sys.stderr,
        )
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
