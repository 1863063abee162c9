"""A FAQ as it was in a git revision, laid into a folder of its own for as long as it is needed."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

from bot.errors import FootnoteError
from bot.faq.files import SUFFIXES
from bot.faq.yaml_reading import read

SECONDS = 60  # for one call of git; a repository that takes longer is out of order
FILES = frozenset({"100644", "100755"})  # modes of regular files; links lead who knows where


class NoRevision(FootnoteError):
    """The revision can't be read; the message says why."""


@contextmanager
def at_revision(path: Path, revision: str) -> Iterator[Path]:
    """The path of the same FAQ as it was in a revision, with its articles.

    `path` is a FAQ file or folder within a git repository. Raises NoRevision.
    """
    whole = path.resolve()
    folder = whole if whole.is_dir() else whole.parent
    repository = _Repository(folder, revision)
    with TemporaryDirectory(prefix="footnote-") as temporary:
        laid = Path(temporary) / "root"
        names = [whole.name] if whole.is_file() else []
        faqs = repository.lay(folder, folder, names, laid / folder.name)
        for faq in faqs:
            for article in _articles(faq):
                asked = Path(os.path.normpath(folder / article))
                if asked.is_relative_to(folder.parent):
                    inside = asked.relative_to(folder.parent).parent
                    repository.lay(asked.parent, folder.parent, [asked.name], laid / inside)
        yield laid / folder.name / Path(*names)


def _articles(faq: Path) -> Iterator[str]:
    """The articles that a FAQ file names, as far as it can be read."""
    value = read(str(faq), faq.read_bytes()).value
    article = value.get("article") if isinstance(value, dict) else None
    name = article.get("file") if isinstance(article, dict) else None
    if isinstance(name, str) and "\0" not in name:
        yield name


class _Repository:
    """The files of one revision of the repository that a folder lies in."""

    def __init__(self, folder: Path, revision: str) -> None:
        self._folder = folder
        self._top = Path(os.fsdecode(self._git("rev-parse", "--show-toplevel").rstrip(b"\n")))
        verified = self._git(
            "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}"
        )
        self._commit = verified.decode().strip()

    def lay(self, folder: Path, within: Path, names: list[str], to: Path) -> list[Path]:
        """Write the folder's own files of these names, or its YAML files, into `to`."""
        if not within.is_relative_to(self._top) or not folder.is_relative_to(self._top):
            raise NoRevision(f"{within} lies outside the repository {self._top}.")
        laid = []
        for name, blob in self._files(folder):
            if name in names or (not names and name.endswith(SUFFIXES)):
                to.mkdir(parents=True, exist_ok=True)
                (to / name).write_bytes(self._git("cat-file", "blob", blob))
                laid.append(to / name)
        return laid

    def _files(self, folder: Path) -> Iterator[tuple[str, str]]:
        """The names and blobs of the regular files directly in a folder."""
        place = folder.relative_to(self._top).as_posix()
        tree = f"{self._commit}:{'' if place == '.' else place}"
        try:
            listed = self._git("ls-tree", "-z", "--full-tree", tree)
        except NoRevision:
            return  # the folder was not there then
        for line in listed.split(b"\0"):
            about, _, name = line.partition(b"\t")
            mode, *rest = os.fsdecode(about).split()[:3] or [""]
            if mode in FILES and len(PurePosixPath(os.fsdecode(name)).parts) == 1:
                yield os.fsdecode(name), rest[1]

    def _git(self, *arguments: str) -> bytes:
        git = shutil.which("git")
        if git is None:
            raise NoRevision("git is not installed; name a path instead of a revision.")
        done = subprocess.run(  # noqa: S603 - git itself, without a shell; names can't be options
            [git, "-C", str(self._folder), *arguments],
            capture_output=True,
            timeout=SECONDS,
            check=False,
        )
        if done.returncode:
            said = done.stderr.decode(errors="replace").strip().removeprefix("fatal: ")
            raise NoRevision(said or f"git knows no {arguments[-1].removesuffix('^{commit}')}.")
        return done.stdout
