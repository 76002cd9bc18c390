"""Keyed pseudonyms: one for each person, the same in every file, useless without the key."""

import hashlib
import hmac
import re
import stat
from multiprocessing import get_context

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.importing.personal.pseudonyms import key, pseudonyms
from core.problems import DataProblem

pytestmark = pytest.mark.thorough


def made(*ids, kind="id"):
    """Pseudonyms of a few ids, as a list."""
    return pseudonyms(np.array(ids, dtype=object), kind).tolist()


def test_a_pseudonym_is_an_hmac_under_the_key():
    """`p-` and the first 14 digits of HMAC-SHA256, so that it is nothing anybody could look up."""
    expected = hmac.digest(key(), b"ann@example.com", hashlib.sha256).hex()[:14]
    assert made("ann@example.com") == [f"p-{expected}"]
    assert hashlib.sha256(b"ann@example.com").hexdigest()[:14] not in expected


def test_one_person_has_one_pseudonym():
    """Case and blanks of a mail, and the grouping of a telephone number make no difference; other ids keep theirs."""
    assert len({*made("Ann@Example.com", " ann@example.com ", "ann @example.com")}) == 1
    assert len({*made("+49 170 / 12 34-567", "0049 (170) 1234567", "+49 (0)170 1234567 ext. 9", kind="phone")}) == 1
    assert len({*made("138-1234-5678", "13812345678", kind="phone")}) == 1
    assert len({*made("00A", "00a", "0A")}) == 3


def test_blanks_stay_blank_and_pseudonyms_stay_as_they_are():
    """Nobody is made a person by a blank, and a second time changes nothing."""
    assert made("", None, np.nan) == ["", "", ""]
    once = made("C1", "C2")
    assert made(*once) == once


def test_another_key_gives_other_pseudonyms(monkeypatch, tmp_path):
    """The key makes the pseudonyms; it is 32 bytes that only their owner may read."""
    before = made("C1")
    monkeypatch.setenv("TIERBOARD_DATA", str(tmp_path))
    assert made("C1") != before
    assert made("C1") == made("C1")
    file = tmp_path / "pseudonyms.key"
    assert len(file.read_bytes()) == 32
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_two_processes_agree_on_the_key(monkeypatch, tmp_path):
    """Of several processes that begin at once the first makes the key, and all use it."""
    monkeypatch.setenv("TIERBOARD_DATA", str(tmp_path))
    with get_context("spawn").Pool(2) as pool:
        keys = pool.starmap(key, [()] * 4)
    assert set(keys) == {key()}


def test_a_key_that_cannot_be_kept_or_was_damaged_is_told(monkeypatch, tmp_path):
    """One sentence each, with what to do."""
    (tmp_path / "file").touch()
    monkeypatch.setenv("TIERBOARD_DATA", str(tmp_path / "file"))
    with pytest.raises(DataProblem, match=r"cannot be kept: .*; set TIERBOARD_DATA to a folder"):
        key()
    monkeypatch.setenv("TIERBOARD_DATA", str(tmp_path))
    (tmp_path / "pseudonyms.key").write_bytes(b"short")
    with pytest.raises(DataProblem, match=r"is damaged \(5 bytes\)"):
        made("C1")


@given(st.lists(st.text(max_size=12)))
def test_any_text_gets_a_pseudonym_or_is_blank(ids):
    """Whatever an id holds, its pseudonym has the one form, and different ids get different ones."""
    found = made(*ids)
    assert all(
        re.fullmatch(r"p-[0-9a-f]{14}", one) for one, given_id in zip(found, ids, strict=True) if given_id.strip()
    )
    plain = {i.strip() for i in ids if "@" not in i and i.strip()}
    assert len({*made(*plain)}) == len(plain)
