"""The questions that a sentence answers, made from its own words by turning them round."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from bot.editing.clause_grammar import (
    AUXILIARIES,
    DETERMINERS,
    DO,
    PREPOSITIONS,
    PRONOUNS,
    SAYING,
    SUBORDINATORS,
    Clause,
    bare,
    base_form,
    clause,
    is_participle,
    order,
    readings,
)
from bot.faq.model import SHOWN
from bot.matching.word_lists import function, grammar, verbs


class Asks(StrEnum):
    """What a question asks for; what `footnote new` counts."""

    HEADING = "a heading's"
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
class Question:
    """A question that is good enough to be shown, and other ways to say it."""

    asks: Asks
    text: str
    others: tuple[str, ...] = ()


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


_PARTS = re.compile(
    r"; |: | [–—-] |, (?=(?:and|but|while|whereas|so|although|though|because|since|which|who|whose|"
    r"where|otherwise|or|after which|during which|in which|as|except|apart|even|together)\b)"
    r"| (?=(?:because|so that|in order to|although|whereas)\b)"
)
_REASONS = ("because", "since", "so that", "in order to")
_NO_CLAUSE = re.compile(
    r"(?:which|who|whose|where|because|since|so that|in order|in which|as|except|apart|even|"
    r"together|after|during|or)\b"
)
_RELATIVE = re.compile(r", (?:(?:in|of|for|from) )?(?:which|who|whom|whose|where)\b[^,]*,(?= )")
_BE = {"s": "is", "re": "are"}
_FILLERS = re.compile(
    r"^(?:it is (?:\w+ ){1,2}to note that|(?:please )?note that|however|in addition|\w+ly), ?"
    r"|^(?:it is (?:\w+ ){1,2}to note that|(?:please )?note that) ",
    re.I,
)
_LINKS = re.compile(r"(?i)^(?:and|but|so|or|while|whereas|although|though|however,|also,) ")
_TALK = re.compile(r"^[“\"]|[!?]$")
_LEVELS = "seconds? minutes? hours? days? weeks? months? years? nights? times?".split()
_NUMBER = r"(?:[\d.,]+|(?:an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|half)(?:[ -]\w+)?)"
_UNIT = rf"(?:{'|'.join(_LEVELS)})"
_ABOUT = r"(?:about |around |roughly |nearly |at least |at most |up to |more than |over |only |just under |exactly |on average )*"
_SPAN = re.compile(rf"\bfor {_ABOUT}(?:{_NUMBER}|several|many) (?:\w+ )?{_UNIT}\b.*$")
_OFTEN = re.compile(
    rf"\b(?:every|each|once an?|twice an?|{_ABOUT}(?:once|twice)) (?:\w+ )?(?:\w*days?|{_UNIT}|spring|summer|autumn|winter|"
    r"january|february|march|april|may|june|july|august|september|october|november|december)\b.*$",
    re.I,
)
_MONTHS = "january february march april june july august september october november december"
_DAYS = "monday tuesday wednesday thursday friday saturday sunday"
_AT = r"in|on|since|until|till|after|before|at(?! least| most| once)|by|within"
_DATE = re.compile(
    rf"(?:\b(?:from|between) |\b(?:{_AT}) )(?!any )(?:(?!(?:{_AT})\b)[^\s,;]+ ){{0,4}}?(?:\b[12]\d{{3}}s?\b|\b\d{{1,2}}:\d\d|"
    rf"\b(?:{'|'.join((_MONTHS + ' ' + _DAYS).split())})\b|\bMay\b|\b{_UNIT}\b|\b(?:morning|evening|midnight|noon|spring|summer|"
    rf"autumn|winter|weekend|season|o['’]clock)\b).*$",
    re.I,
)
_WHEN = {
    "since": "Since when", "until": "Until when", "till": "Until when", "within": "How soon"
}  # fmt: skip
_CONDITION = re.compile(r"(?<!at )\b(when|once|as soon as|until|after|before) (?=\w+ \w+).*$")
_AMOUNT = re.compile(
    rf"^({_ABOUT})((?:between [^ ]+ and )?(?:[$€£][\d.,]+|{_NUMBER}(?: and {_ABOUT}{_NUMBER}| to {_NUMBER})?))"
    r"(?: (million|billion|thousand))? ?(.*)$",
    re.I,
)
_MONEY = re.compile(r"^(?:euros?|pounds?|dollars?|cents?)\b ?|^$")
_SIZE = re.compile(r"^(grams?|kilograms?|kilos?|centimetres?|metres?|kilometres?|megabytes?|GB|MB|watts?|percent|per cent)\b")


def questions(text: str, before: Subject, name: Callable[[str], bool]) -> tuple[list[Question], Subject]:
    """The questions that a sentence answers, the best first, and what it was about.

    Args:
        text: A sentence of prose, as it stands.
        before: What the sentence before was about.
        name: Whether a capitalised word at the beginning is a name, and stays so.
    """
    found: list[Question] = []
    about, told = before, False
    said = _FILLERS.sub("", re.sub(r" ?\([^)]*\)", "", text).strip())
    said = re.sub(r"^(It|They|We|You)[’'](s|re)\b", lambda at: f"{at[1]} {_BE[at[2]]}", said)
    if _TALK.search(said):
        return [], before
    parts = _PARTS.split(_RELATIVE.sub("", said))
    for at, part in enumerate(parts):
        plain = _LINKS.sub("", part).strip()
        if not plain or (at and _NO_CLAUSE.match(part)):
            continue
        reason = any(one.startswith(_REASONS) for one in parts[at + 1 : at + 2])
        asked, about = _asked(plain, about, name, reason=reason)
        told = told if at else bool(order(plain))
        if not at or told or not order(plain):
            found += asked
    unique = {one.text: one for one in reversed(found) if fits(one.text)}
    return list(reversed(unique.values())), about


def fits(text: str) -> bool:
    """Whether a question can be shown: it is no longer than that, and asks by more than a word."""
    last = bare(text.split()[-1])
    if last in {"with", "to", "of", "for", "from", "by", "at", "and", "or", "the", "a", "none", "than"}:
        return False
    return 10 < len(text) <= SHOWN and len(text.split()) > 2 and text.count("(") == text.count(")")


def _asked(
    text: str, before: Subject, name: Callable[[str], bool], *, reason: bool
) -> tuple[list[Question], Subject]:
    for lead, main in readings(text):
        opener, condition = bare(lead.split()[0]) if lead else "", ""
        if opener == "to" and len(lead.split()) > 1 and bare(lead.split()[1]) in verbs():
            return list(_how(lead[3:], before)), _subject_of(lead[3:], before)
        told = order(main)
        if told and opener != "according":
            return list(_of_order(lead, *told, reason=reason)), before
        if found := clause(main):
            owned = bare(main.split()[0]) in {"its", "their"}
            resolved = _resolved(_lowered(found, name), before)
            if resolved is None:
                return [], before
            about = before if owned else _subject(resolved, before)
            return list(_of_clause(lead, resolved, reason=reason)), about
        if opener in {"if", "when", "once"} and not lead.split()[1].endswith(","):
            condition = _as_member(lead[0].lower() + lead[1:])
            acts = bare(main.split()[0]) in DETERMINERS | PRONOUNS | PREPOSITIONS
            what = "What happens" if acts or main[0].isupper() else "What should I do"
            return [Question(Asks.WHAT_IF, f"{what} {condition}?", (condition,))], before
    return [], Subject()


def _subject_of(doing: str, before: Subject) -> Subject:
    """What something is done to: "a clan" of "join a clan"."""
    at = re.search(r"\b(?:an?|the) [\w-]+(?: [\w-]+)?$", doing)
    return before.then(at[0], plural=False) if at else before


def _lowered(found: Clause, name: Callable[[str], bool]) -> Clause:
    first, *others = found.subject
    named = name(first) or (others and others[0][:1].isupper() and bare(first) not in DETERMINERS)
    return found if named else replace(found, subject=(first[:1].lower() + first[1:], *others))


def _subject(found: Clause, before: Subject) -> Subject:
    said = " ".join(found.subject).strip(",")
    if len(found.subject) > 6 or bare(found.subject[0]) in {"i", "no", "nobody", "there", "you", "we"}:
        return before
    if (found.plural and bare(found.subject[0]) in grammar("numbers")) or said[0].isdigit():
        said = f"the {said.partition(' ')[2]}"
    person = len(said.split()) == 2 and said.istitle()
    return before if person else before.then(said, plural=found.plural)


def _resolved(found: Clause, before: Subject) -> Clause | None:
    """A clause whose "it" or "they" is named by what the one before was about; None if it can't."""
    first, *others = found.subject
    if first in {"he", "she", "this", "these", "that", "those", "his", "her"} and (
        not others or first in {"his", "her"}
    ):
        return None
    named = before.named(first)
    if first in {"it", "they"} and not others:
        if not named:
            return None
        found = replace(found, subject=tuple(named.split()))
    elif first in {"its", "their"}:
        if not named or len(named.split()) > 3:
            return None
        owner = named + ("’" if named.endswith("s") else "’s")
        found = replace(found, subject=(*owner.split(), *others))
    rest = list(found.rest)
    for at, word in enumerate(rest[:3] if found.verb not in SAYING else ()):
        if bare(word) in {"it", "them"}:
            named = before.named(bare(word))
            if not named or named in " ".join(found.subject):
                return None
            rest[at] = named + word[len(word.rstrip(".,")) :]
    return replace(found, rest=tuple(rest))


