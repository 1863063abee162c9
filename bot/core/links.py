"""Links: what an editor's answer leads to, told apart from what it says.

An answer may hold Markdown links, `[text](https://…)`, and bare addresses, `https://…`. Only web
addresses are linked, and never under a text that could be taken for another address.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

LONGEST_TEXT = 60  # characters; a link with its text finds place on the smallest page of a card
LONGEST_ADDRESS = 240

_LINK = re.compile(
    r"\[(?P<text>[^\[\]\n]+)\]\((?P<target>[^()\n]*(?:\([^()\n]*\)[^()\n]*)*)\)"
    r"|<(?P<angle>https?://[^\s<>]+)>"
    r"|(?P<bare>https?://[^\s<>\[\]\"]+)",
    re.IGNORECASE,
)
_MEANT = re.compile(  # what stands in round brackets that is to be an address
    r"(?:<|[a-z][a-z0-9+.-]*:|[/#]|www\.|\w[\w-]*\.\w{2,})\S*|.*://.*|", re.IGNORECASE
)
_HOST = re.compile(r"[a-z0-9_-]+(?:\.[a-z0-9_-]+)*\.?", re.IGNORECASE)
_ADDRESSLIKE = re.compile(r"\w[.。]\w|://|\bwww\b", re.IGNORECASE)
_UNUSUAL = re.compile(r"[<>\"\\^`{|}\[\]]")
_KEPT = "%/:?#@!$&'*+,;=~-._"


@dataclass(frozen=True, slots=True)
class Link:
    """A link at `[start, end)` of an answer; `text` is empty where it is a bare address."""

    start: int
    end: int
    text: str
    address: str

    @property
    def masked(self) -> bool:
        """Whether the text alone may be shown, because nobody takes it for another address."""
        folded = unicodedata.normalize("NFKD", self.text)
        seen = "".join(mark for mark in folded if unicodedata.category(mark)[0] not in "CM")
        return bool(self.text) and not _ADDRESSLIKE.search(seen)


def pieces(answer: str) -> Iterator[str | Link]:
    """The answer's stretches of text and its links, in order."""
    at = 0
    for link in links(answer):
        yield answer[at : link.start]
        yield link
        at = link.end
    yield answer[at:]


def plain(answer: str) -> str:
    """The answer as plain text: `text (https://…)`."""
    return "".join(one if isinstance(one, str) else _open(one) for one in pieces(answer))


def spoken(answer: str) -> str:
    """What the answer says, without the addresses."""
    return "".join(one if isinstance(one, str) else one.text for one in pieces(answer))


def _open(link: Link) -> str:
    return f"{link.text} ({link.address})" if link.text else link.address


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
            target = found["angle"] or _trimmed(found["bare"])
        elif not _MEANT.fullmatch(target):
            continue
        elif target.startswith("<") and target.endswith(">"):
            target = target[1:-1]
        end = found.end() if found["bare"] is None else found.start() + len(target)
        wrong = _wrong_text(text) if found["text"] else None
        wrong = wrong or _wrong_address(target)
        yield wrong or Link(found.start(), end, text, quote(target, safe=_KEPT))


def _trimmed(address: str) -> str:
    """A bare address without the marks of the sentence around it."""
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
