"""Tells small talk, alone or around a question, orders, insults and what can't be read."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from bot.answering.reply import Topic
from bot.matching.lexicon import TermKind, asks, lexicon
from bot.matching.text import is_identifier, normalise, tokens, words
from bot.matching.word_lists import grammar, lines

TOPICS: tuple[Topic, ...] = ("hello", "thanks", "bye", "who", "help", "chat")

_LINK = re.compile(r"(?:https?://|www\.)\S+|<[@#:a-zA-Z][^<>\s]{0,80}>", re.IGNORECASE)
_FENCE = re.compile(r"```.*?(?:```|\Z)", re.DOTALL)
_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_EMOTICON = re.compile(r"(?<!\S)(?:<3+|[:;=]-?3|8-?\))(?=\s*$)")  # its digit is no number
_TAG = re.compile(r"</[a-zA-Z]+>")
_REPEATED = re.compile(r"([a-z])\1{2,}")
_BABBLE = re.compile(r"\b(\w{2,})(?:\W+\1\b){2,}", re.IGNORECASE)
LATIN = 0x24F  # the last code point of Latin Extended-B
MARKS = 0.3  # the share of marks, of all that is not white space, from which a message is code
FOREIGN = 0.5  # the share of letters outside Latin from which a message is in another script


def plain(text: str) -> str:
    """The message without links, mentions, code, invisible characters and a last emoticon."""
    return _INVISIBLE.sub("", _EMOTICON.sub("", _LINK.sub(" ", _FENCE.sub(" ", text)))).strip()


def unframed(text: str) -> str:
    """A question without the manners around it: "hey, can you tell me when it opens? thanks!".

    What consists of nothing else is left as it is.
    """
    said = words(text)
    plain = " ".join(word.text for word in said)
    before, after = _manners()
    head, tail = before.match(plain), after.search(plain)
    first = head[0].count(" ") if head else 0
    left = plain[: tail.start()].count(" ") + 1 if tail else len(said)
    if first >= left or not (head or tail):
        return text
    if left == len(said):
        return text[said[first].start :]
    kept = text[said[first].start : said[left].start].rstrip(" ,;:-–—")
    return f"{kept}?" if text.rstrip().endswith("?") and not kept.endswith("?") else kept


@lru_cache(maxsize=1)
def _manners() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What is said before a question, and what after it."""
    before, after = (_any_of(grammar("manners") | grammar(other)) for other in ("framing", "tags"))
    return re.compile(f"(?:(?:{before}) )+"), re.compile(f"(?: (?:{after}))+$")


def _any_of(phrases: Iterable[str]) -> str:
    """A pattern of any of some phrases, the longest first."""
    return "|".join(map(re.escape, sorted(phrases, key=lambda one: (-len(one), one))))


def unreadable(text: str) -> bool:
    """Whether there is nothing to read: no letters, babble, code, or another script."""
    text = unicodedata.normalize("NFKC", text)  # fancy letters are read as what they look like
    visible = [character for character in text if not character.isspace()]
    letters = [character for character in visible if character.isalnum()]
    named = any(map(str.isalpha, letters)) or any(map(is_identifier, tokens(text)))
    if not named or _TAG.search(text) or _BABBLE.search(text):
        return True
    foreign = 0 if text.isascii() else sum(ord(character) > LATIN for character in letters)
    marks = len(visible) - len(letters)
    return foreign > FOREIGN * len(letters) or (marks > 4 and marks > MARKS * len(visible))


def hostile(words: Sequence[str], own: frozenset[str]) -> bool:
    """Whether the message gives the bot orders, or holds insults and nothing to answer.

    A word that the FAQ's `own` words hold is no order by itself.
    """
    text = f" {' '.join(words)} "
    if any(order not in own for order in _listed("orders").findall(text)):
        return True
    if asks(words) and not grammar("addressed").intersection(words):
        return False
    rest = _listed("insults").sub("", text)
    return rest != text and not any(_says(word) for word in rest.split())


def withdrawn(words: Sequence[str]) -> bool:
    """Whether words take a question back: "never mind", "found it"; one word at an end of them."""
    found = _listed("withdrawn").findall(f" {' '.join(words)} ")
    return any(" " in phrase or phrase in (words[0], words[-1]) for phrase in found)


def topic(words: Sequence[str]) -> Topic | None:
    """The topic of small talk; None for a message that may be a question."""
    calm = _REPEATED.sub(r"\1", " ".join(words)).split()
    return _about(words) or (_about(calm) if calm != [*words] else None)


def _about(words: Sequence[str]) -> Topic | None:
    found, rest = _taken(words)
    if found and rest and grammar("address").issuperset(rest):
        return found[0]
    if any(_asks(word, beside=bool(found)) for word in rest):
        return None
    return found[0] if found else "chat"


def _taken(words: Sequence[str]) -> tuple[list[Topic], list[str]]:
    """The topics whose phrases stand in a message, longest first, and the words beside them."""
    topics: list[Topic] = []
    rest: list[str] = []
    at = 0
    while at < len(words):
        for length in range(min(_longest().get(words[at], 0), len(words) - at), 0, -1):
            found = _topics().get(" ".join(words[at : at + length]))
            if found is not None:
                topics.append(found)
                at += length
                break
        else:
            rest.append(words[at])
            at += 1
    return topics, rest


def _asks(word: str, *, beside: bool) -> bool:
    """Whether a word makes a message a question; `beside` a greeting or thanks chat does not."""
    if word in grammar("asking"):
        return True
    return _says(word) and not (
        beside and (word in grammar("address") or lexicon().kind(word) is TermKind.CHAT)
    )


def _says(word: str) -> bool:
    """Whether a word may be part of a question about something."""
    if len(word) == 1 and not word.isdigit():
        return False
    term = lexicon().term(word)
    return (
        term is None or bool(term.concepts) or term.kind not in (TermKind.CHAT, TermKind.FUNCTION)
    )


@lru_cache(maxsize=1)
def _phrases() -> Mapping[str, Sequence[str]]:
    found: dict[str, list[str]] = {}
    for line in lines("talk.txt"):
        found.setdefault(line.section, []).append(normalise(line.name))
    return found


@lru_cache(maxsize=3)
def _listed(section: str) -> re.Pattern[str]:
    """Any phrase of a section between spaces."""
    return re.compile(f"(?<= )(?:{_any_of(_phrases()[section])})(?= )")


@lru_cache(maxsize=1)
def _longest() -> Mapping[str, int]:
    """For the first word of a phrase of small talk how many words the longest such has."""
    found: dict[str, int] = {}
    for text in _topics():
        first = text.partition(" ")[0]
        found[first] = max(found.get(first, 0), text.count(" ") + 1)
    return found


@lru_cache(maxsize=1)
def _topics() -> Mapping[str, Topic]:
    return {text: topic for topic in TOPICS for text in _phrases()[topic]}
