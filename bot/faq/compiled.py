"""Compiled knowledge: what serves from files that were read and proven before, as they still are.

Only a FAQ without a fault is kept, with a digest of every byte that was read and the place of every
link. Where one of them is another now, or what was kept is not whole, all is read and built anew.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from bot.answering.entry import Faq
from bot.answering.knowledge import Knowledge
from bot.faq.file_snapshot import Snapshot
from bot.faq.files import JOURNAL
from bot.matching.lexicon import recall_lexicon

if TYPE_CHECKING:
    from bot.faq.store import FaqReading
    from bot.matching.parts import ByteCache


def knowledge_at(path: Path, memory: ByteCache | None) -> Knowledge:
    """The knowledge of the FAQ at a path.

    Args:
        path: A FAQ file, or a folder of them.
        memory: What was read, proven and worked out before.

    Raises:
        NoFaq: There is none.
        FaultyFaq: It can't be served.
    """
    if memory is not None:
        recall_lexicon(memory)
        if (kept := kept_faqs(path, memory)) is not None:
            return Knowledge.build(kept.faqs, kept.fingerprint, memory)
    from bot.faq.store import proven  # with all that proves a file: only where something changed

    return proven(path, memory).build(memory)


class KeptFaqs(NamedTuple):
    """FAQs that were proven, and the files that they were read from, which are the same still."""

    faqs: tuple[Faq, ...]
    fingerprint: str
    snapshot: Snapshot


def kept_faqs(path: Path, memory: ByteCache | None) -> KeptFaqs | None:
    """What was kept of the FAQ at a path, if its files are the same.

    Raises:
        NoFaq: There is none.
    """
    folder = path if path.is_dir() else path.parent
    if memory is None or os.path.lexists(folder.resolve() / JOURNAL):
        return None  # a change that was cut short: it is settled first
    record = memory.recall(_key(path))
    if record is None:
        return None
    try:
        found = json.loads(bytes(record))
        snapshot = Snapshot.again(path, found["snapshot"])
        if snapshot is None:
            return None
        return KeptFaqs(tuple(map(Faq.of, found["faqs"])), found["fingerprint"], snapshot)
    except (ValueError, KeyError, TypeError, IndexError):
        return None  # whole, but none of ours


def keep_faqs(path: Path, reading: FaqReading, memory: ByteCache | None) -> None:
    """Keep what was proven of the FAQ at a path."""
    if memory is not None:
        memory.keep(_key(path), _record(reading))


def _record(reading: FaqReading) -> bytes:
    faqs = [one.plain() for one in reading.faqs]
    found = {
        "snapshot": reading.snapshot.plain(),
        "fingerprint": reading.fingerprint,
        "faqs": faqs,
    }
    return json.dumps(found, separators=(",", ":")).encode()


def _key(path: Path) -> str:
    """Names the place of a FAQ, as it was given and from where."""
    return f"files {path} from {'' if path.is_absolute() else Path.cwd()}"
