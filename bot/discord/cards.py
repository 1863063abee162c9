"""Cards: what a response looks like in Discord, as plain functions from values to a layout.

Every card keeps to Discord's limits whatever the FAQ and the question hold: text is shared out over
the parts, cut at a sentence, and a button leads to the rest.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias, assert_never

from discord import ui

from bot.answering.entry import Entry
from bot.answering.reply import (
    OTHERS,
    Answer,
    Closest,
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
from bot.discord.buttons import (
    CHOSEN,
    CLOSEST,
    LONGEST,
    LONGEST_OF_SEVERAL,
    NEUTRAL,
    SEVERAL,
    Action,
    Box,
    ButtonState,
    Interaction,
    Row,
    Style,
    boxed,
    button,
    finished,
    reference_of,
    rows,
)
from bot.discord.text import (
    ASKED_ID,
    LAYOUT_TEXT,
    Block,
    TextPage,
    citation_blocks,
    escape,
    one_line,
    page,
    text_block,
    unescape,
)

PARTS = 4  # questions answered on one card; with their buttons they stay within 40 components
SUGGESTIONS = 5
FEW_SUGGESTIONS = 3  # to each of several parts
COLOURS = {
    Answer: 0x2E7D4F,
    Passage: 0x2E7D4F,
    Closest: 0xB7791F,
    DidYouMean: 0xB7791F,
    NotCovered: 0x6B7280,
}
UNSURE = (Closest, DidYouMean, NotCovered, Passage)  # what an editor's answer would be better than
Showing: TypeAlias = Answer | Closest | Passage  # the replies that show sentences
NAMED = 300  # characters in which questions are named that there is no room for
MARGIN = 120  # characters kept free for headings' marks, line breaks, what leads to options


def question_on(components: Iterable[Any]) -> str:
    """The question that a card shows, from its message's components; empty if it shows none."""
    for component in components:
        if getattr(component, "id", None) == ASKED_ID and hasattr(component, "content"):
            return _read(component.content)
        found = question_on(getattr(component, "children", ()))
        if found:
            return found
    return ""


def asked_on(interaction: Interaction) -> str:
    """The question on the card that was clicked on; empty if it shows none."""
    return question_on(interaction.message.components) if interaction.message else ""


def _read(head: str) -> str:
    _, _, line = head.partition("\n")
    bold = line.startswith("**") and line.endswith("**") and len(line) > len("****")
    return unescape(line[2:-2]) if bold else ""


@dataclass(frozen=True, slots=True)
class Audience:
    """For whom a card is: who asked what, who alone sees it, and after which click.

    `asker` is 0 and `question` empty where nobody or nothing is to be shown. `private` cards are
    seen by one member only; `for_another` says that this is not the asker, and then the question
    is not theirs to send. `may_send` offers to send the question to the editors although it was
    answered: after a pick.
    """

    asker: int = 0
    question: str = ""
    private: bool = False
    for_another: bool = False
    may_send: bool = False

    @property
    def line(self) -> str:
        """The question as one line."""
        return one_line(self.question)

    @property
    def head(self) -> str:
        """Who asked what, as it stands at the head of a card."""
        if not self.line:
            return ""
        own = self.private and not self.for_another
        who = words.YOU_ASKED if own else f"<@{self.asker}> {words.ASKED}"
        return f"-# {who}\n**{escape(self.line)}**"


def card(response: Response, audience: Audience) -> ui.LayoutView:
    """The card that shows a response to those who see it; follow-ups are among its own entries."""
    parts = response.parts[:PARTS]
    head = _head(audience, parts)
    left = _left(response)
    room = (LAYOUT_TEXT - len(head) - len(left) - MARGIN * len(parts)) // len(parts)
    placed: set[str] = set()
    box = boxed(colour=colour_of(parts[0].reply))
    if head:
        box.add_item(ui.TextDisplay(head, id=ASKED_ID))
    for part in parts:
        _add_part(box, _Drawn(part, response, audience, room, placed))
    if left:
        box.add_item(ui.TextDisplay(left))
    last = rows(_closing(response, parts, audience), placed)
    if last and len(parts) == 1 and _joined(box, last[0]):
        last = last[1:]
    return finished(box, *last)


