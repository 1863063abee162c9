"""Members are shown an entry that is likely, not sure; its asker may say that it was not meant."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from bot.answering.reply import CLOSEST, NOTHING_FOUND, OTHERS, Closest, Evidence, Part, Response
from bot.discord.cards import COLOURS
from bot.faq.store import FaqStore
from bot.ledger.ledger import Ledger
from bot.sandbox import Message
from tests.conftest import FAQ, Folder
from tests.discord.conftest import DiscordServer, Running, Starter
from tests.discord.test_asking import ask, labels
from tests.discord.test_clicks import pressed, shared

NOT_MEANT = "Not what I meant"
ASKED = "is the *kiln* hot?"
OFFERED = "Who built the kiln?"
Likely = Callable[[Running], None]


@pytest.fixture
def likely(monkeypatch: pytest.MonkeyPatch) -> Likely:
    """Makes a bot hold the first entry for likely, with the second as an option."""

    def patch(running: Running) -> None:
        answerer = running.client.service.answerer

        def asked(question: str, _history: Sequence[str] = ()) -> Response:
            entry, other, _ = answerer.knowledge.entries
            part = Part(question, Closest(entry, (other,)), 0.4, (), Evidence())
            knowledge = answerer.knowledge
            return Response(question, (part,), knowledge.fingerprint, knowledge.by_id)

        monkeypatch.setattr(answerer, "ask", asked)

    return patch


@pytest.fixture
def unsure(running: Running, likely: Likely) -> Running:
    """The running bot, unsure of everything."""
    likely(running)
    return running


def verdicts(ledger: Ledger) -> list[tuple[str, str, int]]:
    return [(one.entry, one.verdict, one.clicks) for one in ledger.opinions()]


@pytest.mark.usefixtures("unsure")
async def test_the_closest_is_shown_for_what_it_is(server: DiscordServer) -> None:
    """Under what it is stand the question, its answer and the quote; then what else was near."""
    card = await server.ask(ASKED)
    lead = f"{CLOSEST}\n### How hot did the kiln get?\nIt reached 1,240 degrees \\[1\\]."
    assert f"asked\n**is the \\*kiln\\* hot?**\n{lead}\n> The kiln reached 1,240" in card.text
    assert card.components[0]["accent_color"] == COLOURS[Closest]
    assert card.text.index("Sentence 1") < card.text.index(OTHERS)
    assert labels(card) == [
        *("In context", "👍", "👎", NOT_MEANT),
        *(OFFERED, "Delete", "Ask the editors"),
    ]


@pytest.mark.usefixtures("unsure")
async def test_the_asker_says_that_it_was_not_meant(server: DiscordServer) -> None:
    """What else was near takes the card's place, and it counts like one 👎; no text is stored."""
    card = await server.ask(ASKED)
    await pressed(server.alice, card, "👎")
    await server.alice.click(card, NOT_MEANT)
    assert "Did you mean this?" in card.text
    assert "**is the \\*kiln\\* hot?**" in card.text
    assert "1,240" not in card.text
    assert labels(card) == [OFFERED, "Delete", "Ask the editors"]
    assert server.ledger.gaps() == ()
    await pressed(server.alice, card, "Ask the editors")
    assert [(gap.question, gap.why) for gap in server.ledger.gaps()] == [(ASKED, "not_covered")]
    assert verdicts(server.ledger) == [("how-hot", "down", 1)]
    await server.alice.click(card, OFFERED)
    assert "Mara Lindqvist built it in 2019." in card.text


@pytest.mark.usefixtures("unsure")
async def test_another_does_not_say_what_was_meant(server: DiscordServer) -> None:
    """Anybody else is told who may; the card stays, and nothing is counted."""
    card = await server.ask(ASKED)
    notice = await pressed(server.bob, card, NOT_MEANT)
    assert notice.ephemeral
    assert "Only the person who asked" in notice.text
    assert CLOSEST in card.text
    assert server.ledger.opinions() == ()


