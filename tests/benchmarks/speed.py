"""How long a question takes, by the number of phrasings, beside other ways to search.

    OPENBLAS_NUM_THREADS=1 python -m tests.benchmarks.speed [--sizes 20,1000] [--plot FILE.svg]
        [--build] [--alone] [--data FOLDER]

Phrasings and questions are those of clinc150; more phrasings than it has are made by putting two
of them together. Times are microseconds a question, on one thread, after one round to warm up.
``--build`` adds the time to build ours and the peak memory of the process after it.
"""

from __future__ import annotations

import argparse
import random
import sqlite3
import time
from collections.abc import Callable, Sequence
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import numpy as np

from bot.matching.ranker import Phrasing, Ranker
from bot.matching.text import normalise, tokens
from tests.benchmarks import sets
from tests.benchmarks.rivals import Ask, bm25, present, wratio

SIZES = "20,1000,10000,100000"
QUESTIONS = 300
PATIENCE = 2.0  # seconds for one method at one size, after which no more questions are asked
ENTRIES = 10  # phrasings for each entry, about


def main(arguments: Sequence[str] | None = None) -> None:
    """Print one table, and draw it if asked to."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--data", help="the folder of the sets")
    parser.add_argument("--sizes", default=SIZES, help="numbers of phrasings, by commas")
    parser.add_argument("--plot", type=Path, help="an SVG file to draw to (needs matplotlib)")
    parser.add_argument("--build", action="store_true", help="build time and peak memory of ours")
    parser.add_argument("--alone", action="store_true", help="ours only")
    options = parser.parse_args(arguments)
    why = sets.missing("clinc150", options.data)
    if why:
        print(why)
        return
    found = _measured(options, sets.read("clinc150", options.data))
    if options.plot and not find_spec("matplotlib"):
        print("Nothing drawn: pip install matplotlib")
    elif options.plot:
        _draw(found, options.plot)


def _measured(options: argparse.Namespace, read: sets.Set) -> dict[str, dict[int, float]]:
    questions = [text for text, _ in read.questions]
    random.Random(0).shuffle(questions)  # noqa: S311 - a sample, not a secret
    methods = {"ours": _ours} if options.alone else METHODS
    table: dict[str, dict[int, float]] = {name: {} for name in methods}
    print(f"{'phrasings':>10}  {'method':<10}{'p50':>10}{'p99':>10}  (microseconds)")
    for size in map(int, options.sizes.split(",")):
        texts, owners = _phrasings([text for text, _ in read.phrasings], size)
        for name, method in methods.items():
            if name == "bm25s" and name not in present():
                continue
            before = time.perf_counter()
            ask = method(texts, owners)
            built = time.perf_counter() - before
            half, most = _times(ask, questions[:QUESTIONS])
            table[name][size] = half
            more = _cost(built) if options.build and name == "ours" else ""
            print(f"{size:>10}  {name:<10}{half:>10.0f}{most:>10.0f}{more}", flush=True)
    return table


def _phrasings(texts: Sequence[str], size: int) -> tuple[list[str], list[int]]:
    """So many phrasings, and an entry for each few of them."""
    draw = random.Random(1)  # noqa: S311 - a sample, not a secret
    found = draw.sample(list(texts), min(size, len(texts)))
    while len(found) < size:
        found.append(f"{draw.choice(texts)} {draw.choice(texts)}")
    return found, [i // ENTRIES for i in range(size)]


def _times(ask: Ask, questions: Sequence[str]) -> tuple[float, float]:
    """Half of the questions take this long or less, and all but one in a hundred this long."""
    _round(ask, questions)
    times = np.array(_round(ask, questions)) * 1e6
    return float(np.median(times)), float(np.percentile(times, 99))


def _round(ask: Ask, questions: Sequence[str]) -> list[float]:
    started = time.perf_counter()
    times: list[float] = []
    for question in questions:
        before = time.perf_counter()
        ask(question)
        times.append(time.perf_counter() - before)
        if before - started > PATIENCE and len(times) >= 5:
            break
    return times


def _cost(seconds: float) -> str:
    resource = import_module("resource")  # not on Windows; wanted only here
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return f"   built in {seconds:.2f} s, peak {peak:.0f} MB"


def _ours(texts: Sequence[str], owners: Sequence[int]) -> Ask:
    """Ours, as the bot asks it: five entries, not one."""
    pairs = zip(owners, texts, strict=True)
    ranker = Ranker([Phrasing(owner, text) for owner, text in pairs])

    def ask(question: str) -> tuple[int, float]:
        found = ranker.rank(question)
        return (found[0].entry, found[0].score) if found else (-1, 0.0)

    return ask


def _fts5(texts: Sequence[str], owners: Sequence[int]) -> Ask:
    """SQLite's full-text search, any word, by its bm25."""
    base = sqlite3.connect(":memory:")
    base.execute("CREATE VIRTUAL TABLE t USING fts5(text, tokenize = 'porter unicode61')")
    base.executemany("INSERT INTO t VALUES (?)", ((normalise(text),) for text in texts))

    def ask(question: str) -> tuple[int, float]:
        words = " OR ".join(f'"{token}"' for token in tokens(question))
        query = "SELECT rowid, bm25(t) FROM t WHERE t MATCH ? ORDER BY bm25(t) LIMIT 5"
        found = base.execute(query, (words,)).fetchall() if words else []
        return (owners[found[0][0] - 1], -found[0][1]) if found else (-1, 0.0)

    return ask


METHODS: dict[str, Callable[[Sequence[str], Sequence[int]], Ask]] = {
    "ours": _ours,
    "WRatio": wratio,
    "bm25s": bm25,
    "FTS5": _fts5,
}


def _draw(table: dict[str, dict[int, float]], path: Path) -> None:
    pyplot = import_module("matplotlib.pyplot")
    figure, axes = pyplot.subplots(figsize=(7, 4))
    for name, row in table.items():
        axes.loglog(list(row), list(row.values()), marker="o", label=name)
    axes.set_xlabel("phrasings")
    axes.set_ylabel("microseconds a question (half of them)")
    axes.legend()
    axes.grid(visible=True, which="major", alpha=0.3)
    figure.tight_layout()
    figure.savefig(path, format="svg", metadata={"Date": None})


if __name__ == "__main__":
    main()