# Orders: "clean the jar", "never rinse it", with or without a condition before them.


def _of_order(lead: str, done: str, refused: bool, *, reason: bool) -> Iterator[Question]:
    opener = bare(lead.split()[0]) if lead else ""
    done = done[0].lower() + done[1:]
    done = _short(done.split(), 60)
    if not lead and re.search(r"\b(?:it|them|its|their|there)\b", done):
        return
    if lead and opener in {"if", "when", "once", "before", "after", "while", "whenever"}:
        condition = _as_member(lead[0].lower() + lead[1:])
        yield Question(Asks.WHAT_IF, f"What should I do {condition}?", (condition, done))
    elif refused:
        asked = _as_member(_positive(done))
        if reason:
            yield Question(Asks.WHY, f"Why should I not {asked}?")
        yield Question(Asks.WHETHER, f"Can I {asked}?", (f"am i allowed to {asked}",))
    else:
        asked = _as_member(done)
        if reason:
            yield Question(Asks.WHY, f"Why should I {asked}?")
        yield Question(
            Asks.WHETHER, f"Should I {asked}?", (f"how do i {asked}", f"when should i {asked}")
        )


def _how(doing: str, before: Subject) -> Iterator[Question]:
    for pronoun in ("it", "them"):
        named = before.named(pronoun)
        doing = re.sub(rf"\b{pronoun}\b", named, doing, count=1) if named else doing
    doing = _as_member(doing)
    vague = re.search(r"\b(?:it|them|this|that|one)\b", doing) or len(doing.split()) < 2
    if not vague and not doing.startswith(("be ", "have ")):
        yield Question(Asks.HOW, f"How do I {doing}?", (f"how to {doing}", f"how can i {doing}"))


