"""Versions of a small FAQ of two files and their article, and every way in which they are saved."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from random import Random
from time import sleep

from tests.conftest import lay

Files = Mapping[str, str]

_ARTICLE = "seeds/kiln.txt"
_ONE = "faq/one.yaml"
_TWO = "faq/two.yaml"


def version(number: int) -> Files:
    """A good version, which says its number in all three files; they fit in any mixture."""
    return {
        _ARTICLE: f"The kiln was lit today. It was firing {number}. Mara built it.\n",
        _ONE: _faq("how-hot", "how hot did the kiln get", f"Version {number} [1].", "was lit"),
        _TWO: _faq("who-built", "who built the oven", f"Version {number} [1].", "Mara built"),
    }


def broken(number: int) -> Files:
    """A version in which some file can't be served."""
    files = dict(version(number))
    files[_ONE] = files[_ONE].replace("was lit", f"was never lit {number}")
    return files


def _faq(entry: str, question: str, answer: str, quote: str) -> str:
    return (
        "article: {file: ../seeds/kiln.txt, title: The kiln}\n"
        f"entries:\n  - id: {entry}\n    questions: [{question}]\n"
        f"    answer: {answer}\n    cite: [{quote}]\n# the end\n"
    )


def start(root: Path, files: Files) -> Path:
    """Lay a version down under a root; the folder of FAQs is a link, as deployments have it."""
    lay(root / "v0", files)
    for folder in ("faq", "seeds"):
        (root / folder).symlink_to(root / "v0" / folder)
    return root / "faq"


def in_place(root: Path, files: Files, _: Random) -> None:
    """Each file is opened and written over."""
    for name, text in files.items():
        (root / name).write_text(text, encoding="utf-8")


def half_written(root: Path, files: Files, chance: Random) -> None:
    """Each file stands half written for a moment, at any place."""
    for name, text in files.items():
        with (root / name).open("w", encoding="utf-8") as file:
            file.write(text[: chance.randrange(len(text))])
            file.flush()
            sleep(chance.random() / 50)
        (root / name).write_text(text, encoding="utf-8")


def renamed_over(root: Path, files: Files, _: Random) -> None:
    """Each file is written beside and renamed over the old one."""
    for name, text in files.items():
        beside = (root / name).with_name(".saving.yaml~")
        beside.write_text(text, encoding="utf-8")
        beside.replace(root / name)


def deleted_and_made_again(root: Path, files: Files, chance: Random) -> None:
    """Each file is gone for a moment."""
    for name, text in files.items():
        (root / name).unlink()
        sleep(chance.random() / 100)
        (root / name).write_text(text, encoding="utf-8")


def folder_made_again(root: Path, files: Files, chance: Random) -> None:
    """The real folders are deleted and made again, under the same name."""
    real = (root / "faq").resolve().parent
    shutil.rmtree(real)
    sleep(chance.random() / 100)
    lay(real, files)


def link_swung(root: Path, files: Files, chance: Random) -> None:
    """New folders are laid beside, and the two links swung to them one after the other."""
    old = (root / "faq").resolve().parent
    new = root / f"v{chance.getrandbits(60)}"
    lay(new, files)
    for folder in ("faq", "seeds"):
        (root / "swing").symlink_to(new / folder)
        (root / "swing").replace(root / folder)
    shutil.rmtree(old)


WAYS: tuple[Callable[[Path, Files, Random], None], ...] = (
    in_place,
    half_written,
    renamed_over,
    deleted_and_made_again,
    folder_made_again,
    link_swung,
)
