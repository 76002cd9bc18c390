"""Plain arrays and one document in an .npz file, written to the same bytes and read without trust.

Nothing is unpickled. An archive with other members than those asked for is not looked into, sizes are known before
anything is unpacked, and an array is made only where its bytes are as many as its shape needs.
"""

import io
import math
import zipfile

import numpy as np

from core.untrusted_zip import Limits, members_of

LIMITS = Limits(members=100, unpacked=200_000_000, document=5_000_000)
MOST_PACKED = 200_000_000  # bytes
MOST_HEADER = 1_000  # characters of an array's header


def packed(document: str, text: bytes, arrays: dict[str, np.ndarray]) -> bytes:
    """An .npz file with `text` under the name `document`, and the arrays as float64; equal contents, equal bytes."""
    members = {document: text}
    for name, array in arrays.items():
        stream = io.BytesIO()
        np.lib.format.write_array(stream, np.ascontiguousarray(array, dtype="<f8"), (1, 0), allow_pickle=False)
        members[f"{name}.npy"] = stream.getvalue()
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name, data in members.items():
            entry = zipfile.ZipInfo(name)  # made in 1980: no clock is in the bytes
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, data)
    return content.getvalue()


def unpacked(data: bytes, document: str, needed: set[str], allowed: set[str]) -> tuple[bytes, dict[str, np.ndarray]]:
    """The document and the arrays by name. Raises one of DAMAGED where the file is of another kind, or too large."""
    if len(data) > MOST_PACKED:
        raise ValueError("too large")
    least, most = ({document, *(f"{name}.npy" for name in some)} for some in (needed, allowed))
    found = members_of(data, LIMITS, lambda names: least <= names <= most)
    return found.pop(document), {name.removesuffix(".npy"): array_in(content) for name, content in found.items()}


def array_in(data: bytes) -> np.ndarray:
    """The float64 array in the bytes of an .npy file. Raises ValueError for any other kind, objects among them."""
    stream = io.BytesIO(data)
    if np.lib.format.read_magic(stream) != (1, 0):
        raise ValueError("another version")
    shape, fortran, kind = np.lib.format.read_array_header_1_0(stream, max_header_size=MOST_HEADER)
    content = data[stream.tell() :]
    # Compared before anything of that shape is made.
    if kind != np.dtype("<f8") or fortran or min(shape, default=0) < 0 or math.prod(shape) * 8 != len(content):
        raise ValueError("another kind of array")
    return np.frombuffer(content, dtype="<f8").reshape(shape).copy()
