"""Writing over a file that others read and change."""

from __future__ import annotations

import errno
import os
import stat
import sys
from collections.abc import Callable
from pathlib import Path
from threading import Thread

import pytest

from bot.faq import writing
from bot.faq.store import look
from bot.faq.writing import ChangedMeanwhile, Unwritable, alone_in, exchange, put_new, replace_file
from tests.conftest import Folder


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
    """Whoever saved in between keeps their version; the writer is refused."""
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


def test_what_is_no_file_is_not_replaced(tmp_path: Path) -> None:
    """A pipe in the file's place is neither waited for nor replaced."""
    os.mkfifo(tmp_path / "faq.yaml")
    with pytest.raises(Unwritable, match=r"faq\.yaml can't be written: It is not a regular file"):
        replace_file(tmp_path / "faq.yaml", b"old", b"new")


def test_a_refusal_of_the_system_is_explained(tmp_path: Path) -> None:
    """A folder that is not there is named, with the mend."""
    with pytest.raises(Unwritable, match="can't be written"):
        replace_file(tmp_path / "gone" / "faq.yaml", b"old", b"new")


def in_place(file: Path) -> None:
    file.write_bytes(b"theirs")


def renamed_over(file: Path) -> None:
    beside = file.with_name("theirs")
    beside.write_bytes(b"theirs")
    beside.replace(file)


@pytest.mark.parametrize("save", [in_place, renamed_over])
def test_a_save_while_we_write_is_not_overwritten(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, save: Callable[[Path], None]
) -> None:
    """Who saves while our bytes go to the disk keeps their version; the writer is refused."""
    file = tmp_path / "faq.yaml"
    file.write_bytes(b"old")
    to_disk = os.fsync

    def slow(handle: int) -> None:
        save(file)
        to_disk(handle)

    monkeypatch.setattr(os, "fsync", slow)
    with pytest.raises(ChangedMeanwhile):
        replace_file(file, b"old", b"mine")
    assert file.read_bytes() == b"theirs"
    assert [path.name for path in tmp_path.iterdir()] == ["faq.yaml"]


@pytest.mark.skipif(sys.platform != "linux", reason="the step that loses nothing is Linux'")
@pytest.mark.parametrize("save", [in_place, renamed_over])
def test_a_save_at_the_last_moment_is_given_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, save: Callable[[Path], None]
) -> None:
    """Who saves between our last comparison and our step has their version back in place."""
    file = tmp_path / "faq.yaml"
    file.write_bytes(b"old")
    saved: list[Path] = []

    def late(one: Path, other: Path) -> bool:
        if not saved:
            save(file)
            saved.append(file)
        return exchange(one, other)

    monkeypatch.setattr(writing, "exchange", late)
    with pytest.raises(ChangedMeanwhile):
        replace_file(file, b"old", b"mine")
    assert file.read_bytes() == b"theirs"
    assert [path.name for path in tmp_path.iterdir()] == ["faq.yaml"]


@pytest.mark.skipif(sys.platform != "linux", reason="the step that loses nothing is Linux'")
@pytest.mark.parametrize("saves", [2, 3, 4])
def test_of_several_saves_at_the_last_moment_the_latest_is_given_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, saves: int
) -> None:
    """Who saves again while an earlier save is given back keeps the later one."""
    file = tmp_path / "faq.yaml"
    file.write_bytes(b"old")
    numbers = iter(range(1, saves + 1))

    def late(one: Path, other: Path) -> bool:
        for number in numbers:
            file.with_suffix(".save").write_bytes(b"save %d" % number)
            file.with_suffix(".save").replace(file)
            break
        return exchange(one, other)

    monkeypatch.setattr(writing, "exchange", late)
    with pytest.raises(ChangedMeanwhile):
        replace_file(file, b"old", b"mine")
    assert file.read_bytes() == b"save %d" % saves
    assert [path.name for path in tmp_path.iterdir()] == ["faq.yaml"]


def test_a_file_that_appears_while_we_write_is_not_overwritten(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A new file takes no place that somebody takes at the last moment."""
    file = tmp_path / "new.yaml"
    monkeypatch.setattr(writing, "put_new", _taken(put_new))
    with pytest.raises(ChangedMeanwhile, match="is there already"):
        replace_file(file, None, b"mine")
    assert file.read_bytes() == b"theirs"


def _taken(put: Callable[[Path, Path, bytes], None]) -> Callable[[Path, Path, bytes], None]:
    def late(beside: Path, path: Path, data: bytes) -> None:
        path.write_bytes(b"theirs")
        put(beside, path, data)

    return late


def test_disks_without_links_and_swaps_do_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the disk knows neither links nor a swap, files are made and replaced all the same."""

    def refused(*_: object) -> None:
        raise OSError(errno.EPERM, os.strerror(errno.EPERM))

    monkeypatch.setattr(os, "link", refused)
    monkeypatch.setattr(writing, "exchange", lambda *_: False)
    file = tmp_path / "new.yaml"
    replace_file(file, None, b"first")
    with pytest.raises(ChangedMeanwhile):
        replace_file(file, None, b"second")
    replace_file(file, b"first", b"third")
    assert file.read_bytes() == b"third"


@pytest.mark.parametrize("mode", [0o444, 0o400])
def test_a_protected_file_is_not_replaced(tmp_path: Path, mode: int) -> None:
    """A file that nobody may write is left as it is, with how to mend it, for root as well."""
    file = tmp_path / "faq.yaml"
    file.write_bytes(b"old")
    file.chmod(mode)
    with pytest.raises(Unwritable, match=r"protected against writing.*chmod u\+w"):
        replace_file(file, b"old", b"new")
    assert file.read_bytes() == b"old"
    assert [path.name for path in tmp_path.iterdir()] == ["faq.yaml"]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may give a file away")
def test_the_owner_stays(tmp_path: Path) -> None:
    """The file keeps its owner and group, whoever writes it."""
    file = tmp_path / "faq.yaml"
    file.write_bytes(b"old")
    os.chown(file, 12_345, 23_456)
    replace_file(file, b"old", b"new")
    assert (file.stat().st_uid, file.stat().st_gid) == (12_345, 23_456)


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.ENOSPC, "no space left on the disk"),
        (errno.EDQUOT, "quota is used up"),
        (errno.EROFS, "for reading alone"),
        (errno.EACCES, "Check its permissions"),
    ],
)
def test_what_the_system_refuses_is_explained_as_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, words: str
) -> None:
    """A full disk is called full, and only a lack of permission is called so."""

    def refused(_: int) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "fsync", refused)
    with pytest.raises(Unwritable, match=words) as raised:
        replace_file(tmp_path / "faq.yaml", None, b"new")
    assert ("permissions" in str(raised.value)) == (number == errno.EACCES)
    assert list(tmp_path.iterdir()) == []


def test_what_a_killed_writer_left_is_cleared(folder: Folder) -> None:
    """Half-written files beside the FAQ and the article go at the next look; others stay."""
    path = folder()
    left = [path / ".kiln.yaml.abcd_123.new", path.parent / "seeds" / ".kiln.txt.abcd_123.new"]
    mine = [path / ".kiln.yaml.swp", path / "kiln.new", path / ".notes.new"]
    for file in (*left, *mine):
        file.touch()
    with alone_in([path]):
        look(path)
        assert left[0].exists(), "its writer may be at work"
    look(path)
    assert not any(file.exists() for file in left)
    assert all(file.exists() for file in mine)


def test_of_two_writers_at_once_one_is_explained(tmp_path: Path) -> None:
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