@pytest.mark.usefixtures("unsure")
async def test_where_nothing_else_is_near_the_editors_are_left(server: DiscordServer) -> None:
    """An option that the editor took out meanwhile is not offered; then nothing was found."""
    card = await server.ask(ASKED)
    server.write(kiln=FAQ.replace("who-built", "builder"))
    assert server.store.reload()
    await server.alice.click(card, NOT_MEANT)
    assert NOTHING_FOUND in card.text
    assert labels(card) == ["Delete", "Ask the editors"]


async def test_the_button_works_after_a_restart(server: DiscordServer, unsure: Running) -> None:
    """All that the button needs is on the card."""
    card = await server.ask(ASKED, private=True)
    await unsure.stop()
    await server.start()
    await server.alice.click(card, NOT_MEANT)
    assert card.ephemeral
    assert "You asked\n**is the \\*kiln\\* hot?**" in card.text
    assert labels(card) == [OFFERED, "Ask the editors"]
    await pressed(server.alice, card, "Ask the editors")
    assert verdicts(server.ledger) == [("how-hot", "down", 1)]


@pytest.mark.usefixtures("unsure")
async def test_what_is_shared_is_still_the_closest(server: DiscordServer) -> None:
    """Sharing makes nothing surer; who shared may still say that it was not meant."""
    private = await server.ask(ASKED, private=True)
    assert labels(private)[-2:] == ["Share", "Ask the editors"]
    posted = await server.shared(private)
    assert f"{CLOSEST}\n### How hot did the kiln get?" in posted.text
    # Nothing else is offered with it: what may follow is its entry's.
    assert labels(posted)[3:5] == [NOT_MEANT, OFFERED]
    await server.alice.click(posted, NOT_MEANT)
    assert NOTHING_FOUND in posted.text


@pytest.mark.usefixtures("unsure")
async def test_a_helper_alone_sees_what_is_not_sure(server: DiscordServer) -> None:
    """From the menu only an answer is shown to all; the helper did not ask, and can't refuse it."""
    message = await server.alice.say(server.general, "is it hot?")
    card = (await server.bob.context_menu("Answer this", message)).shown
    assert card.ephemeral
    assert CLOSEST in card.text
    assert NOT_MEANT not in labels(card)
    assert "Ask the editors" not in labels(card)


async def test_the_closest_is_counted_by_its_word(server: DiscordServer, unsure: Running) -> None:
    """The day's counts tell it from an answer, with the entry that was shown."""
    await server.ask(ASKED)
    await unsure.client.service.recorder.write_counts()
    assert [(one.tally.kind, one.tally.entry, one.times) for one in server.ledger.counts()] == [
        ("closest", "how-hot", 1)
    ]


@pytest.mark.usefixtures("running")
async def test_nobody_is_shown_the_closest_unasked(
    server: DiscordServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where it listens the bot speaks what is sure, and nothing else."""
    service = server.service
    service.listening.add(server.general.id)
    entry = service.answerer.knowledge.entries[0]
    part = Part("", Closest(entry), 0.4, (), Evidence())

    def asked(_knowledge: object, text: str, _history: Sequence[str] = ()) -> Response:
        return Response(text, (part,), "f00d")

    with monkeypatch.context() as patched:
        patched.setattr("bot.answering.listening.answer", asked)
        await server.alice.say(server.general, "How hot did the kiln get?")
        assert await server.silent(server.general)


@pytest.mark.usefixtures("unsure")
async def test_a_mention_that_is_edited_gets_the_closest_anew(server: DiscordServer) -> None:
    """As any reply to a mention it follows the edit of its question."""
    mention = await server.mention("is it hot?")
    card: Message = await server.next_message()
    assert "**is it hot?**" in card.text
    await server.alice.edit(mention, f"{server.sandbox.bot_mention} is it warm?")
    await server.until(lambda: "is it warm?" in card.text or None, "the new card")
    assert CLOSEST in card.text
