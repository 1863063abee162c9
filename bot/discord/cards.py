"""Cards: what a turn looks like in Discord, as plain functions from values to a layout.

Every card keeps to Discord's limits whatever the FAQ and the question hold: text is shared out over
the parts, cut at a sentence, and a button leads to the rest.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import assert_never

from discord import ui

from bot.answering.entry import Entry
from bot.answering.reply import (
    Answer,
    DidYouMean,
    NotCovered,
    Part,
    Passage,
    Reply,
    Response,
    SmallTalk,
    wording_of,
)
from bot.article.article import Citation
from bot.discord import words
from bot.discord.addressing import ASKED_ID, Asked
from bot.discord.blocks import Block, Page, Place, citation_blocks, page, text_block
from bot.discord.buttons import (
    LONGEST,
    LONGEST_OF_SEVERAL,
    SEVERAL,
    Action,
    Press,
    Row,
    Style,
    button,
    reference_of,
    rows,
)
from bot.discord.limits import LAYOUT_TEXT, escape, one_line

PARTS = 4  # questions answered on one card; with their buttons they stay within 40 components
SUGGESTIONS = 5
FEW_SUGGESTIONS = 3  # to each of several parts
COLOURS = {Answer: 0x2E7D4F, Passage: 0x2E7D4F, DidYouMean: 0xB7791F, NotCovered: 0x6B7280}
NEUTRAL = 0x4A6FA5
UNSURE = (DidYouMean, NotCovered, Passage)  # what an editor's answer would be better than
MARGIN = 120  # characters kept free for headings' marks and line breaks


@dataclass(frozen=True, slots=True)
class Scene:
    """Where a card is shown: who asked what, to whom alone, and after which click.

    `private` cards are seen by one member only; `for_another` says that this is not the asker, and
    then the question is not theirs to send. `may_send` offers to send the question to the editors
    although it was answered: after a pick. `by_id` finds the follow-ups.
    """

    asked: Asked
    by_id: Mapping[str, Entry]
    private: bool = False
    for_another: bool = False
    may_send: bool = False


def card(response: Response, scene: Scene) -> ui.LayoutView:
    """The card of a turn."""
    parts = response.parts[:PARTS]
    head = _head(scene, parts)
    room = (LAYOUT_TEXT - len(head) - len(words.PARTS_LEFT) - MARGIN * len(parts)) // len(parts)
    seen: set[str] = set()
    box: ui.Container[ui.LayoutView] = ui.Container(accent_colour=_colour(parts[0].reply))
    if head:
        box.add_item(ui.TextDisplay(head, id=ASKED_ID))
    for part in parts:
        _add_part(box, _Drawn(part, response, scene, room, seen))
    if len(response.parts) > PARTS:
        box.add_item(ui.TextDisplay(words.PARTS_LEFT.format(limit=PARTS)))
    last = rows(_closing(response, parts, scene), seen)
    if last and len(parts) == 1 and _joined(box, last[0]):
        last = last[1:]
    return finished(box, *last)


def answers(response: Response) -> bool:
    """Whether a turn tells what the article says, in one part at least."""
    return any(isinstance(part.reply, Answer | Passage) for part in response.parts)


def finished(*items: ui.Item[ui.LayoutView]) -> ui.LayoutView:
    """A view that discord.py sends and then forgets: our buttons need no view in memory."""
    view = ui.LayoutView(timeout=None)
    for item in items:
        view.add_item(item)
    view.stop()
    return view


@dataclass(frozen=True, slots=True)
class _Drawn:
    """A part while it is drawn: its page of text, and what its buttons carry."""

    part: Part
    response: Response
    scene: Scene
    room: int
    seen: set[str]

    @property
    def alone(self) -> bool:
        return len(self.response.parts) == 1

    def press(self, action: Action, reference: str = "", place: str = "") -> Press:
        return Press(action, self.scene.asked.asker, self.response.fingerprint, place, reference)


def _head(scene: Scene, parts: Sequence[Part]) -> str:
    if isinstance(parts[0].reply, SmallTalk) and not scene.private:
        return ""
    return scene.asked.shown(private=scene.private and not scene.for_another)


def _colour(reply: Reply) -> int:
    return COLOURS.get(type(reply), NEUTRAL)


def _add_part(box: ui.Container[ui.LayoutView], drawn: _Drawn) -> None:
    heading = _heading(drawn)
    shown = page(blocks_of(drawn.part.reply), drawn.room - len(heading) - 1)
    text = f"{heading}\n{shown.text}".strip()
    if text:
        box.add_item(ui.TextDisplay(text))
    for row in _part_rows(drawn, shown):
        box.add_item(row)


def _heading(drawn: _Drawn) -> str:
    """The question as it was understood, unless it is just what was asked."""
    reply = drawn.part.reply
    understood = reply.entry.question if isinstance(reply, Answer) else ""
    if not understood and not drawn.alone:
        understood = drawn.part.question
    if not understood or (drawn.alone and understood == drawn.scene.asked.question):
        return ""
    return f"### {escape(one_line(understood)[: drawn.room // 2])}"


def blocks_of(reply: Reply) -> tuple[Block, ...]:
    """All the text of a reply: what the bot says, then what it quotes."""
    wording = wording_of(reply)
    said = (text_block(wording.lead),) if wording.lead else ()
    match reply:
        case Answer() | Passage():
            return (*said, *citation_blocks(reply.citations))
        case NotCovered():
            near = wording.before_suggestions
            return (*said, text_block(near)) if near else said
        case DidYouMean() | SmallTalk():
            return said
        case _:
            assert_never(reply)


def _part_rows(drawn: _Drawn, shown: Page) -> list[Row]:
    match drawn.part.reply:
        case Answer(entry):
            follow = [drawn.scene.by_id[one] for one in entry.next if one in drawn.scene.by_id]
            return [
                *_about(drawn, shown, reference_of(entry)),
                *_offered(drawn, "follow", follow),
            ]
        case Passage(citations):
            return _about(drawn, shown, reference_of(citations))
        case DidYouMean(entries) | NotCovered(entries) | SmallTalk(_, entries):
            return _offered(drawn, "pick", entries)
        case _:
            assert_never(drawn.part.reply)


def _about(drawn: _Drawn, shown: Page, reference: str) -> list[Row]:
    """The buttons about an answer: its context, the rest of it, the member's opinion of it."""
    buttons = [button(drawn.press("ctx", reference), words.IN_CONTEXT)]
    if shown.following:
        more = drawn.press("more", reference, str(shown.following))
        buttons.append(button(more, words.MORE, style=Style.blurple))
    buttons.append(button(drawn.press("up", reference), emoji=words.UP))
    buttons.append(button(drawn.press("down", reference), emoji=words.DOWN))
    return rows(buttons, drawn.seen)


