"""What it costs to serve a saved file: `python -m tests.benchmarks.saving [ENTRIES]`.

Processor time from a changed file to the swapped knowledge, the way the watcher goes: read, prove,
build, swap. The FAQ is made up, as for `tests.benchmarks.check`: each entry has eight phrasings.
"""

from __future__ import annotations

import statistics
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from time import process_time

from bot.app import uncollected
from bot.faq.model_cache import ModelCache
from bot.faq.store import FaqStore
from tests.benchmarks.check import synthetic

RUNS = 5
NEW = (
    "  - id: new-{n}\n    questions: [is there a new thing {n}]\n    cite: [Point {n} tells that]\n"
)


def main() -> None:
    """Print the table."""
    entries = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000
    with TemporaryDirectory() as folder:
        path = synthetic(Path(folder), entries)
        store = FaqStore(path, building=uncollected)
        phrasings = sum(len(entry.questions) for entry in store.current.entries)
        print(f"processor seconds, {entries:,} entries with {phrasings:,} phrasings")
        for name, seconds in costs(store, path):
            print(f"{name:44}{seconds:.3f}")


def costs(store: FaqStore, path: Path) -> Iterator[tuple[str, float]]:
    """What was measured, with its seconds."""
    start = process_time()
    FaqStore(path, building=uncollected)
    yield "first build", process_time() - start
    yield "first save after a compiled start", _saved_first(path)
    for name, change in CHANGES.items():
        yield name, statistics.median(_saved(store, path, change, n) for n in range(1, RUNS + 1))


def _saved_first(path: Path) -> float:
    """What a save costs a store of which nothing was read, as it was compiled."""
    folder = path.parent / "cache"
    folder.mkdir(mode=0o700)
    memory = ModelCache(folder)
    FaqStore(path, memory=memory, building=uncollected)
    return _saved(FaqStore(path, memory=memory, building=uncollected), path, _reworded, 0)


def _saved(store: FaqStore, path: Path, change: Callable[[str, int], str], number: int) -> float:
    path.write_text(change(path.read_text(encoding="utf-8"), number), encoding="utf-8")
    before, start = store.current, process_time()
    assert store.reload(), store.faults
    assert store.current is not before
    return process_time() - start


def _reworded(text: str, number: int) -> str:
    """One phrasing says it in other words that are known; a different one each time."""
    at = text.index("when is the", number * len(text) // 10)
    return text[:at] + text[at:].replace("when is the", "why is the", 1)


def _with_new_words(text: str, number: int) -> str:
    """One phrasing says something that no other says."""
    at = text.index("when is the", number * len(text) // 11)
    return text[:at] + text[at:].replace("when is the", f"whither zq{'xyzvw'[number % 5]}ur the", 1)


def _with_entry(text: str, number: int) -> str:
    """One entry more, at the end."""
    return text.replace("not_covered:", NEW.format(n=number) + "not_covered:", 1)


CHANGES: dict[str, Callable[[str, int], str]] = {
    "one phrasing changed": _reworded,
    "one phrasing changed, with a new word": _with_new_words,
    "one entry added": _with_entry,
}


if __name__ == "__main__":
    main()
