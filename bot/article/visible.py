"""What people see of a text: the links in an answer, and characters that are obeyed or unseen.

An answer may hold Markdown links, `[text](https://…)`, and addresses alone, `https://…`. Only web
addresses are linked, and never under a text that could be taken for another address.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

LONGEST_TEXT = 60  # characters; a link with its text finds place on the smallest page of a card
LONGEST_ADDRESS = 240

_LINK = re.compile(
    r"\[(?P<text>[^\[\]\n]+)\]\((?P<target>[^()\n]*(?:\([^()\n]*\)[^()\n]*)*)\)"
    r"|<(?P<angle>https?://[^\s<>]+)>"
    r"|(?P<plain>https?://[^\s<>\[\]\"]+)",
    re.IGNORECASE,
)
_ADDRESS = re.compile(  # what in round brackets is written as an address
    r"(?:<|[a-z][a-z0-9+.-]*:|[/#]|www\.|\w[\w-]*\.\w{2,})\S*|.*://.*|", re.IGNORECASE
)
_HOST = re.compile(r"[a-z0-9_-]+(?:\.[a-z0-9_-]+)*\.?", re.IGNORECASE)
_ADDRESSLIKE = re.compile(r"\w[.。]\w|://|\bwww\b", re.IGNORECASE)
_UNUSUAL = re.compile(r"[<>\"\\^`{|}\[\]]")
_KEPT = "%/:?#@!$&'*+,;=~-._"


@dataclass(frozen=True, slots=True)
class Link:
    """A link at `[start, end)` of an answer; `text` is empty where it is an address alone.

    As a text it is `text (https://…)`.
    """

    start: int
    end: int
    text: str
    address: str

    def __str__(self) -> str:
        return f"{self.text} ({self.address})" if self.text else self.address

    @property
    def masked(self) -> bool:
        """Whether the text alone may be shown, because nobody takes it for another address."""
        folded = unicodedata.normalize("NFKD", self.text)
        visible = "".join(mark for mark in folded if unicodedata.category(mark)[0] not in "CM")
        return bool(self.text) and not _ADDRESSLIKE.search(visible)


def pieces(answer: str) -> Iterator[str | Link]:
    """The answer's stretches of text and its links, in order."""
    at = 0
    for link in links(answer):
        yield answer[at : link.start]
        yield link
        at = link.end
    yield answer[at:]


def quote_pieces(quote: str, targets: Sequence[tuple[str, str]]) -> Iterator[str | Link]:
    """A quote's stretches of text and those of its words that are links in its article."""
    known = {words: address for words, address in targets if words in quote}
    longest = sorted(known, key=len, reverse=True)
    at = 0
    for found in re.finditer("|".join(map(re.escape, longest)), quote) if known else ():
        one = Link(*found.span(), found[0], quote_address(known[found[0]]))
        if one.masked and not _within_word(quote, one):
            yield quote[at : one.start]
            yield one
            at = one.end
    yield quote[at:]


def _within_word(text: str, one: Link) -> bool:
    """Whether a link would begin or end within a word."""
    edges = text[max(0, one.start - 1) : one.start + 1], text[one.end - 1 : one.end + 1]
    return any(len(edge) == 2 and edge.isalnum() for edge in edges)


def quote_address(address: str) -> str:
    """An address as it may stand in a link."""
    return quote(address, safe=_KEPT)


def plain(answer: str) -> str:
    """The answer as plain text."""
    return "".join(map(str, pieces(answer)))


def spoken(answer: str) -> str:
    """What the answer says, without the addresses."""
    return "".join(one if isinstance(one, str) else one.text for one in pieces(answer))


def links(answer: str) -> tuple[Link, ...]:
    """The sound links of an answer, in order; all else is text."""
    return tuple(found for found in _scanned(answer) if isinstance(found, Link))


def link_faults(answer: str) -> tuple[tuple[str, str], ...]:
    """The problem and the mend of each link that is not sound."""
    return tuple(found for found in _scanned(answer) if not isinstance(found, Link))


def _scanned(answer: str) -> Iterator[Link | tuple[str, str]]:
    if "://" not in answer and "](" not in answer:
        return
    for found in _LINK.finditer(answer):
        text, target = found["text"] or "", found["target"]
        if target is None:
            target = found["angle"] or _trimmed(found["plain"])
        elif not _ADDRESS.fullmatch(target):
            continue
        elif target.startswith("<") and target.endswith(">"):
            target = target[1:-1]
        end = found.end() if found["plain"] is None else found.start() + len(target)
        wrong = link_fault(text, target) if found["text"] else _wrong_address(target)
        yield wrong or Link(found.start(), end, text, quote_address(target))


def link_fault(text: str, address: str) -> tuple[str, str] | None:
    """What is wrong with a link, and the mend; None if it is sound."""
    return _wrong_text(text) or _wrong_address(address)


