"""Every labelled file asked of its FAQ: python -m tests.benchmarks.answering [NAME ...] [--show].

A table by kind for each file, and how long a reply takes, to the card that Discord would show: the
first time, and once its words were read. `exam` (the shipped article) and `bridge`
were kept out of all learning, unread; from the others the scorer's weights are learnt (what they
give on an article that they were not learnt from: tests.benchmarks.learn_weights). The
`silent` files hold what must not be answered, in shapes in which most else is. `--show` prints what
went wrong. `--together` asks each file with each other FAQ loaded beside its own, one at
a time, and says how many replies that changes, and from which outcome to which.
"""

from __future__ import annotations

import argparse
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.answering.knowledge import Knowledge
from bot.answering.message import answer
from bot.answering.reply import NotCovered, Response, SmallTalk
from bot.discord.card_check import ASKER
from bot.discord.cards import Audience, card
from bot.editing.evaluate import (
    FIGURES,
    SHOWN,
    Evaluated,
    Labelled,
    OutcomeRow,
    outcome_of,
    outcome_rows,
    read_labelled,
)
from bot.faq.store import look

ROOT = Path(__file__).parents[2]
HERE = Path(__file__).parent
SHIPPED = ROOT / "faq/linkedin-china.yaml"
ARTICLES = (
    *("manual", "rules", "news", "species", "recall", "release", "arena"),
    *("bridge", "makerspace"),
)
FILES = {
    **{
        name: (SHIPPED, HERE / f"questions/{name}.yaml")
        for name in ("dev", "extra", "strangers", "heldout", "silent", "plain", "exam")
    },
    **{
        f"{name}{more and ' '}{more}": (
            HERE / f"articles/{name}/faq",
            HERE / f"articles/{name}/{more or 'questions'}.yaml",
        )
        for name in ARTICLES
        for more in ("", "silent")
    },
}
for sealed in ("bridge", "makerspace"):
    del FILES[f"{sealed} silent"]
OFF = ("unanswerable-far", "smalltalk", "hostile")  # off the subject
BAD = ("wrong", "false", "loose", "misled", "hinted")


@dataclass(frozen=True, slots=True)
class Took:
    """The milliseconds that replies took, in ascending order: the first time, and asked again."""

    first: Sequence[float]
    again: Sequence[float]


def ask(knowledge: Knowledge, asked: Sequence[Labelled]) -> tuple[list[Evaluated], Took]:
    """Every question evaluated, and what the replies took, from the text to the card."""
    replies = [_reply(knowledge, labelled) for labelled in asked]
    again = sorted(_reply(knowledge, labelled)[1] for labelled in asked)
    candidates = [
        Evaluated(labelled, response, outcome_of(labelled, response))
        for labelled, (response, _) in zip(asked, replies, strict=True)
    ]
    return candidates, Took(sorted(took for _, took in replies), again)


def _reply(knowledge: Knowledge, labelled: Labelled) -> tuple[Response, float]:
    started = time.perf_counter()
    response = answer(knowledge, labelled.question, labelled.history)
    shown: Any = card(response, Audience(ASKER, labelled.question))
    shown.to_components()
    return response, (time.perf_counter() - started) * 1e3


def table(found: Sequence[OutcomeRow]) -> str:
    """The outcomes by kind, in counts and per cent."""
    lines = [f"{'':20} {'n':>4} {' '.join(f'{name:>6}' for name in FIGURES)} did you mean"]
    for row in found:
        figures = row.figures
        shares = [f"{figures[name]:6.1%}" if name in figures else " " * 6 for name in FIGURES]
        lines.append(
            f"{row.name:20} {row.total:4} {' '.join(shares)} {row.suggested_share:12.1%}".rstrip()
        )
    return "\n".join(lines)


def summary(candidates: Sequence[Evaluated], took: Took) -> str:
    """What the goals are about, in one line."""
    answerable = [one for one in candidates if one.labelled.must]
    off = [one for one in candidates if one.labelled.kind in OFF]
    helped = sum(one.helped for one in answerable) / (len(answerable) or 1)
    shown = sum(one.outcome in SHOWN for one in answerable) / (len(answerable) or 1)
    return (
        f"shown {shown:.1%}, helped {helped:.1%}, suggestions off the subject "
        f"{sum(one.suggested for one in off) / (len(off) or 1):.1%}, "
        f"p50 {_quantile(took.first, 0.5)}, p99 {_quantile(took.first, 0.99)}; "
        f"asked again {_quantile(took.again, 0.5)} and {_quantile(took.again, 0.99)}"
    )


def _quantile(took: Sequence[float], share: float) -> str:
    return f"{took[int(len(took) * share)]:.2f} ms"


def show(one: Evaluated) -> str:
    """A question that went wrong, with what was answered."""
    entries = [part.ranking[0].entry.id for part in one.response.parts if part.ranking]
    return f"  {one.outcome:6} {one.labelled.id}: {one.labelled.question[:90]!r} -> {entries}"


def together(name: str, known: Mapping[Path, Knowledge]) -> str:
    """The replies to a file's questions that change with another FAQ beside its own, in a line."""
    faq, labels = FILES[name]
    own, asked = known[faq], read_labelled(labels, known[faq])
    alone = [answer(own, one.question, one.history) for one in asked]
    changed: Counter[str] = Counter()
    others = [other for path, other in known.items() if path != faq]
    for other in others:
        both = Knowledge.of([*own.sections, *other.sections], "")
        for one, before in zip(asked, alone, strict=True):
            after = answer(both, one.question, one.history)
            if _replies(before) != _replies(after):
                changed[f"{outcome_of(one, before)} -> {outcome_of(one, after)}"] += 1
    share = changed.total() / (len(asked) * len(others))
    rows = "".join(f"\n  {what}: {count}" for what, count in changed.most_common())
    return f"{name}: {len(asked)} beside each of {len(others)} FAQs, {share:.2%} changed{rows}"


def _replies(response: Response) -> list[object]:
    """What a response shows; of small talk and of what is not near any entry only that it is so."""
    plain = (SmallTalk, NotCovered)
    return [
        (type(one.reply), getattr(one.reply, "near_miss", False))
        if isinstance(one.reply, plain)
        else one.reply
        for one in response.parts
    ]


def main() -> None:
    """Print the figures of the files named, or of all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", choices=[*FILES, []], help="labelled files")
    parser.add_argument("--show", action="store_true", help="print what went wrong")
    parser.add_argument("--together", action="store_true", help="beside each other FAQ")
    options = parser.parse_args()
    if options.together:
        known = {faq: look(faq).build() for faq, _ in FILES.values()}
        print(*(together(name, known) for name in options.names or FILES), sep="\n")
        return
    for name in options.names or FILES:
        faq, labels = FILES[name]
        knowledge = look(faq).build()
        candidates, took = ask(knowledge, read_labelled(labels, knowledge))
        print(f"\n{name}: {summary(candidates, took)}\n{table(outcome_rows(candidates))}")
        if options.show:
            print("\n".join(show(one) for one in candidates if one.outcome in BAD))


if __name__ == "__main__":
    main()
