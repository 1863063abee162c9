"""A FAQ as it was in a git revision, laid into a folder of its own for as long as it is needed."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.errors import FootnoteError
from bot.faq.files import faq_files
from bot.faq.yaml_reading import read

SECONDS = 60  # for one call of git; a repository that takes longer is out of order


class NoRevision(FootnoteError):
    """The revision can't be read; the message says why."""


@contextmanager
def at_revision(path: Path, revision: str) -> Iterator[Path]:
    """The path of the same FAQ as it was in a revision, with its articles.

    `path` is a FAQ file or folder within a git repository. Raises NoRevision, or NoFaq if the
    folder held none then.
    """
    whole = path.resolve()
    folder = whole if whole.is_dir() else whole.parent
    named = ("rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    commit = _git(folder, *named).decode().strip()
    with TemporaryDirectory(prefix="footnote-") as temporary:
        laid = Path(temporary) / whole.relative_to(folder.parent)
        _lay(folder, commit, folder, temporary)
        for faq in faq_files(laid):
            article = read(str(faq), faq.read_bytes()).at(("article", "file"))
            if isinstance(article, str) and "\0" not in article:
                with suppress(NoRevision):  # it was not there then
                    _lay(folder, commit, Path(os.path.normpath(folder / article)), temporary)
        yield laid


def _lay(folder: Path, commit: str, asked: Path, to: str) -> None:
    """Lay out what was there in a commit, within the folder around that of the FAQ.

    A link becomes a file that names where it led: nobody knows what is there now.
    """
    root = folder.parent
    if asked.is_relative_to(root):
        name = str(asked.relative_to(root))
        packed = _git(root, "--literal-pathspecs", "archive", "--format=zip", commit, "--", name)
        with zipfile.ZipFile(io.BytesIO(packed)) as archive:
            archive.extractall(to)


def _git(folder: Path, *arguments: str) -> bytes:
    git = shutil.which("git")
    if git is None:
        raise NoRevision("git is not installed; name a path instead of a revision.")
    done = subprocess.run(  # noqa: S603 - git itself, without a shell; names can't be options
        [git, "-C", str(folder), *arguments],
        capture_output=True,
        timeout=SECONDS,
        check=False,
    )
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip().removeprefix("fatal: ")
        raise NoRevision(said or f"git knows no {arguments[-1].removesuffix('^{commit}')}.")
    return done.stdout
