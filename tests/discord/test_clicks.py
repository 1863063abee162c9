"""Members press buttons: on their own cards and others', now and long after."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest

from bot.answering.reply import DidYouMean, Evidence, Part, Response
from bot.discord.service import today
from bot.faq.store import FaqStore
from bot.ledger.ledger import A_DAY, Ledger
from bot.ledger.records import NewGap
from bot.sandbox import ActingMember, Impossible, Message, Permission
from tests.conftest import FAQ, Folder
from tests.discord.conftest import DiscordServer, Running, Starter
from tests.discord.test_asking import ask, labels

pytestmark = pytest.mark.usefixtures("running")

HOT = "kiln temperature"


async def pressed(member: ActingMember, message: Message, button: str) -> Message:
    """What a member reads after a press."""
    emoji = [one for one in message.buttons if (one.get("emoji") or {}).get("name") == button]
    done = await member.click(message, emoji[0]["custom_id"] if emoji else button)
    assert not done.failed
    return done.shown


async def shared(server: DiscordServer, message: Message) -> Message:
    """What everybody reads after Alice has shared her private answer."""
    done = await server.alice.click(message, "Share")

    def posted() -> Message | None:
        return done.followups[0] if done.followups else None

    return await server.until(posted, "the shared card")


async def test_in_context_shows_the_paragraph_with_the_sentence_marked(
    server: DiscordServer,
) -> None:
    """The paragraph is shown to the one who pressed, the cited sentence bold in it."""
    shown = await pressed(server.bob, await server.ask(HOT), "In context")
    assert shown.ephemeral
    assert "**The kiln reached 1,240 degrees on Friday.** Mara Lindqvist built it" in shown.text


@pytest.mark.parametrize("who", ["alice", "bob"])
async def test_a_follow_up_of_the_asker_is_seen_by_all(server: DiscordServer, who: str) -> None:
    """The asker's follow-up on a public card is public; another's is theirs alone, and says so."""
    shown = await pressed(server.sandbox.member(who), await server.ask(HOT), "Who built the kiln?")
    assert "Mara Lindqvist built it in 2019." in shown.text
    assert shown.ephemeral == (who == "bob")
    assert ("You asked\n**Who built the kiln?**" in shown.text) == (who == "bob")


async def test_a_pick_of_the_asker_replaces_the_card(server: DiscordServer) -> None:
    """Another's pick is answered to them alone; the asker's turns the card into the answer."""
    card = await server.asked("")
    shown = await pressed(server.bob, card, "Who built the kiln?")
    assert shown.ephemeral
    assert "Mara" in shown.text
    assert "Mara" not in card.text
    await server.alice.click(card, "Who built the kiln?")
    assert "Mara Lindqvist built it in 2019." in card.text
    assert "In context" in labels(card)


async def test_a_pick_offers_to_send_the_question(
    server: DiscordServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A pick counts the entry; the second button stores the question as it was typed."""
    answerer = server.service.answerer
    entries = answerer.knowledge.entries[:2]

    def unsure(question: str, _history: Sequence[str] = ()) -> Response:
        part = Part(question, DidYouMean(entries), 0.5, (), Evidence())
        return Response(question, (part,), answerer.knowledge.fingerprint)

    monkeypatch.setattr(answerer, "ask", unsure)
    card = await server.ask("the *kiln*?")
    assert labels(card)[:2] == ["How hot did the kiln get?", "Who built the kiln?"]
    await server.alice.click(card, "Who built the kiln?")
    assert "asked\n**the \\*kiln\\*?**" in card.text
    assert server.ledger.gaps() == ()
    await pressed(server.alice, card, "Send my question to the editors")
    (gap,) = server.ledger.gaps()
    assert (gap.question, gap.why, gap.entry) == ("the *kiln*?", "picked", "who-built")
    (opinion,) = server.ledger.opinions()
    assert (opinion.entry, opinion.verdict) == ("who-built", "picked")


async def test_a_thumb_counts_once_and_stores_no_text(server: DiscordServer) -> None:
    """A click stores entry, fingerprint and count; a second click of the same member none."""
    card = await server.ask(HOT)
    for _ in range(2):
        assert "Noted" in (await pressed(server.alice, card, "👍")).text
    await pressed(server.bob, card, "👍")
    (opinion,) = server.ledger.opinions()
    assert (opinion.entry, opinion.verdict, opinion.clicks) == ("how-hot", "up", 2)
    assert server.ledger.gaps() == ()


