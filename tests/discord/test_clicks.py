"""Members press buttons: on their own cards and others', now and long after."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from bot.answering.reply import DidYouMean, Evidence, Part, Response
from bot.discord.service import today
from bot.ledger.ledger import A_DAY, Ledger
from bot.ledger.records import NewGap
from bot.sandbox import Impossible, Permission
from tests.conftest import FAQ
from tests.discord.server import Server, labels, pressed, told_alone, told_to_all

pytestmark = pytest.mark.usefixtures("running")

HEAT = "kiln temperature"
COST = "how much did the *kiln* cost?"
BUILT = "Mara Lindqvist built it in 2019."
WHO, SEND = "Who built the kiln?", "Send my question to the editors"
MARKED = "**The kiln reached 1,240 degrees on Friday.** Mara Lindqvist built it"


def clicks(ledger: Ledger) -> list[tuple[str, str, int]]:
    return [(one.entry, one.verdict, one.clicks) for one in ledger.opinions()]


def gaps(ledger: Ledger) -> list[tuple[str, str, str]]:
    return [(one.question, one.why, one.entry) for one in ledger.gaps()]


async def test_in_context_shows_the_paragraph(server: Server) -> None:
    """The paragraph is shown to the one who pressed, the cited sentence bold in it."""
    assert MARKED in told_alone(await pressed(server.bob, await server.ask(HEAT), "In context"))


@pytest.mark.parametrize("who", ["alice", "bob"])
async def test_a_follow_up_of_the_asker_is_seen_by_all(server: Server, who: str) -> None:
    """The asker's follow-up on a public card is public; another's is theirs alone, and says so."""
    shown = await pressed(server.sandbox.member(who), await server.ask(HEAT), WHO)
    assert BUILT in shown.text
    assert shown.ephemeral == (who == "bob")
    assert (f"You asked\n**{WHO}**" in shown.text) == (who == "bob")


async def test_a_pick_of_the_asker_replaces_the_card(server: Server) -> None:
    """Another's pick is answered to them alone; the asker's turns the card into the answer."""
    card = await server.asked("")
    assert BUILT in told_alone(await pressed(server.bob, card, WHO))
    assert BUILT not in card.text
    await server.alice.click(card, WHO)
    assert BUILT in card.text
    assert "In context" in labels(card)


async def test_a_pick_offers_to_send_the_question(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A pick counts the entry; the second button stores the question as it was typed."""
    answerer = server.service.answerer

    def unsure(question: str, _history: Sequence[str] = ()) -> Response:
        offered = DidYouMean(answerer.knowledge.entries[:2])
        part = Part(question, offered, 0.5, (), Evidence())
        return Response(question, (part,), answerer.knowledge.fingerprint)

    monkeypatch.setattr(answerer, "ask", unsure)
    card = await server.ask("the *kiln*?")
    assert labels(card)[:2] == ["How hot did the kiln get?", WHO]
    await server.alice.click(card, WHO)
    assert "asked\n**the \\*kiln\\*?**" in card.text
    assert gaps(server.ledger) == []
    await pressed(server.alice, card, SEND)
    assert gaps(server.ledger) == [("the *kiln*?", "picked", "who-built")]
    assert clicks(server.ledger) == [("who-built", "picked", 1)]


async def test_a_thumb_counts_once_also_over_a_restart(server: Server) -> None:
    """A click stores entry, verdict and count, no text; a member's second on a card none."""
    card = await server.ask(HEAT)
    for _ in range(2):
        assert "Noted" in (await pressed(server.alice, card, "👍")).text
    await server.start.again()
    await pressed(server.alice, card, "👍")
    await pressed(server.bob, card, "👍")
    assert clicks(server.ledger) == [("how-hot", "up", 2)]
    assert gaps(server.ledger) == []
    assert str(server.alice.user.id) not in str(server.ledger.notes(""))


async def test_a_thumb_down_offers_to_send_the_question(server: Server) -> None:
    """To the asker alone, whose question it is; only the second button stores its text."""
    card = await server.ask(HEAT)
    assert (await pressed(server.bob, card, "👎")).buttons == []
    offered = await pressed(server.alice, card, "👎")
    assert offered.ephemeral
    assert gaps(server.ledger) == []
    assert "/privacy" in (await pressed(server.alice, offered, SEND)).text
    assert gaps(server.ledger) == [(HEAT, "wrong_answer", "how-hot")]
    assert server.ledger.gaps()[0].guild == server.guild.id


async def test_ask_the_editors_stores_the_question(server: Server) -> None:
    """The consent button on a refusal stores the question, for the asker alone, once."""
    card = await server.ask(COST)
    refused = await pressed(server.bob, card, "Ask the editors")
    assert "Only the person who asked" in refused.text
    assert gaps(server.ledger) == []
    for _ in range(2):
        sent = await pressed(server.alice, card, "Ask the editors")
        assert "how much did the \\*kiln\\* cost?" in sent.text
    assert gaps(server.ledger) == [(COST, "not_covered", "")]


