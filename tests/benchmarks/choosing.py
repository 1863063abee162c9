"""What choosing is worth at best and at worst: python -m tests.benchmarks.choosing [NAME ...].

For each labelled file, of the questions with an answer and without: what the matcher does by
itself; with a server that always picks what is labelled (the ceiling); and with one that picks at
random (the floor). `calls` is how many of a hundred questions the server is asked.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Callable, Iterator, Sequence
from typing import TypeAlias

from bot.answering.choice import Choice, chosen, requested
from bot.answering.message import answer
from bot.answering.reply import Response
from bot.editing.evaluate import SHOWN, Evaluated, Labelled, outcome_of, read_labelled
from bot.faq.store import look
from tests.benchmarks.answering import FILES

Server: TypeAlias = Callable[[Labelled, Choice], Sequence[int]]
OF_SEVERAL = "multi"


def right(labelled: Labelled, choice: Choice) -> Sequence[int]:
    """Picks what is labelled: of one question one entry, of several all that answer."""
    found = [
        number
        for number, entry in enumerate(choice.entries, start=1)
        if labelled.must and labelled.met_by(entry, entry.citations)
    ]
    return found[: choice.most if labelled.kind == OF_SEVERAL else 1]


def at_random(labelled: Labelled, choice: Choice) -> Sequence[int]:
    """Picks any entry, the same for the same question."""
    draw = random.Random(labelled.question)  # noqa: S311 - a sample, not a secret
    return [draw.randint(1, len(choice.entries))]


def _row(name: str, evaluated: Sequence[Evaluated], asked: int) -> str:
    answerable = [one for one in evaluated if one.labelled.must]
    others = [one for one in evaluated if not one.labelled.must]
    shares = [
        *(_share(answerable, names) for names in (SHOWN, ("wrong",), ("misled",))),
        *(_share(others, (name,)) for name in ("false", "hinted")),
        f"{asked / len(evaluated):.0%}" if asked else "",
    ]
    return f"| {name} | {' | '.join(shares)} |"


def _share(evaluated: Sequence[Evaluated], outcomes: Sequence[str]) -> str:
    if not evaluated:
        return ""
    return f"{sum(one.outcome in outcomes for one in evaluated) / len(evaluated):.1%}"


def rows(name: str) -> Iterator[str]:
    """The rows of a file."""
    faq, labels = FILES[name]
    knowledge = look(faq).build()
    asked = read_labelled(labels, knowledge)
    replies = [answer(knowledge, one.question, one.history) for one in asked]
    choices = [requested(reply, one.history) for reply, one in zip(replies, asked, strict=True)]

    def with_server(server: Server) -> Iterator[Evaluated]:
        for one, reply, choice in zip(asked, replies, choices, strict=True):
            found: Response = chosen(reply, choice, server(one, choice)) if choice else reply
            yield Evaluated(one, found, outcome_of(one, found))

    alone = [Evaluated(o, r, outcome_of(o, r)) for o, r in zip(asked, replies, strict=True)]
    calls = sum(one is not None for one in choices)
    yield _row(f"{name} ({len(asked)})", alone, 0)
    yield _row("… right", list(with_server(right)), calls)
    yield _row("… at random", list(with_server(at_random)), calls)


def main() -> None:
    """Print the table of the files named, or of all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", choices=[*FILES, []], help="labelled files")
    print("| file, server | shown | wrong | misled | false | hinted | calls |")
    print("| --- | --: | --: | --: | --: | --: | --: |")
    for name in parser.parse_args().names or FILES:
        print(*rows(name), sep="\n", flush=True)


if __name__ == "__main__":
    main()