# Statements: who does what, turned round.


def _of_clause(lead: str, found: Clause, *, reason: bool) -> Iterator[Question]:
    opener = bare(lead.split()[0]) if lead else ""
    subject, auxiliary = _member_subject(found), _auxiliary(found)
    room = SHOWN - 8 - len(f"{auxiliary} {subject} {lead}")
    rest = _positive(_short(list(found.rest), room)) if found.rest else ""
    if not rest or (len(rest.split()) < 4 and rest.split()[-1] in {"this", "that"}):
        return
    if subject == "there" and auxiliary == "can":
        return
    turned = f"{auxiliary} {subject} {rest}".strip()
    if opener in {"if", "when", "once", "whenever"}:
        condition = _as_member(lead[0].lower() + lead[1:])
        allowed = subject == "I" and auxiliary in {"can", "could"}
        what = "What can I do" if allowed else "What happens"
        yield Question(Asks.WHAT_IF, f"{what} {condition}?", (condition, turned))
        return
    if reason and not re.match(r"(?:no|nobody)\b", subject):
        denied = "not " if found.denied else ""
        why = _as_member(f"Why {auxiliary} {subject} {denied}{rest}?")
        yield Question(Asks.WHY, _tidy(why))
    end = f" {_as_member(lead[0].lower() + lead[1:])}" if opener in PREPOSITIONS else ""
    for one in (*_amounts(found, subject, auxiliary), *_times(lead, found, subject, auxiliary)):
        timed = _DATE.match(end.strip()) and one.asks is Asks.WHEN
        yield one if timed or not end else replace(one, text=f"{one.text[:-1]}{end}?")
    yield from _definitions(found, subject)
    yield from _persons(found)
    if _is_list(found.object) and found.verb != "be":
        what = _as_member(f"What {auxiliary} {subject} {found.rest[0]}{end}?")
        yield Question(Asks.WHAT, _tidy(what))
    if re.match(r"(?:no|nobody)\b", subject):
        turned = re.sub(r"\bno\b", "any", turned, count=1).replace("nobody", "anybody")
    asked = _tidy(f"{_as_member(turned)}{end}?")
    others = (f"am i allowed to {_as_member(rest)}",) if found.auxiliary in {"may", "can"} and subject == "I" else ()
    if subject != "there" or found.verb == "be":
        yield Question(Asks.WHETHER, asked, others)