def _left(response: Response) -> str:
    """The words about the questions for which there is no room; empty if there is for all."""
    rest = [*response.left, *(part.question for part in response.parts[PARTS:])]
    named = " · ".join(one_line(one) for one in rest)
    if len(named) > NAMED:
        named = f"{named[:NAMED]}…"
    return words.PARTS_LEFT.format(limit=PARTS, rest=escape(named)) if rest else ""


def answers(response: Response) -> bool:
    """Whether a response surely tells what the article says, in one part at least."""
    return any(isinstance(part.reply, Answer | Passage) for part in response.parts)


@dataclass(frozen=True, slots=True)
class _Drawn:
    """A part while it is drawn: its page of text, and what its buttons carry."""

    part: Part
    response: Response
    audience: Audience
    room: int
    placed: set[str]

    @property
    def alone(self) -> bool:
        return len(self.response.parts) == 1

    def state(self, action: Action, reference: str = "", place: str = "") -> ButtonState:
        return ButtonState(action, self.audience.asker, self.response.fingerprint, place, reference)


def _head(audience: Audience, parts: Sequence[Part]) -> str:
    if isinstance(parts[0].reply, SmallTalk) and not audience.private:
        return ""
    return audience.head


def colour_of(reply: Reply) -> int:
    """The colour of a reply's card."""
    return COLOURS.get(type(reply), NEUTRAL)


def _add_part(box: Box, drawn: _Drawn) -> None:
    heading, mark = _heading(drawn), words.CHOSEN * _by_model(drawn.part.reply)
    shown = page(blocks_of(drawn.part.reply), drawn.room - len(heading) - len(mark) - 2)
    text = f"{heading}\n{shown.text}\n{mark}".strip()
    if text:
        box.add_item(ui.TextDisplay(text))
    for item in _part_items(drawn, shown):
        box.add_item(item)


def _by_model(reply: Reply) -> bool:
    return isinstance(reply, Answer) and reply.chosen_by == "model"


def _heading(drawn: _Drawn) -> str:
    """The question as it was understood, unless it is just what was asked."""
    reply = drawn.part.reply
    if isinstance(reply, Closest):
        wording = wording_of(reply)
        return f"{wording.lead}\n### {escape(one_line(wording.question)[: drawn.room // 2])}"
    understood = reply.entry.question if isinstance(reply, Answer) else ""
    if not understood and not drawn.alone:
        understood = drawn.part.question
    if not understood or (drawn.alone and understood == drawn.audience.line):
        return ""
    return f"### {escape(one_line(understood)[: drawn.room // 2])}"


def blocks_of(reply: Reply) -> tuple[Block, ...]:
    """All the text of a reply: what the bot says, then what it quotes."""
    wording = wording_of(reply)
    said = (text_block(wording.lead),) if wording.lead else ()
    match reply:
        case Answer() | Passage():
            return (*said, *citation_blocks(reply.citations))
        case Closest():  # the lead and the question are its heading
            answer = (text_block(wording.answer),) if wording.answer else ()
            return (*answer, *citation_blocks(reply.citations))
        case NotCovered():
            near = wording.before_suggestions
            return (*said, text_block(near)) if near else said
        case DidYouMean() | SmallTalk():
            return said
        case _:
            assert_never(reply)


def _part_items(drawn: _Drawn, shown: TextPage) -> Sequence[ui.Item[ui.LayoutView]]:
    """What stands under the text of a part: its buttons."""
    match drawn.part.reply:
        case Answer() | Closest(others=()) as reply:
            return [*_about(drawn, shown, reply), *_follow_ups(drawn, reply.entry)]
        case Closest(_, others) as reply:
            before = [ui.TextDisplay[ui.LayoutView](OTHERS)] if drawn.alone else []
            return [*_about(drawn, shown, reply), *before, *_offered(drawn, "pick", others)]
        case Passage() as reply:
            return _about(drawn, shown, reply)
        case DidYouMean(entries) | NotCovered(entries) | SmallTalk(_, entries):
            return _offered(drawn, "pick", entries)
        case _:
            assert_never(drawn.part.reply)


