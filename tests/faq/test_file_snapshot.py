"""The snapshot: whether the disk still holds what was read of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from bot.faq.store import look
from tests.conftest import ARTICLE, FAQ, Folder, lay
from tests.faq import versions

CHANGES: dict[str, Callable[[Path], object]] = {
    "a FAQ file written over": lambda root: lay(root, {"faq/kiln.yaml": f"{FAQ}#"}),
    "another FAQ file": lambda root: lay(root, {"faq/more.yaml": FAQ}),
    "a FAQ file gone": lambda root: (root / "faq/kiln.yaml").unlink(),
    "an article written over": lambda root: lay(root, {"seeds/kiln.txt": "A.\n"}),
    "an article gone": lambda root: (root / "seeds/kiln.txt").unlink(),
    "folders gone": lambda root: (root / "faq").rename(root / "away"),
}


def test_what_stands_still_has_not_moved(folder: Folder) -> None:
    """Without a change, or with the same bytes saved again, nothing has moved."""
    path = folder()
    snapshot = look(path).snapshot
    assert not snapshot.moved()
    folder()
    (path / "notes.txt").write_text("not a FAQ", encoding="utf-8")
    assert not snapshot.moved()


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_each_change_is_noticed(folder: Folder, change: Callable[[Path], object]) -> None:
    """Whatever changes what a FAQ is made from is noticed."""
    path = folder()
    snapshot = look(path).snapshot
    change(path.parent)
    assert snapshot.moved()


def test_a_missing_article_that_comes_is_noticed(folder: Folder) -> None:
    """What could not be read is asked again, too."""
    path = folder()
    article = (path.parent / "seeds" / "kiln.txt").rename(path.parent / "kiln.txt")
    reading = look(path)
    assert reading.faults
    assert not reading.snapshot.moved()
    article.rename(path.parent / "seeds" / "kiln.txt")
    assert reading.snapshot.moved()


def test_a_link_that_leads_elsewhere_is_noticed(tmp_path: Path) -> None:
    """A link swung to other folders is noticed, though they hold the same bytes."""
    path = versions.start(tmp_path, versions.version(1))
    snapshot = look(path).snapshot
    for folder in ("faq", "seeds"):
        (tmp_path / "v0" / folder).rename(tmp_path / "v0" / f"{folder}-moved")
        (tmp_path / folder).unlink()
        (tmp_path / folder).symlink_to(tmp_path / "v0" / f"{folder}-moved")
    assert snapshot.moved()


def test_the_folders_of_links_are_watched(tmp_path: Path) -> None:
    """The root, the real folders, and the folder of every link on the way are named."""
    path, real = versions.start(tmp_path, versions.version(1)), tmp_path / "v0"
    folders = {folder.resolve() for folder in look(path).snapshot.folders()}
    assert {tmp_path, real, real / "faq", real / "seeds"} <= folders


def test_bytes_may_stand_in_for_a_file(folder: Folder) -> None:
    """A change is proven before it is written: the look takes the bytes that are given."""
    path = folder()
    article = (path.parent / "seeds" / "kiln.txt").resolve()
    given = {path / "kiln.yaml": FAQ.replace("It reached", "It was").encode()}
    assert look(path, given).faqs[0].entries[0].answer == "It was 1,240 degrees [1]."
    assert look(path, {article: ARTICLE.replace("19.", "20.").encode()}).faults
    assert not look(path).faults