def _offered(drawn: _Drawn, action: Action, entries: Sequence[Entry]) -> list[Row]:
    limit = SUGGESTIONS if drawn.alone else FEW_SUGGESTIONS
    place = "" if drawn.alone else SEVERAL
    buttons = [
        button(drawn.press(action, reference_of(one), place), one.question, style=Style.blurple)
        for one in entries[:limit]
    ]
    if action == "follow" or not drawn.alone:
        return rows(buttons, drawn.seen)
    return [row for one in buttons for row in rows([one], drawn.seen)]  # one below the other


def _closing(
    response: Response, parts: Sequence[Part], scene: Scene
) -> list[ui.Button[ui.LayoutView]]:
    """The buttons about the whole card."""
    asker, mark = scene.asked.asker, response.fingerprint
    closing = []
    if not scene.private:
        closing.append(button(Press("del", asker, mark), words.DELETE))
    elif references := _answers(parts):
        closing.append(button(Press("share", asker, mark, "", references), words.SHARE))
    if scene.for_another or not scene.asked.question:
        return closing
    if any(isinstance(part.reply, UNSURE) for part in parts):
        closing.append(button(Press("editors", asker, mark), words.ASK_EDITORS))
    elif scene.may_send:
        send = Press("editors", asker, mark, "", _answers(parts))
        closing.append(button(send, words.SEND_QUESTION))
    return closing


def _answers(parts: Sequence[Part]) -> str:
    """What the answers on the card are named by, joined; empty if there is none."""
    shown: list[Entry | tuple[Citation, ...]] = [
        part.reply.entry if isinstance(part.reply, Answer) else part.reply.citations
        for part in parts
        if isinstance(part.reply, Answer | Passage)
    ]
    longest = LONGEST if len(shown) == 1 else LONGEST_OF_SEVERAL
    return "+".join(reference_of(one, longest) for one in shown)


def _joined(box: ui.Container[ui.LayoutView], row: Row) -> bool:
    """Put a row's buttons behind those of the row about the answer, if they fit there."""
    about = next((item for item in box.children if isinstance(item, ui.ActionRow)), None)
    if about is None or len(about.children) < 3 or len(about.children) + len(row.children) > 5:
        return False
    for one in row.children:
        about.add_item(one)
    return True


def rest_card(reply: Reply, press: Press) -> ui.LayoutView:
    """The rest of a text from the press's place on, with a button to what still is left."""
    shown = page(blocks_of(reply), LAYOUT_TEXT - MARGIN, Place.read(press.place))
    box: ui.Container[ui.LayoutView] = ui.Container(
        ui.TextDisplay(shown.text or words.NOTHING_MORE), accent_colour=_colour(reply)
    )
    if not shown.following:
        return finished(box)
    further = replace(press, place=str(shown.following))
    return finished(box, *rows([button(further, words.MORE, style=Style.blurple)], set()))
