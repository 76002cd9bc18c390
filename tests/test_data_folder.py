"""The data folder: where it lies, and that its files are written whole."""

import os
import stat

import pytest

from core.data_folder import PROJECT, data_folder, write_whole


def test_the_folder_is_where_the_environment_says(monkeypatch, tmp_path):
    """TIERBOARD_DATA is used and made where it is missing, for its owner alone; without it, `data` beside app.py."""
    monkeypatch.setenv("TIERBOARD_DATA", str(tmp_path / "a" / "b"))
    assert data_folder() == tmp_path / "a" / "b"
    assert stat.S_IMODE((tmp_path / "a" / "b").stat().st_mode) == 0o700
    assert (PROJECT / "app.py").is_file()


def test_a_file_is_replaced_whole_or_stays(monkeypatch, tmp_path):
    """A write that fails midway leaves the former file and nothing else."""
    path = tmp_path / "kept.json"
    write_whole(path, b"one")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    write_whole(path, b"two", replace=False)
    assert path.read_bytes() == b"one"

    def full(descriptor):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        write_whole(path, b"three")
    assert [file.name for file in tmp_path.iterdir()] == ["kept.json"]
    assert path.read_bytes() == b"one"
