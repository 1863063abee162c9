"""What is found in a document: the text to store, its title, links and what is left out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bot.article.links import LONGEST_TEXT, link_fault
from bot.editing.html_text import BETWEEN, CLOSE, OPEN, TOLD, Writer

MOST_LINKS = 500
_LINKED = re.compile(f"{OPEN}(\\d+){BETWEEN}([^\n{OPEN}-{CLOSE}]*){CLOSE}")
_LEFT = re.compile(f"{OPEN}\\d+{BETWEEN}|{CLOSE}")


@dataclass(slots=True)
class Extract:
    """What is found in a document: the text to store, its title, links and what is left out."""

    text: str
    title: str | None
    links: dict[str, str]
    left_out: tuple[str, ...]


def extract(
    element: Any, *, base: str = "", around: bool = False, numbered: bool = True
) -> Extract:
    """What an element holds, as text to store.

    Args:
        element: The root of the article.
        base: The address that its links start from, if it is known.
        around: Whether it is a whole page, whose head and foot are left out.
        numbered: Whether lines of the document can be told.

    Returns:
        The text with what belongs to it. Raises Unreadable if it is too long.
    """
    writer = Writer(base, around, numbered)
    writer.write(element)
    parts = _LINKED.split(writer.text)
    parts[::3] = (_LEFT.sub("", part) for part in parts[::3])
    places: list[tuple[int, int, str]] = []
    at = 0
    for before, number, words in zip(parts[::3], parts[1::3], parts[2::3], strict=False):
        at += len(before) + len(words)
        places.append((at - len(words), at, writer.links[int(number)]))
    del parts[1::3]
    text = "".join(parts)
    links = _links(text, places, writer.left_out)
    title = _LEFT.sub("", writer.title) if writer.title else None
    return Extract(text, title, links, tuple(writer.left_out))


def _links(
    text: str, places: Sequence[tuple[int, int, str]], left_out: dict[str, None]
) -> dict[str, str]:
    """The address that each words lead to; words that lead to several take those before them."""
    targets: dict[str, set[str]] = {}
    for start, end, address in places:
        targets.setdefault(text[start:end], set()).add(address)
    links: dict[str, str] = {}
    for start, end, address in places:
        words = text[start:end]
        if words == address:
            continue
        if len(targets[words]) > 1:
            words = _longer(text, start, end)
        if len(words) > LONGEST_TEXT:
            words = words[:LONGEST_TEXT].rsplit(" ", 1)[0]
        if not words or link_fault(words, address) or len(links) >= MOST_LINKS:
            left_out[f"the link “{text[start:end][:TOLD]}” to {address[:200]}"] = None
        else:
            links[words] = address
    return links


def _longer(text: str, start: int, end: int) -> str:
    """The words with as many before them, on their line, as tell them from all others."""
    line = text.rfind("\n", 0, start) + 1
    for found in reversed(list(re.finditer(r"\w\S*", text[max(line, start - TOLD) : start]))):
        words = text[max(line, start - TOLD) + found.start() : end]
        if text.find(words) == text.rfind(words):
            return words
    return ""
