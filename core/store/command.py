"""`python -m core store`: back up, restore, sweep."""

import argparse
import sys
from contextlib import closing
from pathlib import Path
from typing import Any


def add_to(commands: Any) -> None:
    """Add the commands to those of the command line. What they need is imported when they run."""
    store = commands.add_parser("store", help="back up and restore the projects that the app has saved")
    actions = store.add_subparsers(required=True, metavar="ACTION")
    backup = actions.add_parser("backup", help="write all projects to one file, also while the app runs")
    backup.add_argument("file", type=Path)
    backup.set_defaults(run=run_backup)
    restore = actions.add_parser("restore", help="bring a backup back")
    restore.add_argument("file", type=Path)
    restore.add_argument("--replace", action="store_true", help="put it in the place of the projects that are here")
    restore.set_defaults(run=run_restore)
    sweep = actions.add_parser("sweep", help="take away now what is past its time: deleted projects, unused files")
    sweep.set_defaults(run=run_sweep)


def run_backup(options: argparse.Namespace) -> None:
    """Write the backup."""
    from core.store.backup import backup
    from core.store.store import Store

    with closing(Store.open()) as store:
        count = backup(store, options.file)
    print(f"{count:,} project{'' if count == 1 else 's'} in {options.file.name}", file=sys.stderr)


def run_restore(options: argparse.Namespace) -> None:
    """Bring the backup back."""
    from core.store.backup import restore
    from core.store.store import Store

    with closing(Store.open()) as store:
        count = restore(store, options.file, options.replace)
    print(f"{count:,} project{'' if count == 1 else 's'} restored", file=sys.stderr)


def run_sweep(options: argparse.Namespace) -> None:
    """Take away what is past its time."""
    from core.store.keeping import sweep
    from core.store.store import Store

    with closing(Store.open()) as store:
        swept = sweep(store)
    print(f"{swept.deleted:,} deleted, {swept.purged:,} purged, {swept.files:,} files taken away", file=sys.stderr)
