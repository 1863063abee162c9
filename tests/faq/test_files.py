"""Reading files while others put something else in their place; folders and files of ours alone."""

from __future__ import annotations

import contextlib
import gc
import os
import stat
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.editing.drift import targets
from bot.faq.files import (
    NotOurs,
    Unreadable,
    make_private,
    prove_private,
    put_private,
    read_bytes,
    read_private,
)
from bot.faq.store import look
from tests.conftest import ARTICLE, FAQ, Folder, lay

LIMIT = 10_000


@pytest.fixture
def outside(tmp_path: Path) -> Path:
    """A folder outside of the root, with a file of the article's name."""
    folder = tmp_path.with_name(f"{tmp_path.name}-outside")
    lay(folder, {"kiln.txt": "The secret is out.\n"})
    return folder


@pytest.mark.parametrize("hidden", [False, True], ids=["outside", "under a hidden name"])
@pytest.mark.parametrize("name", ["seeds", "seeds/kiln.txt"])
def test_what_is_swapped_for_a_link_is_not_read(
    folder: Folder, tmp_path: Path, outside: Path, name: str, hidden: bool
) -> None:
    """A link that comes after the path was proven leads nowhere, neither outside nor inside."""
    folder()
    path = (tmp_path / "seeds" / "kiln.txt").resolve()
    assert read_bytes(path, LIMIT, tmp_path.resolve()) == ARTICLE.encode()
    to = outside.rename(tmp_path / ".hidden") if hidden else outside
    (tmp_path / name).rename(tmp_path / "gone")
    (tmp_path / name).symlink_to(to if name == "seeds" else to / "kiln.txt")
    with pytest.raises(Unreadable, match=r"link|folder belongs"):
        read_bytes(path, LIMIT, tmp_path.resolve())


def test_a_storm_of_swaps_serves_no_outside_file(
    folder: Folder, tmp_path: Path, outside: Path
) -> None:
    """While a file and a link outside change places, no reading holds a byte of the outside."""
    path, ended = folder(), threading.Event()
    beside = tmp_path / "seeds" / "beside"

    def swap() -> None:
        while not ended.is_set():
            beside.symlink_to(outside / "kiln.txt")
            beside.replace(tmp_path / "seeds" / "kiln.txt")
            beside.write_text("A.")
            beside.replace(tmp_path / "seeds" / "kiln.txt")

    thread = threading.Thread(target=swap)
    thread.start()
    try:
        for _ in range(300):
            assert not any(b"secret" in data for data in look(path).data.values())
    finally:
        ended.set()
        thread.join()


@pytest.mark.timeout(20)
@pytest.mark.parametrize("name", ["seeds/kiln.txt", "faq/kiln.yaml"])
def test_a_pipe_is_not_waited_for(folder: Folder, tmp_path: Path, name: str) -> None:
    """A pipe in the place of a file is a fault; nobody waits for who may write into it."""
    path = folder()
    (tmp_path / name).unlink()
    os.mkfifo(tmp_path / name)
    assert any("not a regular file" in str(fault) for fault in look(path).faults)


def test_no_descriptor_stays_open(folder: Folder, tmp_path: Path) -> None:
    """Refused or read, what was opened is closed."""
    folder()
    opened = Path("/proc/self/fd")
    if not opened.exists():
        pytest.skip("this system lists no descriptors")
    gc.collect()  # what earlier tests have left open
    before = len(list(opened.iterdir()))
    for name in ("seeds/kiln.txt", "seeds", "seeds/none.txt", "none/kiln.txt"):
        for root in (None, tmp_path):
            with contextlib.suppress(Unreadable):
                read_bytes(tmp_path / name, LIMIT, root)
    assert len(list(opened.iterdir())) == before


@pytest.mark.parametrize(
    "name", [".env", ".git/config", "seeds/.kiln.txt", "seeds/../.env", "link"]
)
def test_a_hidden_file_is_no_article(folder: Folder, tmp_path: Path, name: str) -> None:
    """What lies under a name with a dot before it is not read, not quoted and not replaced.

    It is the same whether the FAQ names it or a link leads there.
    """
    hidden = ".env" if name == "link" else name
    path = folder(kiln=FAQ.replace("../seeds/kiln.txt", f"../{name}"))
    lay(tmp_path, {hidden: "The password is swordfish today.\n"})
    (tmp_path / "link").symlink_to(".env")
    found = look(path)
    assert "begins with a dot" in str(found.faults[0])
    assert "kiln.yaml:2" in str(found.faults[0])
    assert "swordfish" not in "".join(map(str, found.faults))
    assert targets(found) == ()


def test_folders_that_a_deployment_swings_are_read(folder: Folder, tmp_path: Path) -> None:
    """A folder mounted as links into one of two dots, as Kubernetes does it, holds articles."""
    path = folder()
    seeds = tmp_path / "seeds"
    (seeds / "..2026_11_27").mkdir()
    (seeds / "kiln.txt").rename(seeds / "..2026_11_27" / "kiln.txt")
    (seeds / "..data").symlink_to("..2026_11_27")
    (seeds / "kiln.txt").symlink_to("..data/kiln.txt")
    assert look(path).faults == ()
    named = folder(kiln=FAQ.replace("seeds/kiln.txt", "seeds/..data/kiln.txt"))
    (seeds / "kiln.txt").unlink()
    assert "begins with a dot" in str(look(named).faults[0])


def test_a_hidden_folder_of_faqs_is_read_when_named(folder: Folder, tmp_path: Path) -> None:
    """Whoever names a hidden folder of FAQs has its own articles read."""
    folder(kiln=FAQ.replace("../seeds/kiln.txt", "kiln.txt")).rename(tmp_path / ".faq")
    (tmp_path / "seeds" / "kiln.txt").rename(tmp_path / ".faq" / "kiln.txt")
    assert look(tmp_path / ".faq").faults == ()


# Folders and files that are this user's alone.


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
