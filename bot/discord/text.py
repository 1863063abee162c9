"""Text as Discord shows it: its limits, escaping, cutting, and long texts page by page.

discord.py does not guard most of the limits. The numbers are those of Discord's developer
documentation for API v10.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial

from bot.article.article import Citation, Kind, link
from bot.article.visible import Link, links, pieces, quote_pieces

CONTENT = 2_000  # an ordinary message
LAYOUT_TEXT = 4_000  # all text displays of one Components V2 message together
COMPONENTS = 40  # of one Components V2 message, nested ones counted
ROW_BUTTONS = 5
CUSTOM_ID = 100
LABEL = 80  # of a button
LINK_URL = 512  # of a link button; our text links keep to it too
CHOICES = 25  # of an autocompletion
CHOICE = 100  # name and value of a choice

ASKED_ID = 70_001
"""The id of the text that holds the question; Discord sends it back with the card.

Discord numbers from 1 what has no id, so that a high number is nobody else's.
"""


_SENTENCE = re.compile(r"[.!?…。！？]+[\"'”’»)\]]*(?=\s)|\n+")
_WORD = re.compile(r"\s+")
ELLIPSIS = "…"

Measure = Callable[[str], int]


def cut(text: str, room: int, size: Measure = len) -> tuple[str, str]:
    """The longest beginning of `text` that fits in `room` characters, and the rest, perhaps empty.

    It ends at a sentence if one ends within the room, else at a word, else in a word.
    `size` tells how much room a text takes once shown: at least its length, and it must not shrink
    as a text grows. So no more of a text is measured than there is room for.
    """
    if len(text) <= room and size(text) <= room:
        return text, ""
    whole = _largest(text, room, size)
    for pattern in (_SENTENCE, _WORD):
        ends = [found.end() for found in pattern.finditer(text, 0, whole + 1)]
        ends = [end for end in ends if 0 < end <= whole]
        if ends:
            return text[: ends[-1]].rstrip(), text[ends[-1] :].lstrip()
    return text[:whole], text[whole:]


def _largest(text: str, room: int, size: Measure) -> int:
    """How many characters fit; at least one, so that cutting always comes to an end."""
    low, high = 1, max(1, min(len(text), room))
    while low < high:
        middle = (low + high + 1) // 2
        if size(text[:middle]) <= room:
            low = middle
        else:
            high = middle - 1
    return low


def shortened(text: str, room: int) -> str:
    """The text if it fits, else its beginning up to a word, with an ellipsis."""
    if len(text) <= room:
        return text
    kept = text[: room - 1]
    head = kept[: kept.rfind(" ")] if " " in kept[room // 2 :] else kept
    return head.rstrip() + ELLIPSIS


def whole_lines(text: str, room: int, more: str) -> str:
    """The text if it fits, else as many whole lines as fit, and a last one that says there is more.

    A first line that does not fit is shortened.
    """
    if len(text) <= room:
        return text
    end = text.rfind("\n", 0, room - len(more))
    head = text[:end] if end >= 0 else shortened(text, room - len(more) - 1)
    return f"{head}\n{more}"


# Whatever is quoted is shown verbatim, and nothing in it takes effect.
#
# Discord's Markdown shows a punctuation character that follows a backslash as itself, so each
# construct is disarmed by a backslash before the character that it can't do without. Nothing else
# is put in (no zero-width characters), so that a copied quote is the quote.
#
# =========================================  =====================================================
# construct                                  what disarms it
# =========================================  =====================================================
# `*a*` `**a**` `_a_` `__a__` `~~a~~`        `\*` `\_` `\~`
# `||spoiler||`                              `\|`
# `` `code` `` and fenced code               `` \` ``
# `[text](url)`                              `\[` `\]`
# user, role, channel, guide mentions        `\<`, for all of them stand in angle brackets
# `</command:1>` `<t:1:R>` `<:emoji:1>`      `\<`
# `<https://...>` `<mail@...>` `<tel:...>`   `\<`
# `@everyone` `@here`                        `\@` (and the client allows no mentions)
# bare links, `:shortcode:` emoji            `\:`, for both need a colon
# `# ` `## ` `-# ` headings and subtext      `\#`, `\-` where a line begins
# `> ` and `>>> ` quotes                     `\>` where a line begins
# `- ` `* ` `+ ` and `1. ` lists             `\-` `\*` `\+`, and `\.` after a line's first digits
# a backslash                                `\\`
# =========================================  =====================================================

_ALWAYS = {ord(mark): "\\" + mark for mark in "\\*_~|`<[]@:"}
_LINE_START = re.compile(r"(?m)^([ \t]*)([#>+-])")
_NUMBER = re.compile(r"(?m)^([ \t]*[0-9]+)\.")
_ESCAPED = re.compile(r"\\([^0-9A-Za-z\s])")
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_BLANKS = re.compile(r"\s+")
_BREAKS = re.compile(r"\r\n?|[\n\v\f\x85\u2028\u2029]")
_QUOTED = re.compile(r"(?m)^[ \t]*(?:>>>[ \t][\s\S]*|>[ \t].*$\n?)")
_QUOTE_MARK = re.compile(r"(?m)^[ \t]*>(?:>>)?[ \t]")


def escape(text: str) -> str:
    """The Markdown that Discord shows as exactly `text`; line breaks stay line breaks."""
    text = text.translate(_ALWAYS)
    text = _LINE_START.sub(r"\1\\\2", text)
    return _NUMBER.sub(r"\1\\.", text)


def unescape(markdown: str) -> str:
    """The text that `escape` was given: what a card shows, read back from the card."""
    return _ESCAPED.sub(r"\1", markdown)


def one_line(text: str) -> str:
    """What somebody typed, as one line: blanks collapsed, control characters left out.

    Empty if nothing of it can be seen, as of zero-width characters alone. Directional marks stay:
    they act no further than their line, and on a card it is alone there.
    """
    line = _BLANKS.sub(" ", _CONTROLS.sub(" ", text)).strip()
    return line if any(mark.isprintable() and mark != " " for mark in line) else ""


def lines(text: str) -> str:
    """What somebody typed, line by line: each as `one_line` gives it, the empty ones left out."""
    return "\n".join(line for line in map(one_line, _BREAKS.split(text)) if line)


def apart(text: str) -> tuple[str, str]:
    """What somebody typed, and apart from it the text of the lines that are shown as a quote."""
    quotes = "\n".join(found[0] for found in _QUOTED.finditer(text))
    return _QUOTED.sub("", text), _QUOTE_MARK.sub("", quotes)


GOES_ON = "-# It goes on: press “More”."
SMALLEST_PAGE = 400  # characters of the smallest page that shows something of every block
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
class PageStart:
    """Where a page begins: which block, and which of its characters. Written `2.450`."""

    block: int = 0
    offset: int = 0

    def __str__(self) -> str:
        return f"{self.block}.{self.offset}"

    @classmethod
    def read(cls, text: str) -> PageStart:
        """The place that was written; the beginning if it can't be read."""
        block, _, offset = text.partition(".")
        if not (block.isascii() and block.isdecimal() and offset.isascii() and offset.isdecimal()):
            return cls()
        return cls(int(block), int(offset))


