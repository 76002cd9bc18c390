"""Writes down every attempt of a Python process to reach another host; Python imports this file by itself at start.

The server under test is started with this folder on PYTHONPATH and FOREIGN_CONNECTS naming the file to write to. Its
child processes inherit both, so they are watched too. An audit hook sits below every library and cannot be undone;
what compiled code does with sockets of its own, it does not see.
"""

import ipaddress
import os
import sys
import traceback

LOG = os.environ.get("FOREIGN_CONNECTS")


def is_foreign(host: object) -> bool:
    """Whether reaching `host` means leaving this machine. An empty or unspecified one means all its own addresses."""
    if isinstance(host, bytes):
        host = host.decode(errors="replace")
    if not isinstance(host, str) or host in ("", "localhost"):
        return False
    try:
        address = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return True  # a name: even looking it up asks another host
    return not (address.is_loopback or address.is_unspecified)


def host_of(event: str, args: tuple[object, ...]) -> object:
    """The host that an audited call wants to reach; None if it is not about one."""
    if event in ("socket.connect", "socket.sendto", "socket.sendmsg"):
        address = args[1]
        return address[0] if isinstance(address, tuple) else None  # a Unix socket's address is a path
    if event in ("socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"):
        return args[0]
    return None


def watch(event: str, args: tuple[object, ...]) -> None:
    """Log a foreign host with the calls that led to it, and refuse: a test run reaches nobody either."""
    if event.startswith("socket.") and is_foreign(host := host_of(event, args)):
        calls = "".join(traceback.format_stack(sys._getframe(1), limit=25))
        with open(LOG, "a", encoding="utf-8") as log:
            log.write(f"{event} {host!r} in process {os.getpid()}\n{calls}\n")
        raise OSError(f"{event} {host!r}: the app under test may not leave its host")


if LOG:
    sys.addaudithook(watch)
