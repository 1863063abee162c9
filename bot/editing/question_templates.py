"""The templates of questions: what a clause or an order answers, worded as a question."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from bot.editing.clause_grammar import PlainClause, before_and, short
from bot.editing.english import (
    BE,
    DO,
    PREPOSITIONS,
    SAYING,
    as_member,
    bare,
    counted_noun,
    is_list,
    is_participle,
    lowered,
    opener,
    positive,
    tidy,
)
from bot.faq.model import SHOWN
from bot.matching.word_lists import grammar


class Asks(StrEnum):
    """What a question asks for; what `footnote new` counts."""

    HEADING = "as a heading asks"
    WHAT = "what"
    HOW = "how to"
    WHAT_IF = "what if"
    WHEN = "when"
    HOW_MANY = "how many or much"
    WHY = "why"
    WHO = "who"
    WHETHER = "yes or no"
    ABOUT = "about something"


@dataclass(frozen=True, slots=True)
class FirstQuestion:
    """A question that is good enough to be shown, and other ways to say it."""

    asks: Asks
    text: str
    others: tuple[str, ...] = ()


_LAST = frozenset(
    {"with", "to", "of", "for", "from", "by", "at", "and", "or", "the", "a", "none", "than", "just"}
)


def fits(text: str) -> bool:
    """Whether a question can be shown: it is not too long, and not cut within a phrase."""
    words = text.split()
    whole = text.count("(") == text.count(")") and words[-1].strip("?") not in _LAST
    return whole and 10 < len(text) <= SHOWN and len(words) > 2


# Orders: "clean the jar", "never rinse it", with or without a condition before them.

CONDITIONS = frozenset({"if", "when", "whenever", "once"})
_BEFORE = CONDITIONS | {"before", "after", "while"}
_ORDER = 60  # characters of what somebody is told to do


def of_order(lead: str, done: str, *, refused: bool, reason: bool) -> Iterator[FirstQuestion]:
    """The questions that an order answers: what is to be done, or not where it is `refused`.

    `lead` is the condition before it, if any; `reason` says that one is given.
    """
    done = short(lowered(done).split(), _ORDER)
    if opener(lead) in _BEFORE:
        condition = as_member(lowered(lead))
        yield FirstQuestion(Asks.WHAT_IF, f"What should I do {condition}?", (condition, done))
        return
    if not lead and re.search(r"\b(?:it|them|its|their|there)\b", done):
        return
    asked = as_member(positive(done) if refused else done)
    if reason:
        yield FirstQuestion(Asks.WHY, f"Why should I {'not ' if refused else ''}{asked}?")
    if refused:
        yield FirstQuestion(Asks.WHETHER, f"Can I {asked}?", (f"am i allowed to {asked}",))
    else:
        others = (f"how do i {asked}", f"when should i {asked}")
        yield FirstQuestion(Asks.WHETHER, f"Should I {asked}?", others)


def how_to(doing: str) -> Iterator[FirstQuestion]:
    """How to do something; nothing if it does not say what."""
    doing = as_member(doing)
    vague = re.search(r"\b(?:it|them|this|that|one)\b", doing) or len(doing.split()) < 2
    if not vague and not doing.startswith(("be ", "have ")):
        yield FirstQuestion(
            Asks.HOW, f"How do I {doing}?", (f"how to {doing}", f"how can i {doing}")
        )


def what_if(lead: str, *, acts: bool, allowed: bool = False) -> FirstQuestion:
    """What happens under a condition, or what to do then."""
    condition = as_member(lowered(lead))
    what = "What can I do" if allowed else "What happens" if acts else "What should I do"
    return FirstQuestion(Asks.WHAT_IF, f"{what} {condition}?", (condition,))


# Statements: who does what, turned round.


@dataclass(frozen=True, slots=True)
class _Turned:
    """A clause being asked: how the question begins, who does it, and what led the clause in."""

    found: PlainClause
    auxiliary: str
    subject: str
    end: str
    room: int

    @classmethod
    def of(cls, lead: str, found: PlainClause) -> _Turned:
        said = " ".join(found.subject)
        subject = "I" if said.lower() == "you" else as_member(said)
        allows = found.auxiliary == "may" or (found.auxiliary == "must" and found.denied)
        am = found.auxiliary == "are" and subject == "I"
        auxiliary = "can" if allows else "am" if am else found.auxiliary
        end = f" {as_member(lowered(lead))}" if opener(lead) in PREPOSITIONS else ""
        return cls(found, auxiliary, subject, end, SHOWN - 8 - len(auxiliary + subject + lead))

    def asked(self, word: str, rest: str, end: str | None = None) -> str:
        """The question that begins with a word and asks for what the rest leaves open."""
        said = as_member(f"{self.auxiliary} {self.subject} {rest}")
        return tidy(f"{word} {said}{self.end if end is None else end}?")

    @property
    def nobody(self) -> bool:
        """Whether the subject is none."""
        return re.match(r"(?:no|nobody)\b", self.subject) is not None


def of_clause(lead: str, found: PlainClause, *, reason: bool) -> Iterator[FirstQuestion]:
    """The questions that a clause answers, with what leads it in, and perhaps a `reason` given."""
    turned = _Turned.of(lead, found)
    rest = positive(short(list(found.rest), turned.room))
    if re.fullmatch(r"(?:\S+ ){0,2}(?:this|that)", rest):
        return
    told = bare(found.subject[0]) == "we" and found.verb == "be"  # who "they" are, nobody knows
    if told or (turned.subject == "there" and turned.auxiliary == "can"):
        return
    if opener(lead) in CONDITIONS:
        allowed = turned.subject == "I" and turned.auxiliary in {"can", "could"}
        yield what_if(lead, acts=True, allowed=allowed)
        return
    if reason and rest and not turned.nobody:
        yield FirstQuestion(Asks.WHY, turned.asked("Why", f"{'not ' * found.denied}{rest}", ""))
    yield from _amounts(turned)
    yield from _times(turned, lead)
    yield from _definitions(turned)
    yield from _persons(turned)
    if is_list(found.object) and found.verb != "be":
        yield FirstQuestion(Asks.WHAT, turned.asked("What", found.rest[0]))
    if rest:
        yield from _whether(turned, rest)


def _whether(turned: _Turned, rest: str) -> Iterator[FirstQuestion]:
    asked = turned.asked("", rest)
    if turned.nobody:
        asked = re.sub(r"\bno\b", "any", asked, count=1).replace("nobody", "anybody")
    allowed = turned.subject == "I" and turned.auxiliary == "can"
    others = (f"am i allowed to {as_member(rest)}",) if allowed else ()
    if turned.subject != "there" or turned.found.verb == "be":
        yield FirstQuestion(Asks.WHETHER, asked, others)


def of_list(lead: str, found: PlainClause) -> Iterator[FirstQuestion]:
    """The question that a list answers, by the clause that introduces it: "Members may:"."""
    turned, rest = _Turned.of(lead, found), found.rest
    if turned.nobody or turned.subject == "there" or (rest[1:] and rest[1:] != ("to",)):
        return
    if not rest and found.auxiliary in BE:
        yield FirstQuestion(Asks.WHAT, turned.asked("What", ""))
        return
    done = " ".join(rest) + " do" * (rest[1:] == ("to",)) or "do"
    asked, others = turned.asked("What", done), list[str]()
    if found.denied:
        helper = "am" if turned.auxiliary == "am" else found.auxiliary
        who = turned.subject
        asked = tidy(f"What {as_member(f'{helper} {who} not {done}')}{turned.end}?")
        others = ["what is not allowed", "what is forbidden"] * (done == "do" and who == "I")
    elif turned.auxiliary == "can" and turned.subject == "I":
        others = [as_member(f"what am I allowed to {done}")]
    yield FirstQuestion(Asks.WHAT, asked, tuple(others))


_NUMBER = (
    r"(?:[\d.,]+|(?:an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|"
    r"twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|half)(?:[ -]\w+)?)"
)
_ABOUT = (
    r"(?:about |around |roughly |nearly |at least |at most |up to |more than |over |only |"
    r"just under |exactly |on average )*"
)
_UNIT = r"(?:(?:second|minute|hour|day|week|month|year|night|time)s?)"
_SEASON = r"(?:spring|summer|autumn|winter)"
_MONTH = (
    r"(?:january|february|march|april|(?-i:May)|june|july|august|september|october|november|"
    r"december)"
)
_DAY = r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun|week)days?)"
_SPAN = re.compile(rf"\bfor {_ABOUT}(?:{_NUMBER}|several|many) (?:\w+ )?{_UNIT}\b.*$")
_OFTEN = re.compile(
    rf"\b(?:every|each|once an?|twice an?|{_ABOUT}(?:once|twice)) (?:\w+ )?"
    rf"(?:{_DAY}|{_UNIT}|{_SEASON}|{_MONTH})\b.*$",
    re.IGNORECASE,
)
_AT = r"in|on|since|until|till|after|before|at(?! least| most| once)|by|within"
_DATE = re.compile(
    rf"\b(?:from|between|{_AT}) (?!any )(?:(?!(?:{_AT})\b)[^\s,;]+ ){{0,4}}?"
    rf"(?:\b(?:[12]\d{{3}}s?|\d{{1,2}}:\d\d|{_MONTH}|{_DAY}|{_UNIT}|{_SEASON}|morning|evening|"
    r"midnight|noon|weekend|o['’]clock)\b).*$",
    re.IGNORECASE,
)
_CONDITION = re.compile(r"(?<!at )\b(?:when|once|as soon as|until|after|before) (?=\w+ \w+).*$")
_LOOSE = re.compile(r",? (?:only|just|again|usually|(?:from|between) \S+)$")
_WHEN = {"since": "Since when", "until": "Until when", "till": "Until when", "within": "How soon"}


def _times(turned: _Turned, lead: str) -> Iterator[FirstQuestion]:
    """When, how long or how often: what is left once the time is taken away."""
    found = turned.found
    if found.verb in SAYING or found.denied:
        return
    rest = " ".join(before_and(list(found.rest)))
    patterns = {_SPAN: "How long", _OFTEN: "How often", _CONDITION: "", _DATE: ""}
    for pattern, word in patterns.items():
        if at := pattern.search(rest):
            kept = _LOOSE.sub("", rest[: at.start()].strip(" ,"))
            describes = found.auxiliary in DO and is_participle(bare(kept.rpartition(" ")[2]))
            vague = (
                kept in {"", "be", "have"}
                or re.search(rf"\b{_UNIT}$", kept)
                or (pattern is _OFTEN and found.verb == "be")
            )
            if not describes and not vague:
                asks = word or _WHEN.get(opener(at[0]), "When")
                yield FirstQuestion(Asks.WHEN, turned.asked(asks, positive(kept)))
            return
    if lead and _DATE.match(lowered(lead)):
        said = positive(short(list(found.rest), turned.room))
        yield FirstQuestion(Asks.WHEN, turned.asked("When", said, ""))


_AMOUNT = re.compile(
    rf"^{_ABOUT}((?:between [^ ]+ and )?"
    rf"(?:[$€£][\d.,]+|{_NUMBER}(?: and {_ABOUT}{_NUMBER}| to {_NUMBER})?))"
    r"(?: (?:million|billion|thousand))? ?(.*)$",
    re.IGNORECASE,
)
_MONEY = re.compile(r"(?:euros?|pounds?|dollars?|cents?)\b ?")
_SIZE = re.compile(
    r"(?:(?:kilo)?grams?|kilos?|(?:centi|kilo)?metres?|megabytes?|GB|MB|watts?|percent|per cent)\b"
)
_FEW = frozenset({"one", "none", "half", "free", "second", "third"})


def _amounts(turned: _Turned) -> Iterator[FirstQuestion]:
    """How many, how much, how old: what is left once the number is taken away."""
    found = turned.found
    first, counted = bare(found.subject[0]), " ".join(found.subject[1:])
    number = first in grammar("numbers") - _FEW or (first[:1].isdigit() and found.plural)
    if number and counted and not counted.startswith("of ") and found.verb != "mean":
        said = " ".join(before_and(list(found.written)))
        yield FirstQuestion(Asks.HOW_MANY, tidy(as_member(f"How many {counted} {said}?")))
    old = re.match(rf"(be )?{_ABOUT}{_NUMBER} years old\b ?(.*)", " ".join(found.rest))
    if old:
        yield FirstQuestion(Asks.HOW_MANY, turned.asked("How old", f"{old[1] or ''}{old[2]}"))
    at = _AMOUNT.match(" ".join(before_and(list(found.object))))
    if at and not found.denied and not old:
        yield from _measured(turned, at[1], at[2])


def _measured(turned: _Turned, amount: str, behind: str) -> Iterator[FirstQuestion]:
    """What an object that begins with an amount answers."""
    found, verb = turned.found, turned.found.rest[0]
    paid = amount[0] in "$€£" or "$" in amount or _MONEY.match(behind)
    if found.verb == "be":
        if found.auxiliary in {"is", "are", "was", "were"} and (paid or _SIZE.match(behind)):
            yield FirstQuestion(Asks.HOW_MANY, turned.asked("What", ""))
    elif found.verb in {"cost", "weigh"}:
        other = f"{turned.subject} {'price' if found.verb == 'cost' else 'weight'}"
        yield FirstQuestion(Asks.HOW_MANY, turned.asked("How much", found.verb), (other,))
    elif paid:
        said = f"{verb} {_MONEY.sub('', behind, count=1)}"
        yield FirstQuestion(Asks.HOW_MANY, turned.asked("How much", said))
    elif verb in {"last", "take"} and re.match(_UNIT, behind):
        yield FirstQuestion(Asks.HOW_MANY, turned.asked("How long", verb))
    elif (noun := counted_noun(behind)) and not re.match(r"(?:a|an|one|half)\b", amount):
        rest = "" if re.match(r"(?:and|or)\b", noun[1]) else noun[1]
        yield FirstQuestion(Asks.HOW_MANY, turned.asked(f"How many {noun[0]}", f"{verb} {rest}"))


def _definitions(turned: _Turned) -> Iterator[FirstQuestion]:
    """What something is or means."""
    found, subject = turned.found, turned.subject
    pointless = opener(subject) in {"i", "they", "there", "no", "nobody"}
    if found.denied or len(found.subject) > 5 or pointless:
        return
    behind = [bare(word) for word in found.rest[:2]]
    others = (f"{subject} meaning",)
    if found.verb == "be" and found.auxiliary in {"is", "are"} and behind[:1] in (["a"], ["an"]):
        yield FirstQuestion(Asks.WHAT, turned.asked("What", "", ""), others)
    elif found.verb == "mean" or behind == ["stand", "for"]:
        verb = "mean" if found.verb == "mean" else "stand for"
        yield FirstQuestion(Asks.WHAT, turned.asked("What", verb, ""), others)


def _persons(turned: _Turned) -> Iterator[FirstQuestion]:
    """Who did something, where the subject is a name."""
    found, words = turned.found, turned.found.subject
    named = len(words) in (2, 3) and all(word[:1].isupper() and word.isalpha() for word in words)
    if named and found.auxiliary == "did" and found.verb not in SAYING and not found.plural:
        said = " ".join(before_and(list(found.written)))
        yield FirstQuestion(Asks.WHO, tidy(f"Who {said}?"))
