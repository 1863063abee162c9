"""How a clause is worded as a question: cut where a phrase ends, and said as a member would."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.editing.clause_grammar import clause
from bot.editing.english import (
    AUXILIARIES,
    DETERMINERS,
    PLAIN_VERBS,
    PREPOSITIONS,
    SUBORDINATORS,
    bare,
    base_form,
    opener,
)
from bot.matching.word_lists import function, verbs

_CUTS = PREPOSITIONS - {"of"} | {"while", "when", "because", "such", "so", "than"}
_DANGLING = frozenset({"and", "or", "up", "only", "to", "than", "just", "over", "under", "rather"})
_ENDS = DETERMINERS | PREPOSITIONS | SUBORDINATORS | {"not", "and", "or"}
# A clause within that was cut before its verb.
_OPEN = re.compile(
    r"\b(?:that|whether) (?!.*(?:\b(?:is|are|was|were|has|have|had|do|does|did|can|could|will|"
    r"would|should|may|might|must)\b|ed\b))[\w’'-]+(?: [\w’'-]+)*$"
)


def short(words: list[str], most: int) -> str:
    """As many words as fit into so many characters, cut where a phrase begins; "" if nowhere."""
    words = before_and(words)
    full, listed = len(words), is_list(words[1:])
    while len(" ".join(words)) > most:
        cuts = [
            at
            for at, word in enumerate(words)
            if at > 1 and (_cuts(words, at) or (words[at - 1].endswith(",") and not listed))
        ]
        if not cuts:
            return ""
        words = words[: cuts[-1]]
        while words and (bare(words[-1]) in _DANGLING or words[-1].endswith("ing")):
            words = words[:-1]
    said = " ".join(words)
    listing = re.search(r", \w+ \w+", said) and not re.search(
        r"\b(?:and|or)\b", said.rpartition(",")[2]
    )
    if len(words) == full:
        return said
    if listing and not re.search(r"\b(?:an?|the) [\w-]+,", said):
        said = said.partition(",")[0]
    return "" if ("," in said and listing) or _OPEN.search(said) else said


def _cuts(words: Sequence[str], at: int) -> bool:
    """Whether a phrase begins here that can be left out: not the "to" of a verb."""
    following = bare(words[at + 1]) if at + 1 < len(words) else ""
    return bare(words[at]) in _CUTS and not (words[at] == "to" and following in verbs())


def before_and(words: list[str]) -> list[str]:
    """Words up to an "and" behind which another verb follows, or to a comma of no list."""
    _, comma, behind = " ".join(words).partition(", ")
    listed = comma and re.search(r"\b(?:and|or) ", behind) and opener(behind) not in _ENDS
    for at, word in enumerate(words):
        following = [bare(one) for one in words[at + 1 : at + 3]]
        if not following:
            break
        if word.endswith(","):
            written = words[at + 1]
            opens = following[0] in _ENDS or written.endswith(("ing", "ed")) or written[0].isupper()
            apart = opens and not listed and not bare(word).isdigit()
            if apart or is_verb(following[0], following[1:]):
                return [*words[:at], word.rstrip(",")]
        elif bare(word) in {"and", "but", "or"} and at and _acts(words[:at], words[at + 1 :]):
            return words[:at]
    return words


def _acts(before: Sequence[str], following: Sequence[str]) -> bool:
    """Whether what follows an "and" is another verb of the subject, not of a list."""
    if {"between", "both", "either"} & set(map(bare, before)):
        return False
    if clause(" ".join(following)):
        return True
    following = [bare(one) for one in following[:3]]
    finite = len(before) > 1 or following[0] in AUXILIARIES or following[0].endswith("s")
    adverb = len(following) > 1 and following[0] in {"also", "never", "not"}
    return finite and (adverb or is_verb(following[0], following[1:2]))


def is_verb(word: str, behind: Sequence[str]) -> bool:
    """Whether a word can be a verb that says what somebody does, by the word behind it."""
    if word in AUXILIARIES or word.endswith("ing"):
        return word in AUXILIARIES
    base, follows = base_form(word), behind[0] if behind else ""
    opens = follows in DETERMINERS | PREPOSITIONS | {"it", "them", "you"} or follows[:1].isdigit()
    ends = word != base and word.endswith("s") and (not behind or base in PLAIN_VERBS)
    return base in verbs() and (opens or ends or word.endswith("ed"))


def is_list(words: Sequence[str]) -> bool:
    """Whether what stands behind a verb begins with a list of three or more."""
    text = " ".join(words)
    items = re.match(r"((?:[\w’'-]+ ?){1,6}), ((?:[\w’'-]+ ?){1,6})(?:,| (?:and|or) )", text)
    if not items or is_verb(items[2].split()[0], items[2].split()[1:2]):
        return False
    firsts = {opener(items[2]), *map(bare, items[1].split()[:4])}
    return not firsts & (PREPOSITIONS | SUBORDINATORS | {"including", "especially", "not"})


def counted_noun(text: str) -> tuple[str, str] | None:
    """What is counted, "grams of whole beans", and what stands behind it; None if nothing is."""
    words = text.split()
    ends = PREPOSITIONS - {"of"} | SUBORDINATORS | {"and", "or", "to"}
    at = next((at for at, word in enumerate(words) if at and bare(word) in ends), len(words))
    head = " ".join(words[:at]).split(" of ")[0].split()
    counted = head and len(head) < 4 and bare(head[-1]).endswith(("s", "people", "children"))
    return (" ".join(words[:at]), " ".join(words[at:])) if counted else None


def positive(text: str) -> str:
    """A predicate without what denies it, for a question that leaves the answer open."""
    text = re.sub(r"\bneither (.*) nor\b", r"\1 or", text)
    text = re.sub(r"\b(?:no longer|never)\b ?", "", text).replace("nothing", "anything")
    return re.sub(r"(?<!but )\bno (?!more|less|fewer|one)", "any ", text)


_MEMBERS = {"your": "my", "yourself": "myself", "our": "the", "we": "they"}
_MEMBER = re.compile(rf"\b(?:(you)(?: (\w+))?|({'|'.join(_MEMBERS)}))\b", re.IGNORECASE)


def as_member(text: str) -> str:
    """A text as a member would say it: "you" is "I" or "me", "your" is "my"."""

    def turned(at: re.Match[str]) -> str:
        if at[3]:
            return _MEMBERS[at[3].lower()]
        following = _MEMBERS.get(at[2] or "", at[2] or "")
        before = text[: at.start()].split()[-1:]
        told = before and base_form(bare(before[0])) in PLAIN_VERBS | {"let", "show", "send"}
        acts = following in AUXILIARIES | {"also", "cannot"} or following in verbs() - function()
        me = "I" if acts and not told else "me"
        return f"{me} {'am' if following == 'are' else following}".strip()

    return _MEMBER.sub(turned, re.sub(r"\bus\b(?!-)", "them", text))


def tidy(text: str) -> str:
    """A question with one space between words, no comma at its end and a capital first."""
    text = re.sub(r"[ ,;:]+\?", "?", " ".join(text.split()))
    if text.count("“") != text.count("”") or text.count('"') % 2:
        text = re.sub(r'[“”"]', "", text)
    return text[:1].upper() + text[1:]
