"""Keyed pseudonyms: the same person gets the same one in every file, and nobody without the key can tell who it is.

HMAC-SHA256 under a random key that lies in the data folder and in no recipe, export or log. Without a key a list of
known mail addresses would be enough to find out who is behind which hash.
"""

import hashlib
import re
import secrets
from collections.abc import Callable

import numpy as np
import pandas as pd

from core.data_folder import data_folder, write_whole
from core.problems import DataProblem

KEY_BYTES = 32
# 56 bits: that two of a million customers share one has a chance of 1 in 140,000.
HEX_DIGITS = 14
MADE_HERE = re.compile(rf"p-[0-9a-f]{{{HEX_DIGITS}}}")
NOT_DIALLED = re.compile(r"(?:ext|x|#).*$|\(0\)|\D", re.IGNORECASE)


def key() -> bytes:
    """The key of this installation, 32 random bytes; made at the first call. Raises DataProblem without a place for it.

    Every process of an installation finds the same one: the file is created whole, and the first of two that try wins.
    """
    try:
        path = data_folder() / "pseudonyms.key"
        if not path.exists():
            write_whole(path, secrets.token_bytes(KEY_BYTES), replace=False)
        found = path.read_bytes()
    except OSError as error:
        raise DataProblem(
            f"the key for pseudonyms cannot be kept: {error.strerror}",
            fix="set TIERBOARD_DATA to a folder that Tierboard may write to",
        ) from None
    if len(found) != KEY_BYTES:
        raise DataProblem(
            f"the key for pseudonyms is damaged ({len(found)} bytes)",
            accepted=f"{KEY_BYTES} bytes",
            fix="put pseudonyms.key back into the data folder from a backup, or delete it to begin with new pseudonyms",
        )
    return found


def pseudonyms(ids: np.ndarray, kind: str = "id") -> np.ndarray:
    """(n,) object array: `p-` and 14 hexadecimal digits for each id, "" for blank; equal ids get equal pseudonyms.

    Ids that hold an @ are mail addresses: upper and lower case and blanks make no difference. `kind` "phone" compares
    digits alone, so that +49 170/12 34 is 0049 170 1234. What is a pseudonym of this form already stays as it is.
    """
    codes, distinct = pd.factorize(np.asarray(ids, dtype=object))  # each id is hashed once; missing has the code -1
    made = _maker(key(), _dialled if kind == "phone" else _same)
    found = np.array([*(made(str(one)) for one in distinct), ""], dtype=object)
    return found[codes]


def _maker(secret: bytes, plain: Callable[[str], str]) -> Callable[[str], str]:
    # HMAC as RFC 2104 defines it. Copying the two hashes that hold the key takes a third of hmac.digest's time.
    padded = secret.ljust(hashlib.sha256().block_size, b"\0")
    inner = hashlib.sha256(bytes(byte ^ 0x36 for byte in padded))
    outer = hashlib.sha256(bytes(byte ^ 0x5C for byte in padded))

    def made(one: str) -> str:
        text = plain(one)
        if not text or (text.startswith("p-") and MADE_HERE.fullmatch(text)):
            return text
        message, digest = inner.copy(), outer.copy()
        message.update(text.encode("utf-8", "surrogatepass"))
        digest.update(message.digest())
        return "p-" + digest.hexdigest()[:HEX_DIGITS]

    return made


def _same(text: str) -> str:
    """The form in which ids are compared: mail addresses in lower case without blanks, others as they are."""
    return "".join(text.split()).casefold() if "@" in text else text.strip()


def _dialled(text: str) -> str:
    """The digits of a telephone number, without the zeros in front of a country's code and without an extension."""
    if "@" in text:
        return _same(text)
    digits = NOT_DIALLED.sub("", text.replace("+", "00"))
    return digits.removeprefix("00") or text.strip()
