"""English as far as plain sentences need it: words, verbs, orders, wording, noun phrases."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from bot.matching.lexicon import bases
from bot.matching.word_lists import function, lines, verbs, zipf


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


def opener(text: str) -> str:
    """The first word of a text, without signs, in lower case; "" of none."""
    return bare(text.partition(" ")[0])


def lowered(text: str) -> str:
    """A text without the capital that began a sentence."""
    return text[:1].lower() + text[1:]


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
    forms = (line.members for line in lines("irregular.txt", "forms"))
    return frozenset(found[1] for found in forms if len(found) > 1 and found[0] in verbs())


def is_participle(word: str) -> bool:
    """Whether a word is what stands behind "has" or "was": "closed", "gone"."""
    return word.endswith(("ed", "en", "wn")) or (bool(bases(word)) and is_past(word))


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


def opened(text: str) -> list[str]:
    """The words of a clause, with "not" as a word of its own."""
    return re.sub(r"\b(can)not\b|n[’']t\b", r"\1 not", text.rstrip(" .;:,")).split()


def order(text: str) -> tuple[str, bool] | None:
    """What somebody is told to do, and whether not to do it; None if it is no order."""
    words = opened(text)
    words = words[words[:1] in (["Please"], ["please"]) :]
    first, second = (*map(bare, words[:2]), "", "")[:2]
    refused = first == "never" or (first, second) == ("do", "not")
    words = words[refused + (first == "do" and refused) :]
    if len(words) < 3 - refused:
        return None
    first, second = bare(words[0]), bare(words[1])
    if (
        first not in verbs()
        or base_form(first) != first
        or (first.endswith("ing") and len(first) > len("bring"))
        or first in function() - DO
        or words[0][1:] != words[0][1:].lower()
    ):
        return None
    opens = second in DETERMINERS | PREPOSITIONS | ADVERBS | {"it", "them", "yourself"} | function()
    told = refused or (opens and words[1] != "A") or second[:1].isdigit()
    return (" ".join(words), refused) if told and not _states(words) else None


def _states(words: Sequence[str]) -> bool:
    """Whether a verb that states something follows before any clause within."""
    for word in words[1:]:
        if bare(word) in SUBORDINATORS:
            return False
        if bare(word) in AUXILIARIES - DO:
            return True
    return False


# Noun phrases and names: what a sentence names, where its grammar is not understood.

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