async def test_a_thumb_down_offers_to_send_the_question(server: DiscordServer) -> None:
    """To the asker alone, whose question it is; only the second button stores its text."""
    card = await server.ask(HOT)
    assert (await pressed(server.bob, card, "👎")).buttons == []
    offered = await pressed(server.alice, card, "👎")
    assert offered.ephemeral
    assert server.ledger.gaps() == ()
    sent = await pressed(server.alice, offered, "Send my question to the editors")
    assert "/privacy" in sent.text
    (gap,) = server.ledger.gaps()
    assert (gap.question, gap.why, gap.entry) == (HOT, "wrong_answer", "how-hot")
    assert gap.guild == server.guild.id


async def test_ask_the_editors_stores_the_question(server: DiscordServer) -> None:
    """The consent button on a refusal stores the question, for the asker alone, once."""
    card = await server.ask("how much did the *kiln* cost?")
    refused = await pressed(server.bob, card, "Ask the editors")
    assert "Only the person who asked" in refused.text
    assert server.ledger.gaps() == ()
    for _ in range(2):
        await pressed(server.alice, card, "Ask the editors")
    (gap,) = server.ledger.gaps()
    assert (gap.question, gap.why) == ("how much did the *kiln* cost?", "not_covered")


async def test_a_member_cannot_fill_the_editors_list(server: DiscordServer) -> None:
    """Beyond so many questions of one day a member is told that no more is kept, and what is."""
    asked = await server.ask("how much did the kiln cost?")
    for number in range(A_DAY):
        server.ledger.add_gap(
            NewGap(f"{number}", "not_covered", "", "f00d", server.alice.user.id, 7, today())
        )
    notice = (await pressed(server.alice, asked, "Ask the editors")).text
    assert f"{A_DAY} questions" in notice
    assert "not kept" in notice
    assert server.ledger.gap_count() == A_DAY
    sent = await pressed(
        server.bob, await server.ask("cost of the kiln?", by="bob"), "Ask the editors"
    )
    assert "will see your question" in sent.text


async def test_a_member_sees_and_erases_what_was_kept(server: DiscordServer) -> None:
    """`/privacy` tells what is kept, lists the member's own and erases it."""
    card = await server.ask("how much did the kiln cost?")
    await pressed(server.alice, card, "Ask the editors")
    done = await server.alice.ask_command("privacy")
    assert done.shown.ephemeral
    assert "how much did the kiln cost?" in done.shown.text
    others = await server.bob.ask_command("privacy")
    assert "no question is kept" in others.shown.text
    erased = await pressed(server.alice, done.shown, "Erase my questions")
    assert "1 question" in erased.text
    assert server.ledger.gaps() == ()


async def test_sharing_is_no_way_around_a_channels_rules(server: DiscordServer) -> None:
    """Who may not write in a channel can't have the bot write there for them."""
    reply = await server.ask(HOT, private=True)
    server.sandbox.admin.overwrite(server.general, server.alice.user, deny=Permission.SEND_MESSAGES)
    notice = await pressed(server.alice, reply, "Share")
    assert notice.ephemeral
    assert "You can't write in this channel" in notice.text


async def test_several_questions_get_several_answers_on_one_card(server: DiscordServer) -> None:
    """Each question of a message has its answer and its buttons; sharing posts them all."""
    reply = await server.ask("How hot did the kiln get? Who built the kiln?", private=True)
    assert "1,240 degrees" in reply.text
    assert "Mara Lindqvist built it in 2019." in reply.text
    assert labels(reply).count("In context") == 2
    posted = await server.shared(reply)
    assert not posted.ephemeral
    assert "1,240 degrees" in posted.text
    assert "Mara Lindqvist built it in 2019." in posted.text


@pytest.mark.parametrize("who", ["alice", "mona"])
async def test_who_may_deletes_an_answer(server: DiscordServer, who: str) -> None:
    """The asker and who may manage messages take the card away; anybody else is told who may."""
    card = await server.ask(HOT)
    assert "Only the person who asked" in (await pressed(server.bob, card, "Delete")).text
    assert card in server.sandbox.messages(server.general)
    await server.sandbox.member(who).click(card, "Delete", until="acknowledged")
    await server.gone(card)


