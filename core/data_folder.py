"""The folder that Tierboard keeps files in between two starts: the key of pseudonyms, remembered mappings.

It is TIERBOARD_DATA, or `data` beside app.py. Names in it are made by the program, never of anything uploaded.
"""

import os
import tempfile
from pathlib import Path

PROJECT = Path(__file__).parents[1]


def data_folder() -> Path:
    """The folder, made where there is none; only its owner may look into it. Raises OSError where it cannot be made."""
    folder = Path(os.environ.get("TIERBOARD_DATA") or PROJECT / "data")
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def write_whole(path: Path, data: bytes, *, replace: bool = True) -> None:
    """Write a file that only its owner may read, whole or not at all, whatever else writes it at the same time.

    `replace` False leaves a file alone that is there already. Raises OSError.
    """
    descriptor, name = tempfile.mkstemp(prefix=".", suffix=".part", dir=path.parent)  # mode 0600
    part = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if replace:
            os.replace(part, path)
        else:
            os.link(part, path)  # unlike a rename it refuses to replace
    except FileExistsError:
        pass
    finally:
        part.unlink(missing_ok=True)
