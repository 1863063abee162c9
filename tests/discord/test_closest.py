"""Members are shown an entry that is likely, not sure; its asker may say that it was not meant."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from bot.answering.reply import CLOSEST, NOTHING_FOUND, OTHERS, Closest, Evidence, Part, Response
from bot.discord.cards import COLOURS
from tests.conftest import FAQ
from tests.discord.server import Running, Server, labels, pressed, started_with, told_alone
from tests.discord.test_clicks import BUILT, clicks, gaps

NOT_MEANT = "Not what I meant"
ASKED = "is the *kiln* hot?"
SHOWN = "**is the \\*kiln\\* hot?**"
OFFERED = "Who built the kiln?"


@pytest.fixture
def _unsure(running: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    """The running bot holds the first entry for likely whatever is asked, with an option."""
    answerer = running.client.service.answerer

    def asked(question: str, _history: Sequence[str] = ()) -> Response:
        knowledge = answerer.knowledge
        entry, other, _ = knowledge.entries
        part = Part(question, Closest(entry, (other,)), 0.4, (), Evidence())
        return Response(question, (part,), knowledge.fingerprint, knowledge.by_id)

    monkeypatch.setattr(answerer, "ask", asked)


pytestmark = pytest.mark.usefixtures("_unsure")


async def test_the_closest_is_shown_for_what_it_is(server: Server) -> None:
    """Under what it is stand question, answer and quote, then what else was near; it is counted."""
    card = await server.ask(ASKED)
    lead = f"{CLOSEST}\n### How hot did the kiln get?\nIt reached 1,240 degrees \\[1\\]."
    assert f"asked\n{SHOWN}\n{lead}\n> The kiln reached 1,240" in card.text
    assert card.components[0]["accent_color"] == COLOURS[Closest]
    assert card.text.index("Sentence 1") < card.text.index(OTHERS)
    assert labels(card) == [
        *("In context", "👍", "👎", NOT_MEANT),
        *(OFFERED, "Delete", "Ask the editors"),
    ]
    await server.service.recorder.write_counts()
    counted = [(one.tally.kind, one.tally.entry, one.times) for one in server.ledger.counts()]
    assert counted == [("closest", "how-hot", 1)]


async def test_the_asker_says_that_it_was_not_meant(server: Server) -> None:
    """What else was near takes the card's place, and it counts like one 👎; no text is stored."""
    card = await server.ask(ASKED)
    await pressed(server.alice, card, "👎")
    await server.alice.click(card, NOT_MEANT)
    assert "Did you mean this?" in card.text
    assert SHOWN in card.text
    assert "1,240" not in card.text
    assert labels(card) == [OFFERED, "Delete", "Ask the editors"]
    assert gaps(server.ledger) == []
    await pressed(server.alice, card, "Ask the editors")
    assert gaps(server.ledger) == [(ASKED, "not_covered", "")]
    assert clicks(server.ledger) == [("how-hot", "down", 1)]
    await server.alice.click(card, OFFERED)
    assert BUILT in card.text


async def test_another_does_not_say_what_was_meant(server: Server) -> None:
    """Anybody else is told who may; the card stays, and nothing is counted."""
    card = await server.ask(ASKED)
    assert "Only the person who asked" in told_alone(await pressed(server.bob, card, NOT_MEANT))
    assert CLOSEST in card.text
    assert clicks(server.ledger) == []


async def test_where_nothing_else_is_near_the_editors_are_left(server: Server) -> None:
    """An option that the editor took out meanwhile is not offered; then nothing was found."""
    card = await server.ask(ASKED)
    server.rewrite(FAQ.replace("who-built", "builder"))
    await server.alice.click(card, NOT_MEANT)
    assert NOTHING_FOUND in card.text
    assert labels(card) == ["Delete", "Ask the editors"]


async def test_the_button_works_after_a_restart(server: Server) -> None:
    """All that the button needs is on the card."""
    card = await server.ask(ASKED, private=True)
    await server.start.again()
    await server.alice.click(card, NOT_MEANT)
    assert f"You asked\n{SHOWN}" in told_alone(card)
    assert labels(card) == [OFFERED, "Ask the editors"]
    await pressed(server.alice, card, "Ask the editors")
    assert clicks(server.ledger) == [("how-hot", "down", 1)]


async def test_what_is_shared_is_still_the_closest(server: Server) -> None:
    """Sharing makes nothing surer; who shared may still say that it was not meant."""
    private = await server.ask(ASKED, private=True)
    assert labels(private)[-2:] == ["Share", "Ask the editors"]
    posted = await server.shared(private)
    assert f"{CLOSEST}\n### How hot did the kiln get?" in posted.text
    # Nothing else is offered with it: what may follow is its entry's.
    assert labels(posted)[3:5] == [NOT_MEANT, OFFERED]
    await server.alice.click(posted, NOT_MEANT)
    assert NOTHING_FOUND in posted.text


async def test_a_helper_alone_sees_what_is_not_sure(server: Server) -> None:
    """From the menu only an answer is shown to all; the helper did not ask, and can't refuse it."""
    card = await server.answered_from_menu(await server.alice.say(server.general, "is it hot?"))
    assert CLOSEST in told_alone(card)
    assert not {NOT_MEANT, "Ask the editors"} & {*labels(card)}


@started_with(message_content=True)
async def test_nobody_is_shown_the_closest_unasked(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where it listens the bot speaks what is sure, and nothing else."""
    service = server.service
    service.listening.add(server.general.id)
    likely = service.answerer.ask(ASKED)
    monkeypatch.setattr("bot.answering.listening.answer", lambda *_: likely)
    assert await server.silent(server.general, after="How hot did the kiln get?")


async def test_a_mention_that_is_edited_gets_the_closest_anew(server: Server) -> None:
    """As any reply to a mention it follows the edit of its question."""
    mention = await server.mention("is it hot?")
    card = await server.next_message()
    assert "**is it hot?**" in card.text
    await server.alice.edit(mention, server.calling("is it warm?"))
    await server.until(lambda: "is it warm?" in card.text, "the new card")
    assert CLOSEST in card.text
