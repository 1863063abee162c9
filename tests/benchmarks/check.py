"""How long `footnote check` takes on a FAQ: python -m tests.benchmarks.check [ENTRIES | NAME ...].

A large FAQ is made up: each entry has a sentence of its own and eight phrasings around two or three
everyday words, so that entries share words as those of one subject do. Names are test articles,
checked together; besides, facts are invented in their answers, to count how many are told.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from bot.editing.support import missing
from bot.faq.store import look
from bot.matching.word_lists import zipf

ARTICLES = Path(__file__).parent / "articles"
PHRASINGS = 8
NEAR_MISSES = 200
TEMPLATES = (
    "What does the {b} say about the {a}?",
    "how do i get a {a} for the {b}",
    "when is the {a} of the {b} {c}",
    "{a} {b} {c}",
    "who is in charge of {a} and {b} here",
    "tell me more about {c} in the {b}",
    "is there a {a} that comes with the {c}",
    "why would anybody need a {c} {a}",
    "can i {c} the {a} without a {b}",
    "my {a} has no {b}, is that normal for a {c}",
)


def synthetic(folder: Path, entries: int) -> Path:
    """Lay a FAQ of so many entries and its article into a folder; the path of the FAQ."""
    confidence = Random(3)  # noqa: S311 - made-up words, no secrets
    known = sorted(word for word, value in zipf().items() if len(word) > 3 and value < 5)
    subject = confidence.sample(known, 3 * entries // 2)
    triples = [confidence.sample(subject, 3) for _ in range(entries)]
    (folder / "seeds").mkdir()
    (folder / "faq").mkdir()
    sentences = (
        f"Point {number} tells that the {a} of the {b} is {c} on day {number}.\n"
        for number, (a, b, c) in enumerate(triples, start=1)
    )
    (folder / "seeds" / "made-up.txt").write_text("".join(sentences), encoding="utf-8")
    lines = [*_head(), *_entries(triples, confidence), *_near_misses(known, confidence)]
    path = folder / "faq" / "made-up.yaml"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def _head() -> Iterator[str]:
    yield "article: {file: ../seeds/made-up.txt, title: Made up}"
    yield "entries:"


def _entries(triples: list[list[str]], confidence: Random) -> Iterator[str]:
    asked: set[str] = set()
    for number, (a, b, c) in enumerate(triples, start=1):
        yield f"  - id: point-{number}"
        yield "    questions:"
        texts = [one.format(a=a, b=b, c=c) for one in confidence.sample(TEMPLATES, len(TEMPLATES))]
        new = [text for text in texts if text not in asked][:PHRASINGS]
        asked.update(new)
        yield from (f"      - {text}" for text in new)
        yield f"    answer: The {a} of the {b} is {c} [1]."
        yield f"    cite: [Point {number} tells that]"


def _near_misses(known: list[str], confidence: Random) -> Iterator[str]:
    yield "not_covered:"
    for _ in range(NEAR_MISSES):
        yield f"  - what is the price of {' and '.join(confidence.sample(known, 2))}"


INVENTED = (
    "It comes with a lifetime warranty", "It stands in the basement", "It is free of charge",
    "Members must pay a deposit", "That was approved by the council", "Dogs are allowed",
    "It takes two weeks", "It is only for adults", "It is made of plastic", "It is painted green",
    "A parent has to sign", "It is waterproof", "Students get a discount", "Refunds are possible",
    "The police were called", "Nobody was hurt", "It can be repaired at home", "It was illegal",
    "It was sold to a museum", "A bad cable was blamed", "It was because of a storm",
)  # fmt: skip


def together(folder: Path, names: Sequence[str]) -> Path:
    """Lay test articles and their FAQs into a folder; the path of the FAQs."""
    for name in names:
        for part in ("faq", "seeds"):
            shutil.copytree(ARTICLES / name / part, folder / part, dirs_exist_ok=True)
    return folder / "faq"


def told(path: Path) -> tuple[int, int]:
    """How many invented facts are told, each behind every fourth answer, and how many there are."""
    trials = [
        (faq, replace(entry, answer=f"{entry.answer} {fact}."), set(missing(entry, faq)))
        for faq in look(path).faqs
        for entry in faq.entries[::4]
        if entry.answer
        for fact in INVENTED
    ]
    return sum(not before.issuperset(missing(one, faq)) for faq, one, before in trials), len(trials)


def main() -> None:
    """Run the command as an editor does, and print what it took, in seconds."""
    names = [name for name in sys.argv[1:] if not name.isdigit()]
    with TemporaryDirectory() as folder:
        path = (
            together(Path(folder), names)
            if names
            else synthetic(Path(folder), int(sys.argv[1]) if len(sys.argv) > 1 else 1_000)
        )
        start, cpu = time.perf_counter(), os.times()
        done = subprocess.run(  # noqa: S603 - our own program
            [sys.executable, "-m", "bot", "check", "--json", "--faq", str(path)],
            capture_output=True,
            check=False,
        )
        took, used = time.perf_counter() - start, os.times()
        facts = told(path) if names else ()
    found = json.loads(done.stdout)
    held = found["summary"]
    print(
        f"{held['entries']} entries, {held['phrasings']} phrasings: {took:.1f} s "
        f"({used.children_user - cpu.children_user:.1f} s of processor time); "
        f"{found['errors']} errors, {found['warnings']} warnings"
    )
    if facts:
        print("invented facts told: {} of {}".format(*facts))


if __name__ == "__main__":
    main()
