"""English words as far as the grammar of plain sentences needs them: lists, and forms of verbs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

from bot.matching.lexicon import bases
from bot.matching.word_lists import lines, verbs, zipf


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


BE = frozenset({"is", "are", "was", "were"})
HAVE, DO = frozenset({"has", "have", "had"}), frozenset({"do", "does", "did"})
MODALS = frozenset({"can", "could", "will", "would", "should", "may", "might", "must"})
AUXILIARIES = BE | HAVE | DO | MODALS
DETERMINERS = _words(
    "the a an this that these those my your our its their his her each every any all no some "
    "both most many several few another such nobody everyone"
)
PREPOSITIONS = _words(
    "about above after against along among around at before behind below beneath between "
    "beyond by during for from in inside into near of off on onto out outside over per since "
    "through to towards toward under until up with within without"
)
SUBORDINATORS = _words(
    "that who whom whose which where when while if whether because since until unless once "
    "although though as than what how why whereas whoever"
)
ADVERBS = _words(
    "alike apart also always already ever first hardly just merely never now often only "
    "really simply soon still then therefore usually yet however even nearly almost more less "
    "further together"
)
PRONOUNS = _words("it they he she you we i nobody everyone")
RELATIVES = frozenset({"that", "who", "which"})
SAYING = _words(
    "say tell mean show suggest find know think believe argue admit claim confirm deny report "
    "fear hope expect warn announce"
)
# Verbs that are hardly ever nouns, so that no object need tell them apart.
PLAIN_VERBS = _words(
    "take make give get go come mean require become remain bring keep put tell contain "
    "include receive provide allow cost lose gain own use need "
    "stay seem happen last"
)
NOUN_ENDINGS = ("al", "ion", "ment", "ance", "ence", "ness", "ity", "ship")
PLURAL_HEADS = _words("people children men women police they we these those both")
NO_SUBJECTS = _words("last next today yesterday tomorrow there and or but so not please")
QUANTIFIERS = _words("about almost around nearly over roughly")
_EDGES = " \t\n.,;:!?()[]\"'“”‘’`"


def bare(word: str) -> str:
    """A written word without the signs around it, in lower case."""
    return word.strip(_EDGES).lower()


def is_plural(subject: Sequence[str]) -> bool:
    """Whether a subject is several, by its head or by "and"."""
    head = [*_head(subject)]
    last = bare(head[-1]) if head else ""
    if bare(subject[0]).endswith("ing") and len(subject) > 1:
        return False
    if "and" in map(bare, subject) or last in PLURAL_HEADS:
        return True
    return is_plural_noun(last) and bare(head[0]) not in {"a", "an", "each", "every"}


def _head(subject: Sequence[str]) -> Iterator[str]:
    """The words of a subject before its first preposition or relative clause."""
    for at, word in enumerate(subject):
        plain = bare(word)
        if at and (plain in PREPOSITIONS | SUBORDINATORS or (at > 1 and is_participle(plain))):
            return
        yield word


def is_plural_noun(word: str) -> bool:
    """Whether a noun looks like several."""
    return word in PLURAL_HEADS or (
        len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is"))
    )


def base_form(word: str) -> str:
    """The base of a form of a verb: the one that is a verb, or else the commonest."""
    regular = [word[:-cut] for cut, ending in ((1, "s"), (2, "es")) if word.endswith(ending)]
    forms = [*(bases(word) or (word,)), *regular]
    return max(forms, key=lambda form: (form in verbs(), zipf().get(form, 0.0)))


def is_past(word: str) -> bool:
    """Whether a word is a past form that needs no auxiliary: "closed", "went", not "gone"."""
    return word in irregular_past() or (word.endswith("ed") and len(word) > 4)


@lru_cache(maxsize=1)
def irregular_past() -> frozenset[str]:
    """The past forms of irregular verbs: "went", "sold"."""
    forms = (line.members for line in lines("irregular.txt") if line.section == "forms")
    return frozenset(found[1] for found in forms if len(found) > 1 and found[0] in verbs())


def is_participle(word: str) -> bool:
    """Whether a word is what stands behind "has" or "was": "closed", "gone"."""
    return word.endswith(("ed", "en", "wn")) or (bool(bases(word)) and is_past(word))