def _is_list(words: Sequence[str]) -> bool:
    """Whether what stands behind a verb begins with a list of three or more."""
    text = " ".join(words)
    items = re.match(r"((?:[\w’'-]+ ?){1,6}), ((?:[\w’'-]+ ?){1,6})(?:,| (?:and|or) )", text)
    if not items or _is_verb(items[2].split()[0], items[2].split()[1:2]):
        return False
    firsts = {bare(items[2].split()[0]), *map(bare, items[1].split()[:4])}
    return not firsts & (PREPOSITIONS | SUBORDINATORS | {"including", "especially", "not"})


def _auxiliary(found: Clause) -> str:
    """What the question begins with: what is allowed is asked with "can"."""
    i = found.subject[0] == "you"
    if found.auxiliary == "may" or (found.auxiliary == "must" and found.denied):
        return "can"
    return "am" if i and found.auxiliary == "are" else found.auxiliary


def _member_subject(found: Clause) -> str:
    subject = " ".join(found.subject)
    return "I" if subject.lower() == "you" else _as_member(subject)


def _times(lead: str, found: Clause, subject: str, auxiliary: str) -> Iterator[Question]:
    rest = " ".join(_before_and(list(found.rest)))
    if found.verb in SAYING or found.denied:
        return
    for pattern, asks in ((_SPAN, "How long"), (_OFTEN, "How often"), (_CONDITION, ""), (_DATE, "")):
        at = pattern.search(rest)
        if not at:
            continue
        kept = rest[: at.start()].strip(" ,")
        opener = at[0].split()[0].lower()
        word = asks or _WHEN.get(opener, "When")
        modified = found.auxiliary in DO and is_participle(bare(kept.split()[-1])) if kept else False
        if kept not in {"", "be", "have"} and not modified and not (at.re is _OFTEN and found.verb == "be"):
            kept = _positive(re.sub(r" (?:only|just|again)$", "", kept))
            text = _as_member(f"{auxiliary} {subject} {kept}".strip())
            yield Question(Asks.WHEN, _tidy(f"{word} {text}?"))
        return
    if lead and _DATE.match(f"{lead[0].lower()}{lead[1:]}"):
        text = _as_member(f"{auxiliary} {subject} {_positive(_short(list(found.rest), 80))}")
        yield Question(Asks.WHEN, _tidy(f"When {text}?"))


