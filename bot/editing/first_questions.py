"""The questions that a sentence, a list or a table answers, made of its own words."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from bot.editing.clause_grammar import PlainClause, clause, readings
from bot.editing.english import (
    AUXILIARIES,
    DETERMINERS,
    MODALS,
    PREPOSITIONS,
    PRONOUNS,
    RARE,
    SAYING,
    SUBORDINATORS,
    as_member,
    bare,
    is_plural_noun,
    lowered,
    opener,
    order,
    tidy,
)
from bot.editing.question_templates import (
    CONDITIONS,
    Asks,
    FirstQuestion,
    fits,
    how_to,
    of_clause,
    of_list,
    of_order,
    what_if,
)
from bot.matching.word_lists import function, grammar, verbs, zipf

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

    `before` is what the sentences before were about; `is_name` tells whether a word keeps the
    capital that it has at the beginning.
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
        begins, *behind = map(bare, lead.split() or [""])
        told = order(main)
        acts = behind and (behind[0] in verbs() or (told and behind[0] not in DETERMINERS))
        if begins == "to" and acts:
            return list(how_to(_pointed(lead[3:], before))), _done_to(lead[3:], before)
        if told and begins != "according":
            done, refused = told
            return list(of_order(lead, done, refused=refused, reason=reason)), before
        if found := clause(main):
            owned = opener(main) in {"its", "their"}
            resolved = _without_pointers(found, before, is_name)
            if resolved is None:
                return [], before
            about = before if owned else _subject(resolved, before)
            return list(of_clause(lead, resolved, reason=reason)), about
        if begins in CONDITIONS and len(behind) > 1:
            acts = main[0].isupper() or opener(main) in DETERMINERS | PRONOUNS | PREPOSITIONS
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


def _subject(found: PlainClause, before: Subject) -> Subject:
    """What a clause is about, where the next may call it "it" or "they"."""
    said, first = " ".join(found.subject).strip(","), bare(found.subject[0])
    pointless = first in {"i", "no", "nobody", "there", "you", "we"} or found.verb == "say"
    is_person = len(found.subject) == 2 and said.istitle()
    if len(found.subject) > 6 or pointless or is_person:
        return before
    if (found.plural and first in grammar("numbers")) or said[0].isdigit():
        said = f"the {said.partition(' ')[2]}"
    return before.then(said, plural=found.plural)


def _without_pointers(found: PlainClause, before: Subject, is_name: IsName) -> PlainClause | None:
    """A clause without the capital of its sentence, its pronouns named; None if they can't be."""
    first, *others = found.subject
    known = others and others[0][0].isupper() and bare(first) not in DETERMINERS
    first = first if known or is_name(first) else lowered(first)
    alone = first in {"he", "she", "this", "these", "that", "those"} and not others
    if alone or first in {"his", "her"}:
        return None
    named = before.named(first)
    subject: tuple[str, ...] = (first, *others)
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


# Lists and tables: by what introduces them, a heading, and their cells.

_POINTS = re.compile(r"\b(?:follow(?:s|ing)?|these|this|below)\b", re.IGNORECASE)
_FORBIDS = re.compile(
    r"(?:^(?:please )?(?:avoid|never|do not|don[’']ts?)|\b(?:forbidden|prohibited|banned|"
    r"(?:not|\w+n[’']t) (?:allowed|permitted)|not to do|(?:must|should)(?: not|n[’']t| never)))\b"
    r"(?! (?:need|have to|forget))",
    re.IGNORECASE,
)
_FORGET = re.compile(r"(?i)(?:\b(?:do not|don[’']t)|\bnot|\bnever|n[’']t) forget to$")


def _open_clause(stem: str) -> tuple[str, PlainClause] | None:
    """What leads a clause in, and the clause, where its end is missing: "You must not"."""
    for lead, main in readings(f"{stem} these"):
        if found := clause(main):
            said = found.rest[:-1]
            last = bare(said[-1]) if said else ""
            ends = last in function() | AUXILIARIES | PREPOSITIONS | SUBORDINATORS
            acts = len(said) == 1 and found.verb != "be"
            return (lead, replace(found, rest=said)) if not said or ends or acts else None
    return None


def _is_condition(stem: str) -> bool:
    return opener(stem) in CONDITIONS and not _open_clause(stem)


def forbids(text: str) -> bool:
    """Whether a heading or an introducing line forbids what stands under it."""
    asks = {bare(word) for word in text.split()} & (CONDITIONS | {"why", "how"})
    return not asks and bool(_FORBIDS.search(text))


def read_on(stem: str, item: str, is_name: IsName) -> str:
    """An item of a list with the line that introduces it, as one clause; "" if it is none."""
    stem, first = _FORGET.sub("", stem).strip(), item.partition(" ")[0]
    item = re.sub(r"[;,.]?(?: (?:and|or))?$", "", item)
    said = item if is_name(first) else lowered(item)
    if not stem or _POINTS.search(stem):
        return ""
    if _is_condition(stem):
        return f"{stem}, {said}"
    joined, last = f"{stem} {said}", bare(stem.split()[-1])
    acts = last in MODALS | {"not", "never", "to"}
    if opened := _open_clause(stem):
        lead, found = opened
        names = bare(first) in DETERMINERS | PREPOSITIONS or first[:1].isdigit()
        if names if acts else order(item):
            return ""
        aim = lead.startswith("To ") and found.rest
        return f"{stem[len(lead) :].lstrip(' ,')} {said} {lowered(lead)}" if aim else joined
    return joined if acts or order(joined) else ""


