"""The snapshot: whether the disk still holds what was read of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from bot.faq.store import look
from tests.conftest import ARTICLE, FAQ, Folder
from tests.faq import versions

CHANGES: dict[str, Callable[[Path], object]] = {
    "a FAQ file written over": lambda faq: (faq / "kiln.yaml").write_text(FAQ + "#", "utf-8"),
    "another FAQ file": lambda faq: (faq / "more.yaml").write_text(FAQ, "utf-8"),
    "a FAQ file gone": lambda faq: (faq / "kiln.yaml").unlink(),
    "an article written over": lambda faq: (faq.parent / "seeds" / "kiln.txt").write_text("A.\n"),
    "an article gone": lambda faq: (faq.parent / "seeds" / "kiln.txt").unlink(),
    "folders gone": lambda faq: faq.rename(faq.with_name("away")),
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
    change(path)
    assert snapshot.moved()


def test_a_missing_article_that_comes_is_noticed(folder: Folder) -> None:
    """What could not be read is asked again, too."""
    path = folder()
    (path.parent / "seeds" / "kiln.txt").rename(path.parent / "kiln.txt")
    reading = look(path)
    assert reading.faults
    assert not reading.snapshot.moved()
    (path.parent / "kiln.txt").rename(path.parent / "seeds" / "kiln.txt")
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
    path = versions.start(tmp_path, versions.version(1))
    folders = {folder.resolve() for folder in look(path).snapshot.folders()}
    assert {
        tmp_path,
        tmp_path / "v0",
        tmp_path / "v0" / "faq",
        tmp_path / "v0" / "seeds",
    } <= folders


def test_bytes_may_stand_in_for_a_file(folder: Folder) -> None:
    """A change is proven before it is written: the look takes the bytes that are given."""
    path = folder()
    given = {path / "kiln.yaml": FAQ.replace("It reached", "It was").encode()}
    article = {
        (path.parent / "seeds" / "kiln.txt").resolve(): ARTICLE.replace("19.", "20.").encode()
    }
    assert look(path, given).faqs[0].entries[0].answer == "It was 1,240 degrees [1]."
    assert look(path, article).faults
    assert not look(path).faults