START = PageStart()


@dataclass(frozen=True, slots=True)
class TextPage:
    """One page of blocks, and where the next one begins; None at the end."""

    text: str
    next_start: PageStart | None


def page(blocks: Sequence[Block], room: int, place: PageStart = START) -> TextPage:
    """As much as fits from a place on; a block that does not fit is cut at a sentence.

    A page shows at least a character, so that paging comes to an end in any page of
    `SMALLEST_PAGE`.
    """
    lines: list[str] = []
    left = max(room, SMALLEST_PAGE) - len(GOES_ON)
    for number in range(place.block, len(blocks)):
        offset = place.offset if number == place.block else 0
        shown, eaten = _fitting(blocks[number], offset, left - 1, alone=not lines)
        lines += [shown] if shown else []
        left -= len(shown) + 1
        if offset + eaten < len(blocks[number].text):
            return TextPage("\n".join((*lines, GOES_ON)), PageStart(number, offset + eaten))
    return TextPage("\n".join(lines), None)


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
def quoted(text: str, targets: tuple[tuple[str, str], ...] = ()) -> str:
    """A block quote that shows the text verbatim, each line of it quoted, its links as links."""
    shown = (
        escape(one) if isinstance(one, str) else _link(one) for one in quote_pieces(text, targets)
    )
    return "\n".join(f"> {line}" for line in "".join(shown).splitlines())


def coded(text: str) -> str:
    """A block quote that shows code as it is; as text where its own marks would end it."""
    lines = ["```", *text.splitlines(), "```"]
    return quoted(text) if "```" in text else "\n".join(f"> {line}" for line in lines)


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
    shown = coded if citation.sentence.kind is Kind.CODE else partial(quoted, targets=article.links)
    return Block(citation.quote, shown, " · ".join(said), brief)


def citation_blocks(citations: Sequence[Citation]) -> tuple[Block, ...]:
    """The citations of a reply, numbered from 1, each under what introduces it in the article."""
    blocks: list[Block] = []
    before: tuple[str, ...] = ()
    for number, one in enumerate(citations, start=1):
        if one.leads and one.leads != before:
            linked = partial(quoted, targets=one.article.links)
            blocks.append(Block("\n".join(one.leads), linked))
        blocks.append(citation_block(number, one))
        before = one.leads
    return tuple(blocks)


def text_block(text: str) -> Block:
    """A text of the editor's or ours, shown verbatim but for its links."""
    return Block(text, with_links, linked=True)
