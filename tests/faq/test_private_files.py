"""Folders and files that are this user's alone."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.faq.files import NotOurs, make_private, prove_private, put_private, read_private


def test_a_new_folder_is_closed_to_others(tmp_path: Path) -> None:
    """What we make, with the folders around it, nobody else enters; made again it is the same."""
    folder = tmp_path / "around" / "run"
    make_private(folder)
    make_private(folder)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def _linked(folder: Path) -> None:
    folder.rename(folder.with_name("real"))
    folder.symlink_to(folder.with_name("real"))


def _a_file(folder: Path) -> None:
    folder.rmdir()
    folder.touch()


FOREIGN: dict[str, tuple[Callable[[Path], None], str]] = {
    "others write": (lambda folder: folder.chmod(0o777), "chmod go-w"),
    "a group writes": (lambda folder: folder.chmod(0o770), "chmod go-w"),
    "sticky, others write": (lambda folder: folder.chmod(0o1777), "chmod go-w"),
    "a link": (_linked, "no folder of its own"),
    "a file": (_a_file, "no folder of its own"),
    "others write around it": (lambda folder: folder.parent.chmod(0o777), "put another folder"),
}


@pytest.mark.parametrize(("change", "words"), FOREIGN.values(), ids=FOREIGN)
def test_a_folder_that_others_reach_is_refused(
    tmp_path: Path, change: Callable[[Path], None], words: str
) -> None:
    """A folder in which, or in whose place, others could lay something is refused with the mend."""
    folder = tmp_path / "around" / "run"
    make_private(folder)
    change(folder)
    with pytest.raises(NotOurs, match=words):
        make_private(folder)


def test_another_users_folder_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whose folder it is counts, not who may write; the administrator may look into any."""
    monkeypatch.setattr(os, "geteuid", lambda: tmp_path.stat().st_uid + 1)
    with pytest.raises(NotOurs, match="belongs to another user"):
        make_private(tmp_path)
    if tmp_path.stat().st_uid:
        monkeypatch.setattr(os, "geteuid", lambda: 0)
        prove_private(tmp_path, root_may=True)


def test_a_place_where_no_folder_can_be_is_refused() -> None:
    """Where nothing can be made the reason is given."""
    with pytest.raises(NotOurs, match="can't be made"):
        make_private(Path("/proc/none/run"))


def test_a_link_under_our_name_is_replaced_not_followed(tmp_path: Path) -> None:
    """A link that somebody laid under the name of a file of ours leaves its target alone."""
    precious = tmp_path / "precious"
    precious.write_bytes(b"mine")
    for name in ("sign.json", f"sign.json.{os.getpid()}.tmp"):
        (tmp_path / name).symlink_to(precious)
    with pytest.raises(OSError, match="sign"):
        read_private(tmp_path / "sign.json", 100)
    put_private(tmp_path / "sign.json", b"alive")
    assert precious.read_bytes() == b"mine"
    assert read_private(tmp_path / "sign.json", 100) == b"alive"
    assert stat.S_IMODE((tmp_path / "sign.json").stat().st_mode) == 0o600
    assert sorted(path.name for path in tmp_path.iterdir()) == ["precious", "sign.json"]


@pytest.mark.parametrize("mode", [0o620, 0o602, 0o666])
def test_a_file_that_others_may_write_is_not_there(tmp_path: Path, mode: int) -> None:
    """What others could have written is not believed."""
    path = tmp_path / "kept"
    put_private(path, b"mine")
    path.chmod(mode)
    with pytest.raises(FileNotFoundError):
        read_private(path, 100)


def test_a_file_of_another_user_is_not_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What another user laid there is not believed; the administrator may read anybody's sign."""
    path = tmp_path / "kept"
    put_private(path, b"theirs")
    owner = path.stat().st_uid
    monkeypatch.setattr(os, "geteuid", lambda: owner + 1)
    for root_may in (False, True):
        with pytest.raises(FileNotFoundError):
            read_private(path, 100, root_may=root_may)
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    assert read_private(path, 100, root_may=True) == b"theirs"
    if owner:
        with pytest.raises(FileNotFoundError):
            read_private(path, 100)