def _trimmed(address: str) -> str:
    """An address alone without the marks of the sentence around it."""
    while address[-1] in ".,;:!?'*_~" or (
        address[-1] == ")" and address.count(")") > address.count("(")
    ):
        address = address[:-1]
    return address


def _wrong_text(text: str) -> tuple[str, str] | None:
    shown = f"The link “{text}”"
    if text.strip().isdecimal():
        return f"{shown} reads as a marker.", "Put a blank between the marker and the bracket."
    if not any(mark.isprintable() and not mark.isspace() for mark in text):
        return "A link has no text that can be seen.", "Write a text between its [ and ]."
    if len(text) > LONGEST_TEXT:
        mend = f"Shorten it to {LONGEST_TEXT}."
        return f"The text of a link has {len(text)} characters.", mend
    return None


def _wrong_address(address: str) -> tuple[str, str] | None:
    """What is wrong with a web address, and the mend; None if it is sound."""
    shown = "".join(mark if mark.isprintable() else "\N{REPLACEMENT CHARACTER}" for mark in address)
    said = f"The link leads to “{shown[:80]}”"
    if not re.match(r"https?://", address, re.IGNORECASE):
        return f"{said}, which is no web address.", "Begin it with https:// or http://."
    if not address.isprintable() or " " in address or _UNUSUAL.search(address):
        return f"{said}, which holds marks that no address has.", "Write them as %20 and the like."
    if len(quote(address, safe=_KEPT)) > LONGEST_ADDRESS:
        return f"{said}, and so on.", f"An address may have {LONGEST_ADDRESS} characters."
    return _wrong_host(address, said)


def _wrong_host(address: str, said: str) -> tuple[str, str] | None:
    try:
        parts = urlsplit(address)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        return f"{said}, which can't be read.", "Check the address in a browser."
    if "@" in parts.netloc:
        return f"{said}, which holds a user's name.", "Take out what stands before the @."
    if not _HOST.fullmatch(host):
        mend = "Write the site's name in plain letters (of another script: as xn--…)."
        return f"{said}, whose site can't be read.", mend
    return None


# Characters that are obeyed or unseen instead of read: found in files, made visible for people.
#
# Controls move a terminal's cursor, set its title or end a line; bidirectional overrides show a
# text in another order than it has; tags are letters that nothing shows.

SHOWN = "\N{REPLACEMENT CHARACTER}"  # stands where such a character was

_RANGES = (
    (0x0, 0x8),  # C0 and C1 controls, but for the tab and the line feed
    (0xB, 0x1F),
    (0x7F, 0x9F),
    (0x202A, 0x202E),  # bidirectional embeddings, overrides and isolates
    (0x2066, 0x2069),
    (0x2028, 0x2029),  # separators that end a line without looking so
    (0x2061, 0x2064),  # format characters without a shape
    (0x206A, 0x206F),
    (0xFFF9, 0xFFFB),
    (0xE0000, 0xE007F),  # tags
)
_OBEYED = "[" + "".join(f"{chr(first)}-{chr(last)}" for first, last in _RANGES) + "]"
_FLAG = "\U0001f3f4[\U000e0030-\U000e0039\U000e0061-\U000e007a]{3,6}\U000e007f"  # such as Wales'
_FOUND = re.compile(f"({_FLAG})|{_OBEYED}")
_OBEYED_ONE = re.compile(_OBEYED)
# Those that are no white space: what an editor need not copy.
UNSEEN = frozenset(
    character
    for first, last in _RANGES
    for character in map(chr, range(first, last + 1))
    if not character.isspace()
)


def harmless(text: str) -> str:
    """The text with such characters made visible; line feeds and tabs stay."""
    return _FOUND.sub(lambda found: found[1] or SHOWN, text.replace("\r\n", "\n"))


def one_line(text: str) -> str:
    """The text harmless and on one line, as for the name of a file."""
    return harmless(text).replace("\n", SHOWN).replace("\t", SHOWN)


def legible(text: str) -> str:
    """The text on one line with single spaces, without such characters: as an editor types it."""
    return _FOUND.sub(lambda found: found[1] or "", " ".join(text.split()))


def first_unseen(text: str) -> str | None:
    """The first such character of a text, as `U+202E RIGHT-TO-LEFT OVERRIDE`; None if none is."""
    for found in _FOUND.finditer(text):
        if not found[1]:
            name = unicodedata.name(found[0], "control character")
            return f"U+{ord(found[0]):04X} {name}"
    return None


def json_line(value: object) -> str:
    """A value as JSON on one line; such characters are written as escapes, so that they stay."""
    return _OBEYED_ONE.sub(_escaped, json.dumps(value, ensure_ascii=False))


def _escaped(found: re.Match[str]) -> str:
    return json.dumps(found[0])[1:-1] if found[0] > "\x7f" else f"\\u{ord(found[0]):04x}"
