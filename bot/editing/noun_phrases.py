"""Noun phrases and names: what a sentence names, where its grammar is not understood."""

from __future__ import annotations

from collections.abc import Sequence

from bot.editing.english import (
    AUXILIARIES,
    DETERMINERS,
    PLAIN_VERBS,
    PREPOSITIONS,
    SAYING,
    SUBORDINATORS,
    bare,
    base_form,
    is_past,
    is_plural_noun,
)
from bot.editing.wording import lowered
from bot.matching.word_lists import function, verbs, zipf

LONGEST = 4  # words behind the article
RARE = 4.0  # Zipf value below which a single word tells enough
_STOPS = ',.;:!?)”"'
_SIGNS = f"{_STOPS}(“ "


def noun_phrases(text: str) -> list[str]:
    """Noun phrases and names that tell something, the most telling first: "the amber colour"."""
    words = text.split()
    found: dict[str, None] = {}
    at = 0
    while at < len(words):
        named = at > 0 and words[at][0].isupper()
        end = _name_end(words, at) if named else _phrase_end(words, at)
        said = " ".join(words[at:end]).strip(_SIGNS)
        if said[:1].isalnum() and said.count("’") < 2 and _tells(words[at:end]):
            found[said if at else lowered(said)] = None
        at = max(end, at + 1)
    return sorted(found, key=lambda one: min(zipf().get(bare(word), 0.0) for word in one.split()))


def _name_end(words: Sequence[str], at: int) -> int:
    """Where the name ends that begins here."""
    while at < len(words) and words[at][0].isupper():
        at += 1
        if words[at - 1][-1] in _STOPS and len(words[at - 1]) > len("Dr."):
            break
    return at


def _phrase_end(words: Sequence[str], at: int) -> int:
    """Where the noun phrase ends that begins here; here if none surely does."""
    if bare(words[at]) not in {"the", "a", "an"}:
        return at
    end = at + 1
    while end < len(words) and end - at <= LONGEST and _is_of_noun(bare(words[end]), end - at):
        end += 1
        if words[end - 1][-1] in _STOPS:
            return end
    follows = bare(words[end]) if end < len(words) else ""
    if any(is_plural_noun(one) for one in words[at + 1 : end - 1]):
        return at  # "the button pulses white": a verb that is not known
    ends = not follows or follows in PREPOSITIONS | AUXILIARIES | {"and", "or", "that", "who"}
    acts = end > at + 2 and base_form(bare(words[end - 1])) in verbs() and follows in PREPOSITIONS
    return end if ends and not acts and end > at + 1 else at


def _is_of_noun(word: str, place: int) -> bool:
    """Whether a word belongs to a noun phrase, in this place behind its article."""
    closed = function() | AUXILIARIES | PREPOSITIONS | DETERMINERS | SUBORDINATORS
    acts = is_past(word) or base_form(word) in PLAIN_VERBS | SAYING
    return bool(word) and word not in closed and not (acts and place > 1)


def _tells(words: Sequence[str]) -> bool:
    plain = [word for word in map(bare, words) if word not in DETERMINERS]
    return len(plain) > 1 or any(zipf().get(word, 0.0) < RARE for word in plain if len(word) > 2)
