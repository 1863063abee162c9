"""The state of a FAQ while it is tried: its files, their faults, and what serves meanwhile."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from bot.errors import Fault, and_more, errors_among, first
from bot.faq.store import FaqReading
from bot.faq.watch import readings

Part = dict[str, Any]
Show = Callable[[str, str, tuple[Part, ...]], None]
"""Shows a state: `good` or `bad`, the same in a few words, and the parts that tell it."""


async def follow(faq: Path, reading: FaqReading, show: Show, on_new: Callable[[], None]) -> None:
    """Show the FAQ's state at once and with each version of its files, until cancelled.

    Args:
        faq: Where the FAQ lies.
        reading: The version that serves.
        show: Shows a state.
        on_new: Called with each new version that serves.
    """
    loop, stop, latest = asyncio.get_running_loop(), threading.Event(), [reading]
    serving = reading.fingerprint
    show(*state_of(reading, serving))

    def take(new: FaqReading) -> None:
        nonlocal serving
        if not errors_among(new.faults):
            serving = new.fingerprint
            on_new()
        show(*state_of(new, serving))

    def watch() -> None:
        while not stop.is_set():
            for new in readings(faq, lambda: latest[0], stop):
                latest[0] = new
                loop.call_soon_threadsafe(take, new)

    watching = asyncio.create_task(asyncio.to_thread(watch))
    try:
        await asyncio.shield(watching)
    finally:
        stop.set()
        await watching


def titles_of(reading: FaqReading) -> list[str]:
    """The titles of the articles, each once."""
    return list(dict.fromkeys(faq.article.title or faq.article.name for faq in reading.faqs))


def state_of(reading: FaqReading, serving: str) -> tuple[str, str, tuple[Part, ...]]:
    """The state of a version of the files: `good` or `bad`, in a few words, and its parts.

    Args:
        reading: The version.
        serving: The fingerprint of the version that serves.
    """
    parts = (
        {"kind": "facts", "rows": _facts(reading, serving)},
        *_faults(reading.faults),
        *(_file(path, reading) for path in reading.snapshot.faq_files),
    )
    count = len(errors_among(reading.faults))
    if not count:
        return "good", f"Good. {reading.fingerprint} serves", parts
    counted = f"{count} fault{'' if count == 1 else 's'}"
    return "bad", f"{counted}; {serving} keeps serving", parts


def _facts(reading: FaqReading, serving: str) -> list[list[str]]:
    rows = [["Fingerprint", reading.fingerprint]]
    if serving != reading.fingerprint:
        rows.append(["Serving", serving])
    entries = [entry for faq in reading.faqs for entry in faq.entries]
    rows.append(["Entries", str(len(entries))])
    rows.append(["Phrasings", str(sum(len(entry.questions) for entry in entries))])
    rows.append(["Article", ", ".join(titles_of(reading))])
    return rows


def _faults(faults: Sequence[Fault]) -> list[Part]:
    told, more = first(faults)
    items = [{"text": f"{_place(one)}: {one.problem}", "note": one.mend} for one in told]
    if more:
        items.append({"text": and_more(more), "note": ""})
    return [{"kind": "list", "title": "What is wrong", "items": items}] if items else []


def _place(fault: Fault) -> str:
    name = Path(fault.file).name
    return f"{name}, line {fault.line}" if fault.line else name


def _file(path: Path, reading: FaqReading) -> Part:
    lines = reading.data.get(path, b"").decode("utf-8", "replace").splitlines()
    marked = {str(one.line): one.problem for one in reading.faults if Path(one.file) == path}
    return {"kind": "lines", "title": path.name, "lines": lines, "marked": marked}
