"""Writing over a file that others read and change."""

from __future__ import annotations

import errno
import os
import stat
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from bot.faq import files, writing
from bot.faq.files import Unreadable, read_bytes
from bot.faq.store import look
from bot.faq.writing import ChangedMeanwhile, Unwritable, alone_in, exchange, put_new, replace_file
from tests.conftest import Folder


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "faq.yaml"
    path.write_bytes(b"old")
    return path


def prove_alone(file: Path, data: bytes) -> None:
    """The file holds these bytes, and nothing is left beside it, under a hidden name either."""
    assert file.read_bytes() == data
    assert [path.name for path in file.parent.iterdir()] == [file.name]


def test_the_new_bytes_take_the_old_ones_place(file: Path) -> None:
    """The file holds the new bytes, its permissions stay, and nothing is left beside it."""
    file.chmod(0o640)
    replace_file(file, b"old", b"new")
    assert stat.S_IMODE(file.stat().st_mode) == 0o640
    prove_alone(file, b"new")


def test_what_another_wrote_is_not_overwritten(file: Path) -> None:
    """Whoever saved in between keeps their version, and a new file takes nobody's place."""
    with pytest.raises(ChangedMeanwhile, match="was changed meanwhile"):
        replace_file(file, b"older", b"mine")
    with pytest.raises(ChangedMeanwhile, match="is there already"):
        replace_file(file, None, b"mine")
    prove_alone(file, b"old")


def test_a_link_stays_a_link(file: Path) -> None:
    """The file behind a link is replaced, not the link."""
    link = file.with_name("link.yaml")
    link.symlink_to(file)
    replace_file(link, b"old", b"new")
    assert link.is_symlink()
    assert file.read_bytes() == b"new"


def test_what_can_not_be_written_is_explained(file: Path) -> None:
    """A pipe in a file's place is neither waited for nor replaced; a folder may be missing."""
    file.unlink()
    os.mkfifo(file)
    with pytest.raises(Unwritable, match=r"faq\.yaml can't be written: It is not a regular file"):
        replace_file(file, b"old", b"new")
    with pytest.raises(Unwritable, match="can't be written"):
        replace_file(file.parent / "gone" / "faq.yaml", b"old", b"new")


def in_place(file: Path, data: bytes) -> None:
    file.write_bytes(data)


def renamed_over(file: Path, data: bytes) -> None:
    beside = file.with_suffix(".save")
    beside.write_bytes(data)
    beside.replace(file)


Save = Callable[[Path, bytes], None]


def saving_before(step: Callable[..., Any], file: Path, *saves: Save) -> Callable[..., Any]:
    """A step of the writer, before which somebody saves the file: one save each time."""
    left = iter(enumerate(saves, start=1))

    def late(*given: object) -> Any:
        for number, save in left:
            save(file, b"save %d" % number)
            break
        return step(*given)

    return late


@pytest.mark.parametrize("save", [in_place, renamed_over])
def test_a_save_while_we_write_is_not_overwritten(
    file: Path, monkeypatch: pytest.MonkeyPatch, save: Save
) -> None:
    """Who saves while our bytes go to the disk keeps their version; the writer is refused."""
    monkeypatch.setattr(os, "fsync", saving_before(os.fsync, file, save))
    with pytest.raises(ChangedMeanwhile):
        replace_file(file, b"old", b"mine")
    prove_alone(file, b"save 1")


@pytest.mark.skipif(sys.platform != "linux", reason="the step that loses nothing is Linux'")
@pytest.mark.parametrize("saves", [[in_place], *([renamed_over] * count for count in range(1, 5))])
def test_the_latest_save_at_the_last_moment_is_given_back(
    file: Path, monkeypatch: pytest.MonkeyPatch, saves: list[Save]
) -> None:
    """Who saves between our last comparison and our step has it back, and who saves again too."""
    monkeypatch.setattr(writing, "exchange", saving_before(exchange, file, *saves))
    with pytest.raises(ChangedMeanwhile):
        replace_file(file, b"old", b"mine")
    prove_alone(file, b"save %d" % len(saves))


def test_a_file_that_appears_while_we_write_is_not_overwritten(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A new file takes no place that somebody takes at the last moment."""
    new = tmp_path / "new.yaml"
    monkeypatch.setattr(writing, "put_new", saving_before(put_new, new, in_place))
    with pytest.raises(ChangedMeanwhile, match="is there already"):
        replace_file(new, None, b"mine")
    prove_alone(new, b"save 1")


def refusing(number: int) -> Callable[..., None]:
    """A step that the system refuses."""

    def refused(*_: object) -> None:
        raise OSError(number, os.strerror(number))

    return refused


def test_disks_without_links_and_swaps_do_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the disk knows neither links nor a swap, files are made and replaced all the same."""
    monkeypatch.setattr(os, "link", refusing(errno.EPERM))
    monkeypatch.setattr(writing, "exchange", lambda *_: False)
    new = tmp_path / "new.yaml"
    replace_file(new, None, b"first")
    with pytest.raises(ChangedMeanwhile):
        replace_file(new, None, b"second")
    replace_file(new, b"first", b"third")
    prove_alone(new, b"third")


@pytest.mark.parametrize("mode", [0o444, 0o400])
def test_a_protected_file_is_not_replaced(file: Path, mode: int) -> None:
    """A file that nobody may write is left as it is, with how to mend it, for root as well."""
    file.chmod(mode)
    with pytest.raises(Unwritable, match=r"protected against writing.*chmod u\+w"):
        replace_file(file, b"old", b"new")
    prove_alone(file, b"old")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may give a file away")
def test_the_owner_stays(file: Path) -> None:
    """The file keeps its owner and group, whoever writes it."""
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
    """A full disk is called full, and only a lack of permission is called so; reading, too."""
    monkeypatch.setattr(os, "fsync", refusing(number))
    monkeypatch.setattr(files, "_opened", refusing(number))
    with pytest.raises(Unwritable, match=words) as unwritable:
        replace_file(tmp_path / "faq.yaml", None, b"new")
    with pytest.raises(Unreadable, match=words) as unreadable:
        read_bytes(tmp_path / "faq.yaml", 10)
    for raised in (unwritable, unreadable):
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


def test_of_two_writers_at_once_one_is_explained(file: Path) -> None:
    """Two changes made from the same bytes never both succeed."""

    def write(mine: bytes) -> bytes | None:
        with suppress(ChangedMeanwhile):
            replace_file(file, b"old", mine)
            return mine
        return None

    with ThreadPoolExecutor(2) as threads:
        for _ in range(30):
            file.write_bytes(b"old")
            made = [one for one in threads.map(write, [b"one", b"two"]) if one]
            assert made == [file.read_bytes()]
