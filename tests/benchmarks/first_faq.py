"""What `footnote new` makes of an article alone: python -m tests.benchmarks.first_faq [NAME ...].

For each article the first FAQ is made from its text, loaded, and asked the labelled questions: per
cent of those that the article answers (right, shown, helped, wrong, misled, denied), and of the
others (false, hinted). `entries` of how many sentences. `--show` prints the questions it proposes,
`--asked` what went wrong.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from bot.editing.evaluate import FIGURES, Figure, outcome_rows, read_labelled
from bot.editing.new import first_faq
from bot.editing.reading import read_source
from bot.faq.store import FaqReading, look
from tests.benchmarks.answering import ARTICLES, BAD, FILES, ROOT, ask, show

SEEDS = {
    **{name: FILES[name][0].parent / f"seeds/{name}.txt" for name in ARTICLES},
    **dict.fromkeys(("dev", "strangers"), next((ROOT / "seeds").glob("*.txt"))),
}


def made(seed: Path, folder: Path) -> FaqReading:
    """The reading of a folder that holds an article and its first FAQ alone."""
    stored, target = folder / "seeds" / seed.name, folder / "faq" / f"{seed.stem}.yaml"
    for path in (stored, target):
        path.parent.mkdir()
    stored.write_bytes(seed.read_bytes())
    target.write_bytes(first_faq(read_source(seed), stored, target, f"../seeds/{seed.name}").data)
    return look(target.parent)


def main() -> None:
    """Print a table over the articles named, or over all."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("names", nargs="*", choices=[*SEEDS, []], help="labelled files")
    parser.add_argument("--show", action="store_true", help="print the questions proposed")
    parser.add_argument("--asked", action="store_true", help="print what went wrong")
    options = parser.parse_args()
    print(f"{'per cent':10}" + "".join(f"{name:>7}" for name in FIGURES) + "  entries of sentences")
    for name in options.names or SEEDS:
        with tempfile.TemporaryDirectory() as folder:
            knowledge = made(SEEDS[name], Path(folder)).build()
        candidates, _ = ask(knowledge, read_labelled(FILES[name][1], knowledge))
        figures: dict[Figure, float] = {}
        for row in outcome_rows(candidates)[-2:]:
            figures |= row.figures
        shares = "".join(f"{figures[name]:7.1%}" for name in FIGURES)
        sentences = len(knowledge.articles[0].sentences)
        print(f"{name:10}{shares}  {len(knowledge.entries)} of {sentences}", flush=True)
        if options.show:
            print(*(f"  {entry.question}" for entry in knowledge.entries), sep="\n")
        if options.asked:
            print(*(show(one) for one in candidates if one.outcome in BAD), sep="\n")


if __name__ == "__main__":
    main()
