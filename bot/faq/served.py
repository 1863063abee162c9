"""What was served: the files of the last versions of a FAQ, kept for `footnote replay`.

Nothing depends on it. Two versions are kept, since a running bot serves at once what an editor
saves: the other one is then what was served before.
"""

from __future__ import annotations

import hashlib
import io
import logging
import os
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.errors import FootnoteError
from bot.faq.files import NotOurs, make_private, prove_private, put_private, read_private
from bot.faq.store import FaqReading

KEPT = 2
LARGEST = 64 * 1024 * 1024  # bytes, packed

log = logging.getLogger("footnote.store")


class NeverServed(FootnoteError):
    """No other version of a FAQ is kept; the message says where, and what to do instead."""


class ServedVersions:
    """Keeps the versions of one FAQ in a folder that is the user's alone, a file for each.

    Args:
        folder: Where; made when it is needed.
        faq: The FAQ, a file or a folder.
    """

    def __init__(self, folder: Path, faq: Path) -> None:
        self._folder = folder
        self._whole = faq.is_dir()
        self._name = hashlib.sha256(os.fsencode(faq.resolve())).hexdigest()[:12]

    def keep(self, reading: FaqReading) -> None:
        """Keep a version that serves from now on; that it can't be kept harms nothing."""
        path = self._folder / f"{self._name}.{reading.fingerprint}.zip"
        try:
            make_private(self._folder)
            if path.exists():
                path.touch()
            else:
                put_private(path, _packed(reading))
            for old in self._kept()[KEPT:]:
                old.unlink(missing_ok=True)
        except (NotOurs, OSError, ValueError) as error:  # ValueError: a name that is no text
            log.debug("The served version was not kept.", exc_info=error)

    @contextmanager
    def laid(self, but: str) -> Iterator[tuple[Path, str]]:
        """The version that was served last, laid into a folder for as long as it is needed.

        Args:
            but: The fingerprint of the version that is not meant.

        Yields:
            The path of the FAQ as it was, and its fingerprint.

        Raises:
            NeverServed: No other is kept.
        """
        prove_private(self._folder)
        for path in self._kept():
            fingerprint = path.name.split(".")[1]
            if fingerprint != but:
                with TemporaryDirectory(prefix="footnote-") as temporary:
                    if first := _unpacked(path, Path(temporary)):
                        yield first.parent if self._whole else first, fingerprint
                        return
        raise NeverServed(
            f"No other version of this FAQ is kept in {self._folder}, where `footnote run` keeps "
            "what it serves. Name one with --against: a path, or a git revision."
        )

    def _kept(self) -> list[Path]:
        """The files of the versions, the latest first."""
        found = self._folder.glob(f"{self._name}.*.zip")
        return sorted(found, key=lambda path: path.stat().st_mtime_ns, reverse=True)


def _unpacked(path: Path, to: Path) -> Path | None:
    """The first file of a version that was laid out; None if what is kept is harmed."""
    try:
        with zipfile.ZipFile(io.BytesIO(read_private(path, LARGEST))) as archive:
            archive.extractall(to)
            return to / archive.namelist()[0]
    except (OSError, ValueError, IndexError, zipfile.BadZipFile, zlib.error):
        return None


def _packed(reading: FaqReading) -> bytes:
    """The files of a reading, a FAQ file first."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in reading.snapshot.laid_out().items():
            archive.writestr(name, data)
    return packed.getvalue()