def _amounts(found: Clause, subject: str, auxiliary: str) -> Iterator[Question]:
    first = bare(found.subject[0])
    if first in grammar("numbers") - {"one", "none", "half", "free", "second", "third"} or (
        first[:1].isdigit() and found.plural
    ):
        counted = " ".join(found.subject[1:])
        if not counted.startswith("of ") and len(found.subject) > 1 and found.verb != "mean":
            said = " ".join(_before_and(list(found.written)))
            yield Question(Asks.HOW_MANY, _tidy(_as_member(f"How many {counted} {said}?")))
    obj = " ".join(_before_and(list(found.object)))
    old = re.match(rf"(?:be )?{_ABOUT}{_NUMBER} years old\b ?(.*)", " ".join(found.rest))
    if old:
        be = "be " if found.rest[0] == "be" else ""
        yield Question(Asks.HOW_MANY, _tidy(_as_member(f"How old {auxiliary} {subject} {be}{old[1]}?")))
    at = _AMOUNT.match(obj)
    if not at or found.denied:
        return
    amount, rest = at[2], at[4]
    turned = f"{auxiliary} {subject}"
    if found.verb == "cost":
        behind = _noun_phrase(at[4])[1] if _MONEY.match(at[4]) else ""
        yield Question(Asks.HOW_MANY, _tidy(f"How much {turned} cost {behind if behind[:3] == 'for' else ''}?"))
        return
    verb = "" if found.verb == "be" else found.rest[0]
    if found.verb == "be" and found.auxiliary in {"is", "are", "was", "were"}:
        if _SIZE.match(rest) or amount[0] in "$€£" or (amount[0].isdigit() and _MONEY.match(rest)):
            yield Question(Asks.HOW_MANY, _tidy(f"What {turned}?"))
        return
    if amount[0] in "$€£" or _MONEY.match(rest) and rest:
        behind = _MONEY.sub("", rest) if amount[0] not in "$€£" else rest
        yield Question(Asks.HOW_MANY, _tidy(_as_member(f"How much {turned} {verb} {behind}?")))
    elif verb == "weigh":
        yield Question(Asks.HOW_MANY, _tidy(f"How much {turned} weigh?"))
    elif verb in {"last", "take"} and re.match(_UNIT, rest):
        yield Question(Asks.HOW_MANY, _tidy(f"How long {turned} {verb}?"))
    elif verb and rest and not re.match(r"(?:a|an|one|half)\b", amount) and _plural_start(rest):
        noun, behind = _noun_phrase(rest)
        behind = "" if re.match(r"(?:and|or)\b", behind) else behind
        yield Question(Asks.HOW_MANY, _tidy(_as_member(f"How many {noun} {turned} {verb} {behind}?")))


def _plural_start(text: str) -> bool:
    noun, _ = _noun_phrase(text)
    head = noun.split(" of ")[0].split()
    return bool(head) and len(head) < 4 and bare(head[-1]).endswith(("s", "people", "children"))


def _noun_phrase(text: str) -> tuple[str, str]:
    """The words up to the first preposition but "of", and those behind."""
    words = text.split()
    for at, word in enumerate(words):
        if (bare(word) in PREPOSITIONS - {"of"} | SUBORDINATORS | {"and", "or", "to"}) and at:
            return " ".join(words[:at]), " ".join(words[at:])
    return text, ""


def _definitions(found: Clause, subject: str) -> Iterator[Question]:
    behind = [bare(word) for word in found.rest[:3]]
    short = len(found.subject) <= 5 and found.subject[0] not in {"you", "there", "no", "nobody"}
    if not short or found.denied:
        return
    be = "are" if found.plural else "is"
    if found.verb == "be" and found.auxiliary in {"is", "are"} and behind[:1] in (["a"], ["an"]):
        yield Question(Asks.WHAT, _tidy(f"What {be} {subject}?"), (f"{subject} meaning",))
    elif found.verb == "mean" or behind[:2] == ["stand", "for"]:
        verb = "mean" if found.verb == "mean" else "stand for"
        do = "do" if found.plural else "does"
        yield Question(Asks.WHAT, _tidy(f"What {do} {subject} {verb}?"), (f"{subject} meaning",))


def _persons(found: Clause) -> Iterator[Question]:
    words = found.subject
    named = len(words) in (2, 3) and all(word[:1].isupper() and word.isalpha() for word in words)
    if named and found.auxiliary == "did" and found.verb not in {"say", "tell", "argue"} and not found.plural:
        said = " ".join(_before_and(list(found.written)))
        yield Question(Asks.WHO, _tidy(f"Who {said}?"))


# Words: cut where a phrase ends, spoken by a member, without what denies.


