"""Blocks: the text of a card in pieces that can be cut, shown and continued on a next page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from bot.article.article import Citation
from bot.article.links import Link, link, links, pieces
from bot.discord.limits import LAYOUT_TEXT, cut, escape, shortened

GOES_ON = "-# It goes on: press “More”."
LEAST = 400  # characters of the smallest room in which something of every block finds place
WORTH_A_CUT = 300  # where less is left on a page, a block begins on the next
TITLE = 120  # characters shown of an article's title


@dataclass(frozen=True, slots=True)
class Block:
    """A text as it stands in its source, how it is shown, and the line that belongs under its end.

    `brief` is that line where there is no room for all of it. `linked` texts may hold links, which
    are not cut.
    """

    text: str
    shown: Callable[[str], str]
    under: str = ""
    brief: str = ""
    linked: bool = False

    def whole(self, text: str) -> str:
        """The Markdown of an end of the text, with the line under it."""
        return f"{self.shown(text)}\n{self.under}" if self.under else self.shown(text)

    def tight(self, text: str) -> str:
        """The same with the brief line."""
        return f"{self.shown(text)}\n{self.brief}" if self.brief else self.shown(text)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page begins: which block, and which of its characters. Written `2.450`."""

    block: int = 0
    offset: int = 0

    def __str__(self) -> str:
        return f"{self.block}.{self.offset}"

    @classmethod
    def read(cls, text: str) -> Place:
        """The place that was written; the beginning if it can't be read."""
        block, _, offset = text.partition(".")
        if not (block.isascii() and block.isdecimal() and offset.isascii() and offset.isdecimal()):
            return cls()
        return cls(int(block), int(offset))


START = Place()


@dataclass(frozen=True, slots=True)
class Page:
    """One page of blocks, and where the next one begins; None at the end."""

    text: str
    following: Place | None


def page(blocks: Sequence[Block], room: int, place: Place = START) -> Page:
    """As much as fits from a place on; a block that does not fit is cut at a sentence.

    A page shows at least a character, so that paging comes to an end in any room of `LEAST`.
    """
    lines: list[str] = []
    left = max(room, LEAST) - len(GOES_ON)
    for number in range(place.block, len(blocks)):
        offset = place.offset if number == place.block else 0
        shown, eaten = _fitting(blocks[number], offset, left - 1, alone=not lines)
        lines += [shown] if shown else []
        left -= len(shown) + 1
        if offset + eaten < len(blocks[number].text):
            return Page("\n".join((*lines, GOES_ON)), Place(number, offset + eaten))
    return Page("\n".join(lines), None)


def _fitting(block: Block, offset: int, room: int, *, alone: bool) -> tuple[str, int]:
    """What fits of a block from an offset on, and how many characters of its text that is."""
    # A text of megabytes is never escaped as a whole: what is longer than a message fits nowhere.
    rest = block.text[offset : offset + LAYOUT_TEXT + 1]
    whole = block.whole(rest)
    if len(whole) <= room:
        return whole, len(rest)
    if alone and len(block.tight(rest)) <= room:
        return block.tight(rest), len(rest)
    if not alone and (room < WORTH_A_CUT or len(whole) < LAYOUT_TEXT // 4):
        return "", 0
    head, tail = cut(rest, room, lambda text: len(block.tight(text)))
    if block.linked:
        head, tail = _beside_links(rest, head, tail)
    return block.shown(head), len(rest) - len(tail)


def _beside_links(rest: str, head: str, tail: str) -> tuple[str, str]:
    """The cut of a text, moved before a link that it would break, or behind one at the beginning.

    The shortest page has room for the longest link.
    """
    for one in links(rest):
        if one.start < len(head) < one.end:
            end = one.start if rest[: one.start].strip() else one.end
            return rest[:end].rstrip(), rest[end:].lstrip()
    return head, tail


# The FAQ's own texts are shown again and again; what members type never comes here.
@lru_cache(maxsize=512)
def with_links(text: str) -> str:
    """The text verbatim, but for its links; the preview of a page is left out."""
    return "".join(escape(one) if isinstance(one, str) else _link(one) for one in pieces(text))


def _link(one: Link) -> str:
    if one.masked:
        return f"[{escape(one.text)}](<{one.address}>)"
    return f"{escape(one.text)} (<{one.address}>)" if one.text else f"<{one.address}>"


@lru_cache(maxsize=512)
def quoted(text: str) -> str:
    """A block quote that shows the text verbatim, each line of it quoted."""
    return "\n".join(f"> {line}" for line in escape(text).splitlines())


@lru_cache(maxsize=512)
def citation_block(number: int, citation: Citation) -> Block:
    """The quote with what it stands on: its marker, sentence number, article and date."""
    article = citation.article
    brief = f"-# \\[{number}\\] Sentence {citation.number}"
    said = [brief, escape(shortened(article.title, TITLE))]
    if article.published:
        said.append(escape(shortened(article.published, TITLE)))
    address = link(citation)
    if address:
        said.append(f"[read it there](<{address}>)")
    return Block(citation.quote, quoted, " · ".join(said), brief)


def citation_blocks(citations: Sequence[Citation]) -> tuple[Block, ...]:
    """The citations of a reply, numbered from 1."""
    return tuple(citation_block(number, one) for number, one in enumerate(citations, start=1))


def text_block(text: str) -> Block:
    """A text of the editor's or ours, shown verbatim but for its links."""
    return Block(text, with_links, linked=True)