def forbidden(item: str) -> str:
    """An item that is told as an order, forbidden; "" if it is no order."""
    told = order(item)
    return f"You must not {lowered(told[0])}" if told and not told[1] else ""


def of_lead(stem: str, heading: str, before: Subject, is_name: IsName) -> Iterator[FirstQuestion]:
    """The questions that a whole list answers, by what introduces it.

    That is the `stem`, the line before it without its colon, or where it says too little the
    heading above.
    """
    told, asked = order(f"{stem} these things"), list[FirstQuestion]()
    vague = True
    if not stem or _POINTS.search(stem):
        pass
    elif _is_condition(stem):
        asked, vague = [what_if(stem, acts=False)], False
    elif opened := _open_clause(stem):
        lead, found = opened
        named = _without_pointers(found, before, is_name)
        told_all = list(of_list(lead, named)) if named else []
        too_little = not lead and not found.rest and bare(found.subject[0]) == "you"
        vague = not told_all or too_little
        asked = told_all if found.denied or not vague else []
    elif told and told[0].count(" ") == 2:
        refused, verb = "not " * told[1], lowered(told[0].split()[0])
        asked, vague = [FirstQuestion(Asks.WHAT, f"What should I {refused}{verb}?")], False
    elif not (clause(stem) or order(stem) or forbids(stem)):
        named_so = " " in stem and opener(stem) not in function() - {"the"}
        asked, vague = (list(of_title(stem, is_name)), False) if named_so else ([], True)
    yield from asked
    if vague and not asked and forbids(stem):
        yield _NOT_ALLOWED
    if vague and heading and not heading.endswith("?"):
        yield from of_title(heading, is_name)


_NOT_ALLOWED = FirstQuestion(
    Asks.WHAT, "What must I not do?", ("what is not allowed", "what is forbidden")
)


def of_title(title: str, is_name: IsName) -> Iterator[FirstQuestion]:
    """The questions of a heading that asks nothing, but names the list or table under it."""
    said = as_member(title if is_name(title.partition(" ")[0]) else lowered(title))
    words = [bare(word) for word in title.split()]
    telling = [word for word in words if word not in function()]
    if words[:1] == ["what"] and (opened := _open_clause(tidy(title[5:]))):
        yield from of_list(*opened)
        return
    if forbids(title):
        yield _NOT_ALLOWED
    several = words and title.replace(" ", "").isalpha() and len(telling) == len(words) < 4
    if several and is_plural_noun(words[-1]) and words[-1][-3:] != "ers" and words[0][-3:] != "ing":
        yield FirstQuestion(Asks.WHAT, f"What are the {said}?")
    # A lone everyday word would attract questions about anything.
    tells = len(telling) > 1 or any(zipf().get(word, 0.0) < RARE for word in telling)
    asked = f"What does the article say about {said}?"
    yield FirstQuestion(Asks.ABOUT, asked, (title,) if tells else ())


_PRICE = re.compile(r"[$€£] ?\d|\d ?(?:[$€£]|(?:euro|pound|dollar|cent)s?\b|(?:EUR|USD|GBP)\b)")
_PRICED = re.compile(
    r"\b(?:price|cost|fee|rate|charge|fare|rent|deposit|fine|total|amount)s?\b", re.IGNORECASE
)


def of_row(text: str) -> Iterator[FirstQuestion]:
    """What the cells of a row say of the first."""
    found = [cell.partition(":") for cell in text.strip("| ").split("|")]
    cells = [(head.strip(), cell.strip()) for head, colon, cell in found if colon]
    (kind, name), *others = cells or [("", "")]
    of = name if " " in name else f"{kind.lower()} {name}"
    others = others if name else []
    shapes = [re.sub(r"[\d.,]+", "", cell).rstrip("s") for _, cell in others]
    keys = []
    for (head, cell), shape in zip(others, shapes, strict=True):
        said = f"{of} {head}"
        priced = _PRICE.search(cell) and not _PRICED.search(head)
        several = re.search(r"[^su]s$", head.lower())
        if priced and several and not re.search(r"days?$", name):
            what = name if name.isalpha() and len(name) > 2 else of
            yield FirstQuestion(
                Asks.HOW_MANY, f"How much is {what} for {lowered(head)}?", (said, f"{said} price")
            )
        elif priced or (shapes.count(shape) > 1 and not _PRICED.search(head)):
            keys.append(said)  # a case, as "Weekend" is, rather than what the row has
        else:
            be = "are" if several else "is"
            yield FirstQuestion(Asks.WHAT, f"What {be} the {head.lower()} for {of}?", (said,))
    if keys:
        asked = f"What does the article say about {of}?"
        yield FirstQuestion(Asks.ABOUT, asked, tuple(keys))
