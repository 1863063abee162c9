"""Whether harmless changes to a question leave its answer: python -m tests.benchmarks.invariance.

Every labelled question that is rightly shown something, as the answer or as the closest, is asked
again with each change. Prints for each change how many are still shown the same sentences; `--show`
those that are not; `--all` takes those that are wrongly shown something as well. The sealed files
are left out.
"""

from __future__ import annotations

import argparse
import random
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby

from bot.answering.knowledge import Knowledge
from bot.answering.message import answer
from bot.answering.reply import Reply, entry_of
from bot.editing.evaluate import read_labelled
from bot.matching.word_lists import function, lines
from tests.benchmarks.answering import FILES
from tests.benchmarks.slips import mistyped
from tests.conftest import load

SEALED = ("exam", "bridge", "makerspace")
LEARNT = [name for name in FILES if name not in SEALED]
LONG_WORD = 6  # letters of a word that one slip leaves readable
MOST_KEYWORDS = 6  # words of a query whose order says nothing

Sources = frozenset[tuple[str, int]]
Change = Callable[[str, random.Random], str]
"""A question changed so that it asks the same; as it was where there is nothing to change."""


def lowered(text: str) -> str:
    """A text that can go on a sentence: its first letter small, but for "I" and acronyms."""
    return text if text[1:2] in "'’ " or text[1:2].isupper() else text[:1].lower() + text[1:]


def unmarked(text: str) -> str:
    """A text without the marks at its end."""
    return text.rstrip(" ?!.")


def _slip(text: str, draw: random.Random) -> str:
    long_words = list(re.finditer(rf"[A-Za-z]{{{LONG_WORD},}}", text))
    if not long_words:
        return text
    word = draw.choice(long_words)
    slipped = mistyped([word[0]], slips=1, seed=draw.randrange(1 << 30))[0]
    return text[: word.start()] + slipped + text[word.end() :]


_HYPHEN = re.compile(r"(?<=[a-z]{2})-(?=[a-z]{2})", re.IGNORECASE)
_SIGN_UPS = {
    "sign-up": "signup", "sign up": "sign-up", "signup": "sign up",
    "sign-ups": "signups", "sign ups": "sign-ups", "signups": "sign ups",
    "log-in": "login", "log in": "log-in", "login": "log in",
}  # fmt: skip
_CONTRACTIONS = {
    "what is": "what's", "who is": "who's", "how is": "how's", "that is": "that's",
    "it is": "it's", "do not": "don't", "does not": "doesn't", "did not": "didn't",
    "is not": "isn't", "are not": "aren't", "was not": "wasn't", "can not": "can't",
    "has not": "hasn't", "have not": "haven't", "will not": "won't", "i am": "i'm",
    "i have": "i've", "you are": "you're", "they are": "they're",
}  # fmt: skip
_OPENED = {short: full for full, short in _CONTRACTIONS.items()}


def _replaced(text: str, other: Mapping[str, str]) -> str:
    """A text with each word or words of a table replaced, whole words alone."""
    sought = "|".join(map(re.escape, sorted(other, key=len, reverse=True)))
    return re.sub(
        rf"(?<![\w'’-])(?:{sought})(?![\w'’-])",
        lambda found: other[found[0].lower().replace("’", "'")],
        text.replace("’", "'"),
        flags=re.IGNORECASE,
    )


_BEFORE_A_VERB = {"to", "i", "you", "we", "they", "can", "could", "will", "would", "should", "not"}
SAME = 3  # letters that a noun shares with the verb that it is made from: "deny", "denial"


@cache
def verb_pairs() -> Mapping[str, str]:
    """Base forms of verbs, each with the first other word in its line of the word list.

    Of those alone that head one line and stand in no other: these have but one meaning there.
    """
    found = list(lines("content/verbs.txt"))
    times = Counter(word for line in found for word in set(line.members))
    pairs = {}
    for line in found:
        head, *others = line.members
        beside = next(iter(others), "")
        if (
            times[head] == 1
            and head.isalpha()
            and beside.isalpha()
            and head[:SAME] != beside[:SAME]
        ):
            pairs[head] = beside
    return pairs


def _other_verb(text: str, _draw: random.Random) -> str:
    """The first verb that has a synonym replaced, where it stands as verbs do."""
    for found in re.finditer(r"(?<=\w\s)[a-z]+", text):
        before = text[: found.start()].rsplit(maxsplit=1)[-1].lower()
        other = verb_pairs().get(found[0])
        if other and before in _BEFORE_A_VERB:
            return text[: found.start()] + other + text[found.end() :]
    return text


_YES_OR_NO = re.compile(
    r"(?:is|are|was|were|do|does|did|has|have|can|will)\b(?!.*\bor\b)",
    re.IGNORECASE,
)


def _or_not(text: str, _draw: random.Random) -> str:
    one = _YES_OR_NO.match(text) and not re.search(r"[?.!;]", unmarked(text))
    return f"{unmarked(text)} or not?" if one else text


def _turned(text: str, _draw: random.Random) -> str:
    """The last word of a keyword query first."""
    words = text.split()
    if not 2 <= len(words) <= MOST_KEYWORDS or not _is_bare(words):
        return text
    return " ".join([words[-1], *words[:-1]])