def _about(drawn: _Drawn, shown: TextPage, reply: Showing) -> list[Row]:
    """The buttons about what is shown: its context, the rest of it, the member's opinion of it."""
    reference = reference_of(_shown(reply))
    buttons = [button(drawn.state("ctx", reference), words.IN_CONTEXT)]
    if shown.next_start:
        more = drawn.state("more", _reference(reply), str(shown.next_start))
        buttons.append(button(more, words.MORE, style=Style.blurple))
    buttons.append(button(drawn.state("up", reference), emoji=words.UP))
    buttons.append(button(drawn.state("down", reference), emoji=words.DOWN))
    if isinstance(reply, Closest) and drawn.alone and not drawn.audience.for_another:
        buttons.append(button(drawn.state("unmeant", reference), words.NOT_MEANT))
    return rows(buttons, drawn.placed)


def _shown(reply: Showing) -> Entry | tuple[Citation, ...]:
    return reply.citations if isinstance(reply, Passage) else reply.entry


def _reference(reply: Showing, longest: int = LONGEST) -> str:
    """What names a reply on the buttons that show it again, as what it is."""
    mark = CLOSEST if isinstance(reply, Closest) else CHOSEN * _by_model(reply)
    return mark + reference_of(_shown(reply), longest)


def _follow_ups(drawn: _Drawn, entry: Entry) -> list[Row]:
    by_id = drawn.response.by_id
    return _offered(drawn, "follow", [by_id[one] for one in entry.next if one in by_id])


def _offered(drawn: _Drawn, action: Action, entries: Sequence[Entry]) -> list[Row]:
    limit = SUGGESTIONS if drawn.alone else FEW_SUGGESTIONS
    place = "" if drawn.alone else SEVERAL
    buttons = [
        button(drawn.state(action, reference_of(one), place), one.question, style=Style.blurple)
        for one in entries[:limit]
    ]
    if action == "follow" or not drawn.alone:
        return rows(buttons, drawn.placed)
    return [row for one in buttons for row in rows([one], drawn.placed)]  # one below the other


def _closing(
    response: Response, parts: Sequence[Part], audience: Audience
) -> list[ui.Button[ui.LayoutView]]:
    """The buttons about the whole card."""
    asker, mark = audience.asker, response.fingerprint
    closing = []
    if not audience.private:
        closing.append(button(ButtonState("del", asker, mark), words.DELETE))
    elif references := _answers(parts):
        closing.append(button(ButtonState("share", asker, mark, "", references), words.SHARE))
    if audience.for_another or not audience.line:
        return closing
    if any(isinstance(part.reply, UNSURE) for part in parts):
        closing.append(button(ButtonState("editors", asker, mark), words.ASK_EDITORS))
    elif audience.may_send:
        send = ButtonState("editors", asker, mark, "", _answers(parts))
        closing.append(button(send, words.SEND_QUESTION))
    return closing


def _answers(parts: Sequence[Part]) -> str:
    """What the replies on the card that quote are named by, joined; empty if there is none."""
    shown = [part.reply for part in parts if isinstance(part.reply, Showing)]
    longest = LONGEST if len(shown) == 1 else LONGEST_OF_SEVERAL
    return "+".join(_reference(one, longest) for one in shown)


def _joined(box: Box, row: Row) -> bool:
    """Put a row's buttons behind those of the row about the answer, if they fit there."""
    about = next((item for item in box.children if isinstance(item, ui.ActionRow)), None)
    if about is None or len(about.children) < 3 or len(about.children) + len(row.children) > 5:
        return False
    for one in row.children:
        about.add_item(one)
    return True
