"""What `footnote new` makes of an article alone: python -m tests.benchmarks.first_faq [NAME ...].

For each article the first FAQ is made from its text, loaded, and asked the labelled questions: per
cent of those that the article answers (right, shown, helped, wrong, misled, denied), and of the
others (false, hinted). `entries` of how many sentences. `--show` prints the questions it proposes,
`--asked` what went wrong. `--drafted` takes instead what a language model replied to the prompt of
`footnote draft`, where the article's folder holds that: what is proven at the first reading.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from bot.editing.draft import drafted, target_of
from bot.editing.draft_texts import read_reply
from bot.editing.evaluate import FIGURES, Figure, outcome_rows, read_labelled
from bot.editing.new import first_faq
from bot.editing.reading import read_source
from bot.faq.store import FaqReading, look
from tests.benchmarks.answering import ARTICLES, BAD, FILES, ROOT, ask, show

SEEDS = {
    **{name: FILES[name][0].parent / f"seeds/{name}.txt" for name in ARTICLES},
    **dict.fromkeys(("dev", "strangers"), next((ROOT / "seeds").glob("*.txt"))),
}


REPLIES = {
    name: reply for name, seed in SEEDS.items() if (reply := seed.parents[1] / "reply.txt").exists()
}


def made(seed: Path, folder: Path, reply: Path | None = None) -> FaqReading:
    """The reading of a folder that holds an article and its first FAQ alone.

    Args:
        seed: The article.
        folder: Where to make the folder.
        reply: What a model proposed; None to propose without one.
    """
    stored, target = folder / "seeds" / seed.name, folder / "faq" / f"{seed.stem}.yaml"
    for path in (stored, target):
        path.parent.mkdir()
    stored.write_bytes(seed.read_bytes())
    if reply is None:
        first = first_faq(read_source(seed), stored, target, f"../seeds/{seed.name}")
        target.write_bytes(first.data)
    else:
        said = read_reply(reply.read_text(encoding="utf-8"))
        draft = drafted(target_of(target.parent, stored), said)
        draft.write()
        proven = f"{len(draft.proof.held)} of {len(said.entries)} entries"
        print(f"{seed.stem}: {proven} proven at the first reading")
    return look(target.parent)


def main() -> None:
    """Print a table over the articles named, or over all."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("names", nargs="*", choices=[*SEEDS, []], help="labelled files")
    parser.add_argument("--show", action="store_true", help="print the questions proposed")
    parser.add_argument("--asked", action="store_true", help="print what went wrong")
    parser.add_argument("--drafted", action="store_true", help="of what a model proposed")
    options = parser.parse_args()
    print(f"{'per cent':10}" + "".join(f"{name:>7}" for name in FIGURES) + "  entries of sentences")
    replies = REPLIES if options.drafted else {}
    for name in options.names or replies or SEEDS:
        with tempfile.TemporaryDirectory() as folder:
            knowledge = made(SEEDS[name], Path(folder), replies.get(name)).build()
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