def _before_and(words: list[str]) -> list[str]:
    """Words up to an "and" behind which another verb follows, or to a comma of no list."""
    text = " ".join(words)
    listed = re.search(r", [^,]*\b(?:and|or) ", text)
    if listed and {bare(one) for one in text.partition(", ")[2].split()[:1]} & PREPOSITIONS:
        listed = None
    for at, word in enumerate(words):
        follows = words[at + 1 : at + 2]
        cuts = follows and (
            bare(follows[0]) in DETERMINERS | PREPOSITIONS | SUBORDINATORS | {"not", "and", "or"}
            or follows[0].endswith(("ing", "ed"))
            or follows[0][:1].isupper()
        )
        acts = cuts is not None and follows and _is_verb(bare(follows[0]), list(map(bare, words[at + 2 : at + 3])))
        if word.endswith(",") and (acts or (not listed and cuts and not bare(word).isdigit())):
            return [*words[:at], word.rstrip(",")]
        if bare(word) in {"and", "but", "or"} and at and at + 1 < len(words):
            rest = [bare(one) for one in words[at + 1 : at + 3]]
            joined = {"between", "both", "either"} & set(map(bare, words[:at]))
            finite = at > 1 or rest[0] in AUXILIARIES or rest[0].endswith("s")
            if finite and not joined and (_is_verb(rest[0], rest[1:]) or (len(rest) > 1 and rest[0] in {"also", "never", "not"})):
                return words[:at]
    return words


def _is_verb(word: str, behind: Sequence[str]) -> bool:
    if word in AUXILIARIES:
        return True
    if word.endswith("ing"):
        return False
    base = base_form(word)
    follows = behind[0] if behind else ""
    opens = follows in DETERMINERS | PREPOSITIONS | {"it", "them", "you"} or follows[:1].isdigit()
    return base in verbs() and (opens or word.endswith("ed") or (word != base and word.endswith("s") and not behind))


_CUTS = PREPOSITIONS - {"of"} | {"while", "when", "because", "such", "so", "than"}
# A clause within that was cut before its verb.
_OPEN = re.compile(r"\b(?:that|whether) (?!.*(?:\b(?:is|are|was|were|has|have|had|do|does|did|can|could|"
                   r"will|would|should|may|might|must|shows?)\b|ed\b|\w+s$))[\w’'-]+(?: [\w’'-]+)*$")


def _short(words: list[str], most: int) -> str:
    """As many words as fit, cut where a phrase begins."""
    words = _before_and(words)
    full, listed = len(words), _is_list(words[1:])
    while len(" ".join(words)) > most:
        cuts = [
            at
            for at, word in enumerate(words)
            if at > 1 and (bare(word) in _CUTS or (words[at - 1].endswith(",") and not listed))
        ]
        if not cuts:
            return " ".join(words)
        words = words[: cuts[-1]]
        while words and bare(words[-1]) in {"and", "or", "up", "only", "to", "than"}:
            words = words[:-1]
    said = " ".join(words)
    last = said.rpartition(",")[2]
    if len(words) < full and _OPEN.search(said):
        return ""
    return "" if last != said and re.search(r", \w+ \w+", said) and not re.search(
        r"\b(?:and|or)\b", last
    ) and len(words) < full else said


def _positive(text: str) -> str:
    """A predicate without what denies it, for a question that leaves the answer open."""
    text = re.sub(r"\bneither (.*) nor\b", r"\1 or", text)
    text = re.sub(r"\bno longer\b ?|\bnever\b ?", "", text)
    return re.sub(r"(?<!but )\bno (?!more|less|fewer|one)", "any ", re.sub(r"\bnothing\b", "anything", text))


_ME = re.compile(r"\b(you)\b(?: (\w+))?", re.I)


def _as_member(text: str) -> str:
    """A text as a member would say it: "you" is "I" or "me", "your" is "my"."""

    def turned(at: re.Match[str]) -> str:
        following = at[2] or ""
        acts = following in AUXILIARIES | {"are", "also"} or following in verbs() - function()
        me = "I" if acts else "me"
        following = "am" if following == "are" else following
        return f"{me} {following}".strip()

    text = re.sub(r"\byour\b", "my", text)
    text = re.sub(r"\byourself\b", "myself", text)
    text = re.sub(r"\b(?:our|ours)\b", "the", text)
    text = re.sub(r"\bwe\b", "they", re.sub(r"\bus\b", "them", text))
    return _ME.sub(turned, text)


def _tidy(text: str) -> str:
    """A question with one space between words, no comma at its end and a capital first."""
    text = re.sub(r"[ ,;:]+\?", "?", re.sub(r"\s+", " ", text)).strip()
    for opening, closing in ("“”", '""'):
        if text.count(opening) != text.count(closing) or text.count('"') % 2:
            text = text.replace(opening, "").replace(closing, "")
    return text[:1].upper() + text[1:]


__all__ = ["Asks", "PRONOUNS", "Question", "Subject", "fits", "questions"]
