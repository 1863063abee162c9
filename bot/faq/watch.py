"""Watching a FAQ: every version that stands still on disk is read, whole, and put into service.

The kernel's events wake the watcher, but are no proof: they miss the swing of a linked folder,
edits behind a link, and what happens in a folder that is put in place of a watched one. So other
folders are watched as soon as the files lie in others, a look at marks (what stat tells) follows
every half second, and the content itself is compared every ten seconds. A version counts once it
has stood still for a moment: until then a save may be half done.
"""

from __future__ import annotations

import asyncio
import logging
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from bot.faq.file_snapshot import Snapshot, mark_of
from bot.faq.store import FaqReading, FaqStore, StoreState, look_again

QUIET = 0.25  # seconds that files must stand still; a save in several steps takes less
TICK = 0.5  # seconds between two looks at the marks
DEEP = 10.0  # seconds between two looks at the content, whatever the marks say
STEP = 50  # milliseconds in which events are gathered

log = logging.getLogger("footnote.store")

Folders = Mapping[Path, tuple[int, ...]]  # folders with device and inode


async def watch(
    store: FaqStore, on_change: Callable[[StoreState], None], stop: asyncio.Event
) -> None:
    """Keep a FAQ store up to date until `stop` is set; no question waits for it.

    Reading and building happen in a thread of their own.

    Args:
        store: What takes the new versions.
        on_change: Called in the event loop with each new state, good or faulty.
        stop: Ends the watching.
    """
    loop = asyncio.get_running_loop()
    ended = threading.Event()

    def report(state: StoreState) -> None:
        loop.call_soon_threadsafe(on_change, state)

    working = asyncio.create_task(asyncio.to_thread(follow, store, report, ended))
    stopping = asyncio.create_task(stop.wait())
    try:
        await asyncio.wait({working, stopping}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        ended.set()
        stopping.cancel()
        await working


@contextmanager
def watching(store: FaqStore, on_change: Callable[[StoreState], None]) -> Iterator[None]:
    """Keep a FAQ store up to date within the block; `on_change` is called in another thread."""
    ended = threading.Event()
    thread = threading.Thread(
        target=follow, args=(store, on_change, ended), name="watch", daemon=True
    )
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


def follow(store: FaqStore, on_change: Callable[[StoreState], None], stop: threading.Event) -> None:
    """Put each new version of a store's files into service, until `stop` is set.

    Nothing that is raised meanwhile ends it: it is shown as a fault of the FAQ, and the files are
    read anew a moment later.
    """
    while not stop.is_set():
        try:
            for reading in readings(store.path, lambda: store.reading, stop):
                before = store.state
                if store.take(reading) and _differ(before, store.state):
                    _report(on_change, store.state)
        except Exception as error:
            log.debug("Following the files failed.", exc_info=error)
            if store.fail(error):
                _report(on_change, store.state)
            stop.wait(TICK)


def _report(on_change: Callable[[StoreState], None], state: StoreState) -> None:
    """Report a new state; that whoever gets it fails is no reason to stop following."""
    try:
        on_change(state)
    except Exception as error:
        log.error("Reporting a new state of the FAQ failed: %s.", type(error).__name__)
        log.debug("In full:", exc_info=error)


def _differ(before: StoreState, after: StoreState) -> bool:
    return (before.knowledge.fingerprint, before.faults) != (
        after.knowledge.fingerprint,
        after.faults,
    )


def readings(
    path: Path, known: Callable[[], FaqReading], stop: threading.Event
) -> Iterator[FaqReading]:
    """Each version of the FAQ at a path, good or faulty, that stands still and is not `known`.

    Args:
        path: The FAQ, a file or a folder.
        known: Gives the version that the caller has; asked before each wait.
        stop: Ends the iteration once it is set.
    """
    while not stop.is_set():
        snapshot = known().snapshot
        folders, marks, compared = _folders(snapshot), snapshot.marks(), time.monotonic()
        for has_events in _wakes(folders, stop):
            now = snapshot.marks()
            if has_events or now != marks or time.monotonic() - compared > DEEP:
                marks, compared = now, time.monotonic()
                if snapshot.moved():
                    if (reading := _settled(path, known(), stop)) is not None:
                        yield reading
                    break
            if _folders(snapshot) != folders:
                break


def _settled(path: Path, known: FaqReading, stop: threading.Event) -> FaqReading | None:
    """A reading that the disk still holds after a quiet moment; None once `stop` is set."""
    while not stop.is_set():
        started = time.monotonic()
        reading = look_again(path, known)
        stop.wait(QUIET - (time.monotonic() - started))
        if not reading.snapshot.moved():
            return reading
    return None


def _wakes(folders: Folders, stop: threading.Event) -> Iterator[bool]:
    """True at events in the folders, False at each tick without; at first a look, whatever was."""
    from watchfiles import watch as events_in

    yield True  # something may have happened before the folders were watched
    try:
        for events in events_in(
            *folders,
            watch_filter=None,
            debounce=4 * STEP,
            step=STEP,
            rust_timeout=int(1000 * TICK),
            yield_on_timeout=True,
            stop_event=stop,
            recursive=False,
        ):
            yield bool(events)
    except (OSError, RuntimeError):  # a folder is gone, or the kernel has no watch left: tick alone
        if not stop.wait(TICK):
            yield True


def _folders(snapshot: Snapshot) -> Folders:
    marks = {folder: mark_of(folder) for folder in snapshot.folders()}
    return {folder: mark[:2] for folder, mark in marks.items() if mark}
