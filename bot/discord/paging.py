"""Long texts page by page: a card's text in blocks, and a quote in its paragraph of the article."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial

from discord import ui

from bot.article.article import Article, Citation, Kind
from bot.article.links import Link, link, links, pieces, quote_pieces
from bot.discord import words
from bot.discord.buttons import ButtonState, boxed, button, finished, rows
from bot.discord.limits import LAYOUT_TEXT, cut, escape, shortened

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


ROOM = LAYOUT_TEXT - 600  # what the title and its date may take is kept free
MANY = 8  # paragraphs shown at once
BEFORE = 800  # characters shown before a marked sentence that would not be on the first page


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A stretch of an article between line breaks, and the cited sentences in it."""

    article: Article
    start: int
    end: int
    marked: tuple[Citation, ...]

    def begin(self) -> int:
        """Where to begin, so that the first marked sentence is on the page.

        That is at the paragraph's beginning or at a sentence not far before it; at the marked
        sentence itself where it would not be shown whole behind others.
        """
        first = self.marked[0]
        sentences, earliest = self.article.sentences, max(self.start, first.start - BEFORE)
        nearest = bisect_left(sentences, earliest, key=lambda one: one.span.start)
        near = (one.span.start for one in sentences[nearest : first.number])
        tried = [self.start] if first.end - self.start <= ROOM // 2 else []
        tried += [at for at in near if at < first.start]
        return next((at for at in tried if _shown(self, at)[1] >= first.end), first.start)


def paragraphs_of(citations: Sequence[Citation]) -> tuple[Paragraph, ...]:
    """The paragraphs that hold the citations, each once, in the citations' order."""
    found: dict[tuple[str, int], list[Citation]] = {}
    for one in citations:
        found.setdefault((one.article.name, one.sentence.paragraph), []).append(one)
    return tuple(_paragraph(marked) for marked in found.values())


def _paragraph(marked: list[Citation]) -> Paragraph:
    article, number = marked[0].article, marked[0].sentence.paragraph
    sentences = article.sentences
    first = bisect_left(sentences, number, key=lambda one: one.paragraph)
    last = bisect_right(sentences, number, key=lambda one: one.paragraph) - 1
    ordered = tuple(sorted(set(marked), key=lambda one: one.number))
    return Paragraph(article, sentences[first].span.start, sentences[last].span.end, ordered)


def context_card(citations: Sequence[Citation], state: ButtonState) -> ui.LayoutView:
    """All paragraphs if they fit, else one; from the button's place on, if it has one."""
    paragraphs = paragraphs_of(citations)
    short = sum(one.end - one.start for one in paragraphs) < ROOM
    if not state.place and len(paragraphs) > 1 and short:
        texts = [f"{_title(one.article)}\n{_markdown(one, one.start)}" for one in paragraphs]
        if sum(map(len, texts)) < ROOM and len(texts) <= MANY:
            return _card(texts, [], state)
    place = PageStart.read(state.place) if state.place else None
    which = min(place.block, len(paragraphs) - 1) if place else 0
    one = paragraphs[which]
    offset = min(max(place.offset, one.start), one.end - 1) if place else one.begin()
    text, next_start = _shown(one, offset)
    targets = _targets(paragraphs, which, offset, next_start)
    return _card([f"{_title(one.article)}\n{text}"], targets, state)


def _card(
    texts: Sequence[str], targets: Sequence[tuple[str, PageStart]], state: ButtonState
) -> ui.LayoutView:
    box = boxed(*texts, words.FAQ_MARK.format(fingerprint=state.fingerprint))
    turning = [
        button(ButtonState("ctx", state.asker, state.fingerprint, str(to), state.reference), label)
        for label, to in targets
    ]
    return finished(box, *rows(turning, set()))


def _title(article: Article) -> str:
    title = f"### {escape(shortened(article.title, TITLE))}"
    date = f"\n-# {escape(shortened(article.published, TITLE))}" if article.published else ""
    return title + date


def _targets(
    paragraphs: Sequence[Paragraph], which: int, offset: int, next_start: int
) -> list[tuple[str, PageStart]]:
    """The buttons that turn pages, each with where it leads."""
    one = paragraphs[which]
    targets = []
    if offset > one.start:
        targets.append((words.EARLIER, PageStart(which, max(one.start, offset - ROOM // 2))))
    if next_start < one.end:
        targets.append((words.LATER, PageStart(which, next_start)))
    if len(paragraphs) > 1:
        after = (which + 1) % len(paragraphs)
        targets.append((words.NEXT_CITATION, PageStart(after, paragraphs[after].begin())))
    return targets


def _shown(one: Paragraph, offset: int) -> tuple[str, int]:
    """The paragraph from an offset on, as far as there is room, and where the rest begins."""

    def size(text: str) -> int:
        return len(_markdown(one, offset, offset + len(text)))

    # No more characters than there is room can be shown.
    text = one.article.text[offset : min(one.end, offset + ROOM + 1)]
    head, tail = cut(text, ROOM, size)
    return _markdown(one, offset, offset + len(head)), offset + len(text) - len(tail)


def _markdown(one: Paragraph, offset: int, stop: int | None = None) -> str:
    """A stretch of the article as a quote, its marked sentences bold."""
    text, stop = one.article.text, one.end if stop is None else stop
    shown, at = "", offset
    for citation in one.marked:
        start, end = max(citation.start, offset), min(citation.end, stop)
        if start < end:
            shown += escape(text[at:start]) + _bold(text[start:end])
            at = end
    shown += escape(text[at:stop])
    return "\n".join(f"> {line}" for line in shown.splitlines())


def _bold(text: str) -> str:
    """Bold line by line, blanks at the ends left out of it, as Discord's Markdown wants it."""
    return re.sub(r"(?m)\S(?:.*\S)?", lambda line: f"**{escape(line[0])}**", text)