def _is_bare(words: Iterable[str]) -> bool:
    """Whether words are neither marked nor joined by grammar, and so may stand in any order."""
    return all(word.isalpha() and word.lower() not in function() for word in words)


CHANGES: Mapping[str, Change] = {
    "lower case": lambda text, _: text.lower(),
    "first letter large": lambda text, _: text[:1].upper() + text[1:],
    "polite frame": lambda text, _: f"hey, can you tell me {lowered(text)}",
    "thanks after": lambda text, _: f"{text} thanks!",
    "no question mark": lambda text, _: text.rstrip(" ?"),
    "doubled spaces": lambda text, _: text.replace(" ", "  "),
    "one slip": _slip,
    "hyphen opened": lambda text, _: _HYPHEN.sub(" ", text),
    "hyphen closed": lambda text, _: _HYPHEN.sub("", text),
    "sign-ups": lambda text, _: _replaced(text, _SIGN_UPS),
    "contraction closed": lambda text, _: _replaced(text, _CONTRACTIONS),
    "contraction opened": lambda text, _: _replaced(text, _OPENED),
    "verb's synonym": _other_verb,
    "please": lambda text, _: f"{unmarked(text)} please{'?' * text.rstrip().endswith('?')}",
    "btw": lambda text, _: f"btw {lowered(text)}",
    "no articles": lambda text, _: re.sub(r"\b(?:the|an?)\s+", "", text, flags=re.IGNORECASE),
    "or not": _or_not,
    "words turned": _turned,
}


@dataclass(frozen=True, slots=True)
class Asked:
    """A question that is shown something, with the history it was asked after."""

    file: str
    text: str
    history: tuple[str, ...]
    sources: frozenset[Sources]


@dataclass(frozen=True, slots=True)
class Changed:
    """A question that a change was made to, and whether it is still shown the same sentences."""

    asked: Asked
    change: str
    text: str
    kept: bool


def shown(knowledge: Knowledge, text: str, history: Sequence[str] = ()) -> frozenset[Sources]:
    """What is shown for a message: the sources of each entry that answers or is the closest."""
    replies: Iterator[Reply] = (part.reply for part in answer(knowledge, text, history).parts)
    return frozenset(entry.stands_on for entry in map(entry_of, replies) if entry is not None)


def asked_of(
    name: str, knowledge: Knowledge, sample: int = 0, *, wrongly: bool = False, seed: int = 0
) -> Iterator[Asked]:
    """The questions of a labelled file that are rightly shown something, or `wrongly` too."""
    found = read_labelled(FILES[name][1], knowledge)
    draw = random.Random(seed)  # noqa: S311 - a sample, not a secret
    for asked in draw.sample(found, min(sample, len(found))) if sample else found:
        sources = shown(knowledge, asked.question, asked.history)
        if sources and (wrongly or all(one & asked.must for one in sources)):
            yield Asked(name, asked.question, asked.history, sources)


def changed(knowledge: Knowledge, asked: Asked, seed: int = 0) -> Iterator[Changed]:
    """A question in every change that alters it."""
    draw = random.Random(f"{seed} {asked.text}")  # noqa: S311 - a sample, not a secret
    for name, change in CHANGES.items():
        text = change(asked.text, draw)
        if text != asked.text:
            kept = asked.sources <= shown(knowledge, text, asked.history)
            yield Changed(asked, name, text, kept)


def measured(
    names: Sequence[str], sample: int = 0, seed: int = 0, *, wrongly: bool = False
) -> Iterator[Changed]:
    """The shown questions of labelled files in every change.

    Args:
        names: The files.
        sample: Of how many questions of each file; 0 for all.
        seed: What the sample and the slips are drawn from.
        wrongly: Whether those count too that are wrongly shown something.
    """
    for faq, files in groupby(names, key=lambda name: FILES[name][0]):
        knowledge = load(faq)
        for name in files:
            for asked in asked_of(name, knowledge, sample, wrongly=wrongly, seed=seed):
                yield from changed(knowledge, asked, seed)


def table(found: Sequence[Changed]) -> str:
    """How many questions each change left as they were, the worst first."""
    rows = []
    for name in CHANGES:
        kept = [one.kept for one in found if one.change == name]
        rows.append((sum(kept) / (len(kept) or 1), name, sum(kept), len(kept)))
    whole = [one.kept for one in found]
    rows = [*sorted(rows), (sum(whole) / (len(whole) or 1), "all", sum(whole), len(whole))]
    return "\n".join(
        f"{name:20} {kept:5} of {count:5} {share:7.1%}" for share, name, kept, count in rows
    )


def main() -> None:
    """Print the table of the files named, or of all that are not sealed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", choices=[*LEARNT, []], help="labelled files")
    parser.add_argument("--show", action="store_true", help="print what is no longer shown")
    parser.add_argument("--sample", type=int, default=0, help="questions of each file; 0 for all")
    parser.add_argument("--all", action="store_true", help="what is wrongly shown as well")
    options = parser.parse_args()
    found = list(measured(options.names or LEARNT, options.sample, wrongly=options.all))
    print(table(found))
    if options.show:
        for one in sorted(found, key=lambda one: one.change):
            if not one.kept:
                print(f"  {one.change}, {one.asked.file}: {one.asked.text!r} -> {one.text!r}")


if __name__ == "__main__":
    main()