async def test_the_helper_deletes_an_answer_from_the_menu(server: DiscordServer) -> None:
    """Who had a message answered may delete the answer, as may its author."""
    message = await server.alice.say(server.general, "who built the kiln?")
    card = (await server.bob.context_menu("Answer this", message)).shown
    await server.bob.click(card, "Delete", until="acknowledged")
    await server.gone(card)


async def test_old_buttons_work_after_a_restart(server: DiscordServer) -> None:
    """A card of an earlier process works as before: all it needs is on it."""
    card = await server.ask(HOT)
    refusal = await server.ask("how much did the kiln cost?")
    await server.running.stop()
    await server.start()
    assert "**The kiln reached" in (await pressed(server.alice, card, "In context")).text
    assert "Mara" in (await pressed(server.alice, card, "Who built the kiln?")).text
    assert (
        "how much did the kiln cost?"
        in (await pressed(server.alice, refusal, "Ask the editors")).text
    )


async def test_what_was_shared_is_not_shared_again(server: DiscordServer) -> None:
    """Share posts a private answer under the asker's name, and the private card says so."""
    reply = await server.ask(HOT, private=True)
    assert reply.ephemeral
    (before,) = (dict(one) for one in reply.buttons if one.get("label") == "Share")
    posted = await server.shared(reply)
    assert not posted.ephemeral
    assert f"<@{server.alice.user.id}> asked\n**{HOT}**" in posted.text
    assert "1,240 degrees" in posted.text
    (button,) = (one for one in reply.buttons if one["custom_id"] == before["custom_id"])
    assert (button["label"], button["disabled"]) == ("Shared", True)
    assert f"You asked\n**{HOT}**" in reply.text
    assert "In context" in labels(reply)
    await server.running.stop()
    await server.start()
    assert "**The kiln reached" in (await pressed(server.alice, reply, "In context")).text
    with pytest.raises(Impossible):
        await server.alice.click(reply, "Shared")


async def test_a_thumb_counts_once_over_a_restart(server: DiscordServer) -> None:
    """What a member has said of a card is not counted anew by the next process."""
    card = await server.ask(HOT)
    await pressed(server.alice, card, "👍")
    await server.running.stop()
    await server.start()
    await pressed(server.alice, card, "👍")
    await pressed(server.bob, card, "👍")
    (opinion,) = server.ledger.opinions()
    assert opinion.clicks == 2
    assert str(server.alice.user.id) not in str(server.ledger.notes(""))
    assert len(server.ledger.notes("click:")) == 2
    server.ledger.forget_before(datetime.now(UTC) + timedelta(days=2))
    assert server.ledger.notes("click:") == {}
    assert server.ledger.opinions() == (opinion,)


@pytest.mark.parametrize("button", ["In context", "Who built the kiln?", "Share"])
async def test_an_outdated_button_says_so(server: DiscordServer, button: str) -> None:
    """A button whose entry the editor took out says so politely."""
    card = await server.ask(HOT, private=button == "Share")
    renamed = FAQ.replace("how-hot", "heat").replace("who-built", "builder")
    server.write(kiln=renamed)
    assert server.store.reload()
    shown = await pressed(server.alice, card, button)
    assert shown.ephemeral
    assert "from before the FAQ was changed" in shown.text


async def test_a_button_of_another_version_says_so(server: DiscordServer) -> None:
    """A custom_id that this version does not know is answered, not ignored."""
    card = await server.ask(HOT)
    card.buttons[0]["custom_id"] = "f0:older:thing"
    shown = await pressed(server.alice, card, "In context")
    assert "from before the FAQ was changed" in shown.text


async def test_a_reload_in_the_middle_of_a_burst_mixes_nothing(server: DiscordServer) -> None:
    """Each answer is whole: all from the FAQ before the reload, or all from the one after it."""
    mention = f"{server.sandbox.bot_mention} How hot did the kiln get?"
    for number in range(20):
        await server.alice.say(server.general, mention)
        if number == 10:
            server.write(kiln=FAQ.replace("It reached 1,240 degrees [1].", "Very hot [1]."))
            assert server.store.reload()
    await server.until(lambda: len(server.said()) == 20 or None, "20 answers")
    texts = {one.text.split("\n")[2] for one in server.said()}
    assert texts <= {"It reached 1,240 degrees \\[1\\].", "Very hot \\[1\\]."}
