"""Tells a message that only states, judges or exclaims something from one that asks.

It is told by its form: who or what, a form of "be", and an opinion or what it is; an opinion alone;
what somebody loves or hates. A report that something fails, a wish, keywords, and whatever is in
doubt may ask, and are no statement.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.answering.cutting import clauses
from bot.answering.small_talk import topic
from bot.answering.units import Unit
from bot.matching.lexicon import TermKind, bases, lexicon
from bot.matching.text import tokens
from bot.matching.word_lists import grammar, zipf

_STATED = re.compile(r"[^.?!\n]+(?:[.?!](?=\S)[^.?!\n]*)*[.?!]*")
_BE = frozenset({"is", "are", "was", "were", "am"})
_SELF = frozenset({"i", "we"})
_WHEN = frozenset({"in", "on", "at", "from"})
_PEOPLE = _SELF | {"he", "she", "they", "you", "everyone", "everybody", "people"}
_WHOSE = frozenset({"my", "his", "her", "our", "their"})
_REPORTED = frozenset({"i", "we", "my", "our", "there", "it", "they"})
"""What is said of these, other than an opinion, may be a report: "my phone is a brick"."""

_VERDICTS = frozenset({"sucks", "suck", "rocks", "stinks"})
MOST_BEFORE = 8  # words of who or what is spoken of
MOST_OF_SELF = 4  # words of an opinion of oneself: "so tired of this", but not "happy to pay for …"
MOST_MARVELLED = 5  # words of "such a good movie"
MOST_JUDGED = 1  # words that an opinion without a verb judges: "nice site", not "nice hotel rome"


def only_states(text: str) -> bool:
    """Whether a message asks nothing: each of its sentences states something or is small talk."""
    sentences = [found[0] for found in _STATED.finditer(text) if tokens(found[0])]
    return bool(sentences) and all(map(states, sentences))


def states(sentence: str) -> bool:
    """Whether one sentence only states, judges or exclaims something, or is small talk."""
    words = tokens(sentence)
    if "?" in sentence:
        return False
    if topic(words) is not None or _marvels(words):
        return True
    rest = _past_chat(words)
    if (
        not rest
        or _holds(rest[:1], "bidding")
        or any(clause.asks for clause in clauses(sentence))
        or any(_holds(rest, name) for name in ("asking", "wishing", "failing"))
    ):
        return False
    emphatic = len(rest) < len(words) or sentence.rstrip().endswith("!")
    if len(rest) <= MOST_JUDGED + 2 and rest[-1] in _VERDICTS:
        return True
    return _feels(rest) or _exclaims(rest, MOST_JUDGED + emphatic) or _claims(rest)


def idle_word(text: str, units: Sequence[Unit]) -> bool:
    """Whether a message is one everyday word, no name and nothing that people ask for.

    Args:
        text: The message.
        units: Its units that say something.
    """
    if "?" in text or len(tokens(text)) > 1:
        return False
    return [unit.kind for unit in units] == [TermKind.CONTENT]


def _holds(words: Sequence[str], name: str) -> bool:
    return not grammar(name).isdisjoint(words)


def _past_chat(words: Sequence[str]) -> Sequence[str]:
    """The words without greetings and interjections at their head and their end."""
    said = [at for at, word in enumerate(words) if not _interjects(word)]
    return words[said[0] : said[-1] + 1] if said else ()


def _interjects(word: str) -> bool:
    term = lexicon().exact(word)
    lists = ("evaluating", "feeling", "wishing", "failing", "degrees")
    return (
        term is not None
        and term.kind is TermKind.CHAT
        and not any(word in grammar(name) for name in lists)
    )


def _past_degrees(words: Sequence[str]) -> Sequence[str]:
    at = next((at for at, word in enumerate(words) if word not in grammar("degrees")), len(words))
    return words[at:]


def _marvels(words: Sequence[str]) -> bool:
    """Whether it marvels: "what a day", "how nice"."""
    if words[0] == "what" and words[1:2] in (["a"], ["an"]):
        return len(words) == 3 or _holds(words[2:3], "evaluating")
    if words[:2] == ["such", "a"]:
        return len(words) <= MOST_MARVELLED
    return words[0] == "how" and len(words) == 2 and words[1] in grammar("evaluating")


def _feels(words: Sequence[str]) -> bool:
    """Whether it says what people love or hate; "i like to" is a wish."""
    if words[0] in _WHOSE:
        words = words[1:]  # "my boss loves it"
    elif words[0] not in _PEOPLE:
        return False
    rest = _past_degrees(words[1:])
    return _holds(rest[:1], "feeling") and rest[1:2] not in ([], ["to"])


def _exclaims(words: Sequence[str], most: int) -> bool:
    """Whether it is an opinion without a verb, of so many words at most: "nice site"."""
    rest = _past_degrees(words)
    judging = grammar("evaluating") | grammar("degrees") | grammar("address")
    judged = [word for word in rest[1:] if word not in judging]
    if not judged:
        return _holds(rest[:1] or words, "evaluating")
    linked = _holds(rest, "prepositions") or _holds(rest, "verbs")
    return _holds(rest[:1], "exclaiming") and len(judged) <= most and not linked


def _claims(words: Sequence[str]) -> bool:
    """Whether it says what somebody or something is: an opinion, a kind, by whom it is done."""
    at = next((at for at, word in enumerate(words[: MOST_BEFORE + 1]) if word in _BE), 0)
    subject, said = words[:at], words[at + 1 :]
    if not subject or not said:
        return False
    opinion = _past_degrees(said)
    if _holds(opinion[:1], "evaluating"):
        return subject[-1] not in _SELF or len(opinion) <= MOST_OF_SELF
    if subject[0] in _REPORTED:
        return False
    # What is said of a certain thing may be a report too: "the screen is a mirror now".
    return (said[0] in ("a", "an") and subject[0] != "the") or _done(subject, said)


def _done(subject: Sequence[str], said: Sequence[str]) -> bool:
    """Whether it says by whom something was done, or of what has a name when or where."""
    if len(said) < 3 or not bases(said[0]) or said[0].endswith(("ing", "s")):
        return False
    return said[1] == "by" or (said[1] in _WHEN and any(map(_names, subject)))


def _names(word: str) -> bool:
    kind = lexicon().kind(word)
    return kind is TermKind.NAME or (kind is None and word not in zipf())
