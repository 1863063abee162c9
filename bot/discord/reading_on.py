"""Reading on: the rest of a long text, and a quote in its paragraph of the article."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace

from discord import ui

from bot.answering.reply import Reply
from bot.article.article import Article, Citation
from bot.discord import words
from bot.discord.buttons import ButtonState, Style, boxed, button, finished, rows
from bot.discord.cards import MARGIN, blocks_of, colour_of
from bot.discord.text import LAYOUT_TEXT, TITLE, PageStart, cut, escape, page, shortened

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
        nearest = bisect_left(sentences, earliest, key=lambda one: one.start)
        near = (one.start for one in sentences[nearest : first.number])
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
    return Paragraph(article, sentences[first].start, sentences[last].end, ordered)


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


def rest_card(reply: Reply, state: ButtonState) -> ui.LayoutView:
    """The rest of a text from the place on the button on, with a button to what still is left."""
    shown = page(blocks_of(reply), LAYOUT_TEXT - MARGIN, PageStart.read(state.place))
    box = boxed(shown.text or words.NOTHING_MORE, colour=colour_of(reply))
    if not shown.next_start:
        return finished(box)
    further = replace(state, place=str(shown.next_start))
    return finished(box, *rows([button(further, words.MORE, style=Style.blurple)], set()))
