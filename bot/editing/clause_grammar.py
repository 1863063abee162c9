"""The grammar of a plain English clause, as far as word lists tell: who does what, and when.

It reads what can be asked again by turning subject and verb round, and refuses the rest: a clause
that is not understood gives no question, rather than a wrong one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.editing.english import (
    ADVERBS,
    AUXILIARIES,
    BE,
    DETERMINERS,
    DO,
    HAVE,
    MODALS,
    NO_SUBJECTS,
    NOUN_ENDINGS,
    PLAIN_VERBS,
    PREPOSITIONS,
    PRONOUNS,
    QUANTIFIERS,
    RELATIVES,
    SAYING,
    SUBORDINATORS,
    bare,
    base_form,
    irregular_past,
    is_list,
    is_participle,
    is_past,
    is_plural,
    is_plural_noun,
    is_verb,
    opened,
    opener,
)
from bot.matching.word_lists import function, grammar, verbs, zipf


@dataclass(frozen=True, slots=True)
class PlainClause:
    """A clause that can be turned round: `auxiliary` `subject` `rest` asks for yes or no.

    `verb` is the base form of the verb that says what is so ("be" where the rest is no verb);
    `written` is what stood behind the subject, verb included.
    """

    auxiliary: str
    subject: tuple[str, ...]
    verb: str
    rest: tuple[str, ...]
    written: tuple[str, ...]
    denied: bool = False

    @property
    def object(self) -> tuple[str, ...]:
        """What stands behind the verb."""
        return self.rest if self.verb == "be" else self.rest[1:]

    @property
    def plural(self) -> bool:
        """Whether the subject is several."""
        return is_plural(self.subject)


def clause(text: str) -> PlainClause | None:
    """Read a clause, as written and without what leads it in; None if it is not understood."""
    words, skip = opened(text), 0
    for at in range(1, len(words)):
        word = bare(words[at])
        if word in RELATIVES:
            skip = 1
        elif word in SUBORDINATORS and word != "as":
            return None
        elif skip and _ends_relative(words, at):
            skip = 0
        elif bare(words[at - 1]) in AUXILIARIES and is_participle(word):
            continue  # the end of a relative clause's verb: "who have passed"
        elif found := _verb(words, at):
            if not skip:
                return found if _is_subject(found.subject) else None
            skip -= 1
    return None


def _ends_relative(words: Sequence[str], at: int) -> bool:
    """Whether a verb here ends what is said of the subject: "the size that it accepts is"."""
    word, behind = bare(words[at]), words[at + 1 : at + 2]
    acts = word.endswith(("s", "ed")) and base_form(word) in verbs() and base_form(word) != word
    return acts and bool(behind) and bare(behind[0]) in AUXILIARIES


def _verb(words: Sequence[str], at: int) -> PlainClause | None:
    """The clause whose finite verb is at a place, if one can stand there."""
    subject, word, behind = tuple(words[:at]), bare(words[at]), list(words[at + 1 :])
    while subject and bare(subject[-1]) in ADVERBS | {"not"}:
        subject = subject[:-1]
    if not subject or words[at].endswith((",", ";")):
        return None
    written = tuple(words[at:])
    if word in AUXILIARIES:
        denied, behind = _without_not(behind)
        if word in MODALS | BE or _helps(word, behind):
            verb = "be" if word in BE else base_form(bare(behind[0])) if behind else ""
            return PlainClause(word, subject, verb, tuple(behind), written, denied=denied)
    base = _finite(words, at, subject)
    if base is None or not behind:
        return None
    past = word == "had" or (word not in HAVE | DO and word != base and is_past(word))
    helper = "did" if past or word == "did" else "do" if word == base else "does"
    return PlainClause(helper, subject, base, (base, *behind), written)


def _helps(word: str, behind: Sequence[str]) -> bool:
    """Whether a form of have or do only helps the verb behind it."""
    telling = (one for one in map(bare, behind) if one not in ADVERBS and one[-2:] != "ly")
    following = next(telling, "")
    if word in DO:
        return following in verbs() and following not in function()
    return is_participle(following)


def _without_not(words: list[str]) -> tuple[bool, list[str]]:
    """Words behind an auxiliary without the one that denies it."""
    for at, word in enumerate(words[:3]):
        if bare(word) in {"not", "never"}:
            kept = [*words[:at], *words[at + 1 :]]
            return True, kept[1:] if kept and bare(kept[0]) == "yet" else kept
    if [bare(word) for word in words[:2]] == ["no", "longer"]:
        return True, words[2:]
    return False, words


def _finite(words: Sequence[str], at: int, subject: Sequence[str]) -> str | None:
    """The base form of a lexical verb, if what stands at a place is one that ends a subject."""
    word, before, last = bare(words[at]), bare(words[at - 1]), bare(subject[-1])
    following = bare(words[at + 1]) if at + 1 < len(words) else ""
    modified = words[at - 1].islower() and before in DETERMINERS - PRONOUNS | PREPOSITIONS
    if modified or following in AUXILIARIES or "-" in word:
        return None
    if word in function() - HAVE - DO or not words[at][0].islower():
        return None
    if last in function() - PRONOUNS - RELATIVES and not subject[-1][0].isupper():
        return None
    if word in HAVE | DO:
        return base_form(word)
    base, surely = base_form(word), before in ADVERBS | PRONOUNS
    if is_past(word) and base != word:
        known = base in verbs() or base in zipf()
        return base if known and _ends_subject(words, at) else None
    surely = surely or _opens_object(following)
    noun = following == "of" and base != "consist"
    if noun or following in {"and", "or"} or (following == "that" and base not in SAYING):
        return None
    if word.endswith("s") and word != base:
        known = base in verbs() | PLAIN_VERBS and not base.endswith(NOUN_ENDINGS)
        fits = known and (surely or base in PLAIN_VERBS)
        return base if fits and not is_plural(subject) else None
    agrees = is_plural(subject) or last in {"you", "we", "they", "who", "that"}
    named = words[at + 1 : at + 2] and words[at + 1][0].isupper()
    opened = following in DETERMINERS | {"them", "it"} or before in ADVERBS
    after_noun = opened and is_plural_noun(last)
    known, surely = word in verbs() | PLAIN_VERBS | SAYING or after_noun, surely or bool(named)
    return word if known and agrees and surely else None


def _opens_object(word: str) -> bool:
    """Whether a word opens what may stand behind a verb, rather than another noun."""
    opens = function() | DETERMINERS | PREPOSITIONS | ADVERBS | SUBORDINATORS | grammar("numbers")
    return word in opens | {"nothing"} or word.endswith("ly") or word[:1] in "0123456789$€£"


def _ends_subject(words: Sequence[str], at: int) -> bool:
    """Whether a past form is what its subject did; else it only describes it: "sold by us"."""
    following = bare(words[at + 1]) if at + 1 < len(words) else ""
    if following == "by":
        return False
    irregular = bare(words[at]) in irregular_past()
    if following in PREPOSITIONS and bare(words[at]) not in {"said", "told"}:
        opener = words[0]
        if bare(opener) not in DETERMINERS | PRONOUNS and is_plural_noun(bare(words[at - 1])):
            return False
        for word in words[at + 1 :]:
            if bare(word) in SUBORDINATORS | {"and", "or", "but"}:
                break
            if bare(word) in AUXILIARIES or bare(word) in irregular_past():
                return False
            if word.endswith(","):
                break
    named = at + 1 < len(words) and words[at + 1][:1].isupper()
    return irregular or _opens_object(following) or is_plural_noun(following) or named


def _is_subject(words: Sequence[str]) -> bool:
    """Whether words can be a subject: a noun phrase that begins like one and is not too long."""
    plain = [bare(word) for word in words]
    counted = plain[1] if plain[0] in QUANTIFIERS and len(plain) > 1 else ""
    if counted[:1].isdigit() or counted in grammar("numbers") | {"all"}:
        return len(words) < 10
    if (plain[-1] in PRONOUNS and len(plain) > 1) or "there" in plain[1:]:
        return False
    if plain == ["one"] or words[0][0] in '“"':
        return False
    if plain == ["there"]:
        return True
    never = NO_SUBJECTS | PREPOSITIONS | SUBORDINATORS | ADVERBS - {"only"}
    if len(words) > 12 or plain[0] in never:
        return False
    if plain[-1] in DETERMINERS - {"nobody", "everyone", "both", "all"}:
        return False
    commas = [at for at, word in enumerate(words) if word.endswith(",")]
    listed = commas and any(one in {"and", "or"} for one in plain[commas[-1] :])
    juxtaposed = any(
        one in DETERMINERS
        and one not in RELATIVES
        and plain[at - 1] not in PREPOSITIONS | RELATIVES | {"and", "or", "all", "only"}
        for at, one in enumerate(plain)
        if at > plain[0].endswith("ing") and not RELATIVES & set(plain[1:at])
    )
    opens = plain[0] in DETERMINERS | {"only"} | {"it", "they", "he", "she", "you", "we"}
    named = words[0][:1].isupper() or words[0][:1].isdigit()
    return not juxtaposed and (not commas or bool(listed)) and (opens or named)


_CONDITIONS = "if|when|whenever|once|while|before|after|as|since|until|because"
_LEAD = re.compile(
    rf"(?i)^(according to|{_CONDITIONS}|{'|'.join(sorted(PREPOSITIONS))})\b(?! least| most)[^,;]*, "
)
_TIME = re.compile(
    r"(?i)^(?:today|yesterday|tomorrow|(?:last|next|every|each|this) (?:\w+ ){0,3}?"
    r"(?:year|month|week|season|spring|summer|autumn|winter|day|morning|evening|\w+day))"
    r"(?: of the \w+)?,? (?!of|and|or|is|was)"
)
_ASIDE = re.compile(
    r", (?:(?:in|on|at|since|which|who|whose|where|once|called|known|named|a|an|the)\b|[A-Z]|"
    r"\w+ed\b)[^,]*,(?= )"
)


def readings(text: str) -> Iterator[tuple[str, str]]:
    """Ways to part what leads a clause in from the clause; the whole clause comes first.

    Then what is said aside between two commas is left out.
    """
    yield "", text
    words = text.split()
    if found := _TIME.match(text):
        yield found[0].strip(" ,"), text[found.end() :]
    if found := _LEAD.match(text):
        yield found[0].rstrip(", "), text[found.end() :]
    if bare(words[0]) in PREPOSITIONS:
        for at in range(2, min(len(words), 9)):
            if bare(words[at]) in DETERMINERS | PRONOUNS:
                yield " ".join(words[:at]), " ".join(words[at:])
    if (shorter := _ASIDE.sub("", text, count=1)) != text:
        yield "", shorter


# Clauses cut where a phrase ends.

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
