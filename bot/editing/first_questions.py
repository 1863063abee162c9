"""The questions that a sentence answers, made from its own words by turning them round."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from bot.editing.clause_grammar import PlainClause, clause, order, readings
from bot.editing.english import DETERMINERS, PREPOSITIONS, PRONOUNS, SAYING, bare
from bot.editing.question_templates import (
    CONDITIONS,
    FirstQuestion,
    fits,
    how_to,
    of_clause,
    of_order,
    what_if,
)
from bot.editing.wording import lowered
from bot.matching.word_lists import grammar, verbs

IsName = Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class Subject:
    """What sentences were about last, for the "it" and the "they" of the next; "" if unknown."""

    one: str = ""
    several: str = ""

    def named(self, pronoun: str) -> str:
        """What "it" or "they", or a form of them, stands for; "" if that is not known."""
        return self.several if pronoun in {"they", "them", "their"} else self.one

    def then(self, text: str, *, plural: bool) -> Subject:
        """With what a sentence was about that comes after."""
        return replace(self, several=text) if plural else replace(self, one=text)


# Where a sentence parts into clauses; those of the second kind are no questions of their own.
_PARTS = re.compile(
    r"; |: | [–—-] |, (?=(?:and|but|while|whereas|so|although|though|because|since|which|who|whose|"
    r"where|otherwise|or|after which|during which|in which|as|except|apart|even|together)\b)"
    r"| (?=(?:because|so that|in order to|although|whereas)\b)"
)
_NO_CLAUSE = re.compile(
    r"(?:which|who|whose|where|because|since|so that|in order|in which|as|except|apart|even|"
    r"together|after|during|or)\b"
)
_RELATIVE = re.compile(r", (?:(?:in|of|for|from) )?(?:which|who|whom|whose|where)\b[^,]*,(?= )")
_REASONS = ("because", "since", "so that", "in order to")
_LINKS = re.compile(r"(?i)^(?:and|but|so|or|while|whereas|although|though) ")
_FILLERS = re.compile(
    r"^(?:it is (?:\w+ ){1,2}to note that|(?:please )?note that|(?:however|in addition|\w+ly),) ",
    re.IGNORECASE,
)
_TALK = re.compile(r"^[“\"]|[!?]$")
_SHORT = {"It’s": "It is", "It's": "It is", "They’re": "They are", "We’re": "We are"}


def questions(text: str, before: Subject, is_name: IsName) -> tuple[list[FirstQuestion], Subject]:
    """The questions that a sentence answers, the best first, and what it was about.

    Args:
        text: A sentence of prose, as it stands.
        before: What the sentences before were about.
        is_name: Whether a capitalised word at the beginning is a name, and stays so.
    """
    first, _, others = re.sub(r" ?\([^)]*\)", "", text).strip().partition(" ")
    said = _FILLERS.sub("", f"{_SHORT.get(first, first)} {others}")
    if _TALK.search(said):
        return [], before
    found: list[FirstQuestion] = []
    about, told = before, False
    parts = _PARTS.split(_RELATIVE.sub("", said))
    for at, part in enumerate(parts):
        plain = _LINKS.sub("", part).strip()
        if not plain or (at and _NO_CLAUSE.match(part)):
            continue
        told = told if at else order(plain) is not None
        reason = any(one.startswith(_REASONS) for one in parts[at + 1 : at + 2])
        asked, then = _asked(plain, about, is_name, reason=reason)
        about = then if asked or not at else about
        found += asked if not at or told or not order(plain) else []
    unique = {one.text: one for one in reversed(found) if fits(one.text)}
    return list(reversed(unique.values())), about


def _asked(
    text: str, before: Subject, is_name: IsName, *, reason: bool
) -> tuple[list[FirstQuestion], Subject]:
    """The questions of one clause, and what the next may point back to."""
    for lead, main in readings(text):
        opener, *behind = map(bare, lead.split() or [""])
        told = order(main)
        acts = behind and (behind[0] in verbs() or (told and behind[0] not in DETERMINERS))
        if opener == "to" and acts:
            return list(how_to(_pointed(lead[3:], before))), _done_to(lead[3:], before)
        if told and opener != "according":
            done, refused = told
            return list(of_order(lead, done, refused=refused, reason=reason)), before
        if found := clause(main):
            owned = bare(main.split()[0]) in {"its", "their"}
            resolved = without_pointers(found, before, is_name)
            if resolved is None:
                return [], before
            about = before if owned else _subject(resolved, before)
            return list(of_clause(lead, resolved, reason=reason)), about
        if opener in CONDITIONS and len(behind) > 1:
            first = bare(main.split()[0])
            acts = main[0].isupper() or first in DETERMINERS | PRONOUNS | PREPOSITIONS
            return [what_if(lead, acts=acts)], before
    return [], Subject()


def _pointed(doing: str, before: Subject) -> str:
    """What is done, with what "it" or "them" stands for where that is known."""
    for pronoun in ("it", "them"):
        if named := before.named(pronoun):
            doing = re.sub(rf"\b{pronoun}\b", named, doing, count=1)
    return doing


def _done_to(doing: str, before: Subject) -> Subject:
    """What something is done to: "a clan" of "join a clan"."""
    at = re.search(r"\b(?:an?|the) [\w-]+(?: [\w-]+)?$", doing)
    return before.then(at[0], plural=False) if at else before


def without_pointers(found: PlainClause, before: Subject, is_name: IsName) -> PlainClause | None:
    """A clause without the capital of its sentence, its pronouns named; None if they can't be."""
    return _resolved(_without_capital(found, is_name), before)


def _without_capital(found: PlainClause, is_name: IsName) -> PlainClause:
    first, *others = found.subject
    named = is_name(first) or (others and others[0][0].isupper() and bare(first) not in DETERMINERS)
    return found if named else replace(found, subject=(lowered(first), *others))


def _subject(found: PlainClause, before: Subject) -> Subject:
    """What a clause is about, where the next may call it "it" or "they"."""
    said, first = " ".join(found.subject).strip(","), bare(found.subject[0])
    pointless = {"i", "no", "nobody", "there", "you", "we"}
    if len(found.subject) > 6 or first in pointless or _is_person(said) or found.verb == "say":
        return before
    if (found.plural and first in grammar("numbers")) or said[0].isdigit():
        said = f"the {said.partition(' ')[2]}"
    return before.then(said, plural=found.plural)


def _is_person(text: str) -> bool:
    return len(text.split()) == 2 and text.istitle()


def _resolved(found: PlainClause, before: Subject) -> PlainClause | None:
    """A clause whose "it" or "they" is named by what was before; None where that is unknown."""
    first, *others = found.subject
    alone = first in {"he", "she", "this", "these", "that", "those"} and not others
    if alone or first in {"his", "her"}:
        return None
    named = before.named(first)
    subject: tuple[str, ...] = found.subject
    if first in {"it", "they"} and not others:
        subject = tuple(named.split())
    elif first in {"its", "their"}:
        owner = named + ("’" if named.endswith("s") else "’s")
        subject = (*owner.split(), *others) if named and len(named.split()) < 4 else ()
    rest = list(found.rest)
    for at, word in enumerate(rest[:3] if found.verb not in SAYING else ()):
        if bare(word) in {"it", "them"}:
            named = before.named(bare(word))
            if not named or named in " ".join(subject):
                return None
            rest[at] = named + word[len(word.rstrip(".,")) :]
    return replace(found, subject=subject, rest=tuple(rest)) if subject else None
