"""Makes `bot/matching/data/words.txt` from the frequency dictionary that symspellpy ships.

    python -m tests.benchmarks.extract_words

Needs `pip install symspellpy` (MIT); the program itself does not.
"""

from __future__ import annotations

import math
from collections import defaultdict
from importlib.util import find_spec
from pathlib import Path

DICTIONARY = "frequency_dictionary_en_82_765.txt"
TARGET = Path(__file__).parents[2] / "bot/matching/data/words.txt"
LEAST = 3.6  # Zipf value: 15,000 words; all rarer ones weigh the same to the gate
HEAD = """\
# How common English words are. Each line: a Zipf value (the decimal logarithm of occurrences in a
# thousand million words), a colon, the words of about that value. Rarer words are not listed.
# Source: frequency_dictionary_en_82_765.txt of symspellpy (MIT licence), which joins Google Books
# Ngram data (CC BY 3.0) with the word lists of SCOWL. Made by tests/benchmarks/extract_words.py.
"""


def read(path: Path) -> dict[str, int]:
    """Counts by word, from lines of a word and a number."""
    rows = (line.split() for line in path.read_text(encoding="utf-8-sig").splitlines())
    return {word: int(count) for word, count in rows if word.isascii() and word.isalpha()}


def extract(counts: dict[str, int]) -> str:
    """The text of the data file."""
    total = sum(counts.values())
    rows: dict[float, list[str]] = defaultdict(list)
    for word, count in counts.items():
        zipf = math.log10(count / total * 1e9)
        if zipf >= LEAST:
            rows[round(zipf, 1)].append(word)
    body = (f"{zipf}: {' '.join(sorted(rows[zipf]))}\n" for zipf in sorted(rows, reverse=True))
    return HEAD + "".join(body)


def main() -> None:
    """Write the extract."""
    spec = find_spec("symspellpy")
    if spec is None or spec.origin is None:
        raise SystemExit("The source is missing: pip install symspellpy")
    TARGET.write_text(extract(read(Path(spec.origin).with_name(DICTIONARY))), encoding="utf-8")


if __name__ == "__main__":
    main()
