"""Writing over a file that others read and change."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from threading import Thread

import pytest

from bot.store.writing import ChangedMeanwhile, Unwritable, replace_file


def test_the_new_bytes_take_the_old_ones_place(tmp_path: Path) -> None:
    """The file holds the new bytes, its permissions stay, and nothing is left beside it."""
    file = tmp_path / "faq.yaml"
    file.write_bytes(b"old")
    file.chmod(0o640)
    replace_file(file, b"old", b"new")
    assert file.read_bytes() == b"new"
    assert stat.S_IMODE(file.stat().st_mode) == 0o640
    assert os.listdir(tmp_path) == ["faq.yaml"]  # noqa: PTH208 - hidden names count too


def test_a_change_by_another_is_not_overwritten(tmp_path: Path) -> None:
    """Whoever saved in between keeps their version; the writer is told."""
    file = tmp_path / "faq.yaml"
    file.write_bytes(b"theirs")
    with pytest.raises(ChangedMeanwhile, match="was changed meanwhile"):
        replace_file(file, b"old", b"mine")
    assert file.read_bytes() == b"theirs"


def test_a_file_that_should_not_be_there_is_not_overwritten(tmp_path: Path) -> None:
    """A new file takes nobody's place."""
    file = tmp_path / "new.txt"
    replace_file(file, None, b"first")
    with pytest.raises(ChangedMeanwhile, match="is there already"):
        replace_file(file, None, b"second")
    assert file.read_bytes() == b"first"


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    """The file behind a link is replaced, not the link."""
    real = tmp_path / "real.yaml"
    real.write_bytes(b"old")
    link = tmp_path / "faq.yaml"
    link.symlink_to(real)
    replace_file(link, b"old", b"new")
    assert link.is_symlink()
    assert real.read_bytes() == b"new"


def test_a_refusal_of_the_system_is_told(tmp_path: Path) -> None:
    """A folder that is not there is named, with the mend."""
    with pytest.raises(Unwritable, match="can't be written"):
        replace_file(tmp_path / "gone" / "faq.yaml", b"old", b"new")


def test_of_two_writers_at_once_one_is_told(tmp_path: Path) -> None:
    """Two changes made from the same bytes never both succeed."""
    file = tmp_path / "faq.yaml"
    for _ in range(30):
        file.write_bytes(b"old")
        refused: list[bytes] = []

        def write(mine: bytes, refused: list[bytes] = refused) -> None:
            try:
                replace_file(file, b"old", mine)
            except ChangedMeanwhile:
                refused.append(mine)

        threads = [Thread(target=write, args=(mine,)) for mine in (b"one", b"two")]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert {file.read_bytes(), *refused} == {b"one", b"two"}