async def test_a_member_cannot_fill_the_editors_list(server: Server) -> None:
    """Beyond so many questions of one day a member is told that no more is kept, and what is."""
    asked, others = await server.ask(COST), await server.ask("cost of the kiln?", by="bob")
    for number in range(A_DAY):
        gap = NewGap(f"{number}", "not_covered", "", "f00d", server.alice.user.id, 7, today())
        server.ledger.add_gap(gap)
    notice = (await pressed(server.alice, asked, "Ask the editors")).text
    assert f"{A_DAY} questions" in notice
    assert "not kept" in notice
    assert server.ledger.gap_count() == A_DAY
    sent = await pressed(server.bob, others, "Ask the editors")
    assert "will see your question" in sent.text


async def test_a_member_sees_and_erases_what_was_kept(server: Server) -> None:
    """`/privacy` tells what is kept, lists the member's own and erases it."""
    await pressed(server.alice, await server.ask(COST), "Ask the editors")
    own = (await server.alice.ask_command("privacy")).shown
    assert "how much did the \\*kiln\\* cost?" in told_alone(own)
    others = await server.bob.ask_command("privacy")
    assert "no question is kept" in others.shown.text
    assert "1 question" in (await pressed(server.alice, own, "Erase my questions")).text
    assert gaps(server.ledger) == []


async def test_sharing_is_no_way_around_a_channels_rules(server: Server) -> None:
    """Who may not write in a channel can't have the bot write there for them."""
    reply = await server.ask(HEAT, private=True)
    server.sandbox.admin.overwrite(server.general, server.alice.user, deny=Permission.SEND_MESSAGES)
    notice = await pressed(server.alice, reply, "Share")
    assert "You can't write in this channel" in told_alone(notice)


async def test_several_questions_get_several_answers_on_one_card(server: Server) -> None:
    """Each question of a message has its answer and its buttons; sharing posts them all."""
    private = await server.ask("How hot did the kiln get? Who built the kiln?", private=True)
    assert labels(private).count("In context") == 2
    posted = await server.shared(private)
    assert not posted.ephemeral
    for card in (private, posted):
        assert "1,240 degrees" in card.text
        assert BUILT in card.text


@pytest.mark.parametrize("who", ["alice", "mona"])
async def test_who_may_deletes_an_answer(server: Server, who: str) -> None:
    """The asker and who may manage messages take the card away; anybody else is told who may."""
    card = await server.ask(HEAT)
    assert "Only the person who asked" in (await pressed(server.bob, card, "Delete")).text
    assert card in server.sandbox.messages(server.general)
    await server.sandbox.member(who).click(card, "Delete", until="acknowledged")
    await server.gone(card)


async def test_the_helper_deletes_an_answer_from_the_menu(server: Server) -> None:
    """Who had a message answered may delete the answer, as may its author."""
    message = await server.alice.say(server.general, "who built the kiln?")
    card = await server.answered_from_menu(message)
    await server.bob.click(card, "Delete", until="acknowledged")
    await server.gone(card)


async def test_old_buttons_work_after_a_restart(server: Server) -> None:
    """A card of an earlier process works as before: all it needs is on it."""
    card, refusal = await server.ask(HEAT), await server.ask(COST)
    await server.start.again()
    assert MARKED in (await pressed(server.alice, card, "In context")).text
    assert BUILT in (await pressed(server.alice, card, WHO)).text
    await pressed(server.alice, refusal, "Ask the editors")
    assert gaps(server.ledger) == [(COST, "not_covered", "")]


async def test_what_was_shared_is_not_shared_again(server: Server) -> None:
    """Share posts a private answer under the asker's name, and the private card says so."""
    reply = await server.ask(HEAT, private=True)
    assert reply.ephemeral
    (before,) = (dict(one) for one in reply.buttons if one.get("label") == "Share")
    posted = await server.shared(reply)
    assert f"<@{server.alice.user.id}> asked\n**{HEAT}**" in told_to_all(posted)
    assert "1,240 degrees" in posted.text
    (button,) = (one for one in reply.buttons if one["custom_id"] == before["custom_id"])
    assert (button["label"], button["disabled"]) == ("Shared", True)
    assert f"You asked\n**{HEAT}**" in reply.text
    await server.start.again()
    assert MARKED in (await pressed(server.alice, reply, "In context")).text
    with pytest.raises(Impossible):
        await server.alice.click(reply, "Shared")


@pytest.mark.parametrize("button", ["In context", WHO, "Share"])
async def test_an_outdated_button_says_so(server: Server, button: str) -> None:
    """A button whose entry the editor took out says so politely."""
    card = await server.ask(HEAT, private=button == "Share")
    server.rewrite(FAQ.replace("how-hot", "heat").replace("who-built", "builder"))
    shown = await pressed(server.alice, card, button)
    assert "from before the FAQ was changed" in told_alone(shown)


async def test_a_button_of_another_version_says_so(server: Server) -> None:
    """A custom_id that this version does not know is answered, not ignored."""
    card = await server.ask(HEAT)
    card.buttons[0]["custom_id"] = "f0:older:thing"
    shown = await pressed(server.alice, card, "In context")
    assert "from before the FAQ was changed" in shown.text


async def test_a_reload_in_the_middle_of_a_burst_mixes_nothing(server: Server) -> None:
    """Each answer is whole: all from the FAQ before the reload, or all from the one after it."""
    for number in range(20):
        await server.mention()
        if number == 10:
            server.rewrite(FAQ.replace("It reached 1,240 degrees [1].", "Very hot [1]."))
    texts = {one.text.split("\n")[2] for one in await server.answers(20)}
    assert texts <= {"It reached 1,240 degrees \\[1\\].", "Very hot \\[1\\]."}
