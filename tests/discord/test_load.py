"""Load: no member stops the bot for others, whatever they send and however fast."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Sequence

import pytest

from bot.answering.answerer import Scope
from bot.answering.entry import Entry
from bot.answering.reply import Answer, Evidence, Part, Response
from bot.article.article import Article, Citation, Sentence
from bot.discord import text as escaping
from bot.discord.buttons import ButtonState
from bot.discord.card_check import excesses
from bot.discord.cards import Audience, card
from bot.discord.options import CooldownLimits
from bot.discord.reading_on import context_card, rest_card
from bot.discord.service import KEYSTROKES
from bot.discord.text import LAYOUT_TEXT, citation_block, quoted
from bot.discord.tracking import Buckets, Cooldowns
from tests.discord.conftest import DiscordServer, Running, Starter

HOT = "How hot did the kiln get?"
LONGEST_SIGN = "\ufdfa"  # 18 characters once normalised


@pytest.fixture
def worked(running: Running, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the answerer is made to work at, in its order: questions and what was typed so far."""
    answerer, texts = running.client.service.answerer, list[str]()
    ask, complete = answerer.ask, answerer.complete

    def asked(question: str, history: Sequence[str] = ()) -> Response:
        texts.append(question)
        return ask(question, history)

    def completed(typed: str, limit: int, scope: Scope) -> tuple[Entry, ...]:
        texts.append(typed)
        return complete(typed, limit, scope)

    monkeypatch.setattr(answerer, "ask", asked)
    monkeypatch.setattr(answerer, "complete", completed)
    return texts


@pytest.mark.parametrize("text", [LONGEST_SIGN * 200, "½" * 390, "x" * 401, "why " * 450])
async def test_a_question_is_bounded_after_normalising(
    server: DiscordServer, worked: list[str], text: str
) -> None:
    """A question that is long once it is normalised is refused before anything is worked out.

    By command that is told to the asker alone.
    """
    done = await server.alice.ask_command("ask", question=text)
    assert "I read questions of up to 400" in done.shown.text
    assert done.shown.ephemeral
    assert "I read questions of up to 400" in (await server.asked(text)).text
    assert worked == []


async def test_what_is_typed_is_bounded_after_normalising(
    server: DiscordServer, worked: list[str]
) -> None:
    """While typing, no more is looked at than a question may have once it is normalised."""
    await server.alice.autocomplete("ask", question=LONGEST_SIGN * 300)
    assert worked == [LONGEST_SIGN * (400 // 18)]


async def test_who_types_too_fast_gets_no_completions(
    server: DiscordServer, running: Running, worked: list[str]
) -> None:
    """Keystrokes beyond a few a second are answered with nothing; others' are not touched."""
    running.client.service.clock = lambda: 5.0
    typed = [f"how hot {number}" for number in range(40)]
    for text in typed:
        await server.alice.autocomplete("ask", question=text)
    assert worked == typed[: KEYSTROKES[0]]
    assert await server.bob.autocomplete("ask", question="how hot")
    running.client.service.clock = lambda: 6.0
    assert await server.alice.autocomplete("ask", question="how hot")


async def test_who_presses_too_fast_is_told_to_wait(server: DiscordServer, start: Starter) -> None:
    """Buttons have a cool-down of their own, more generous than that of questions."""
    running = await start(cooldown=CooldownLimits(member=2, channel=100, seconds=60))
    running.client.service.clock = lambda: 5.0
    message = await server.asked(HOT)
    shown = []
    for _ in range(10):
        done = await server.alice.click(message, "In context")
        shown.append("faster than I may answer" not in done.shown.text)
    assert shown == [True] * 8 + [False] * 2
    done = await server.bob.click(message, "In context")
    assert "Mara Lindqvist" in done.shown.text


async def test_one_member_is_answered_among_ten_who_ask_all_the_time(
    server: DiscordServer, running: Running, worked: list[str]
) -> None:
    """Of what ten hasty members send little is worked out; another's question is answered."""
    service = running.client.service
    service.cooldowns = Cooldowns(CooldownLimits())
    service.clock = lambda: 5.0
    hostile = [f"hostile{number}" for number in range(10)]
    for name in hostile:
        server.sandbox.world.add_member(server.guild, name)
    draw = random.Random(1)  # noqa: S311  a sample, not a secret

    async def nag(name: str) -> None:
        member = server.sandbox.member(name)
        for number in range(10):
            text = f"{number} " + draw.choice([LONGEST_SIGN * 300, "x" * 4000, "who? " * 70, HOT])
            await member.autocomplete("ask", question=text)
            await member.say(server.general, f"{server.sandbox.bot_mention} {text}"[:2000])

    nagging = [asyncio.create_task(nag(name)) for name in hostile]
    await nagging[0]
    done = await server.alice.ask_command("ask", question=HOT)
    assert "1,240" in done.shown.text
    assert not done.shown.ephemeral
    await asyncio.gather(*nagging)
    assert len(worked) <= CooldownLimits().channel + len(hostile) * KEYSTROKES[0] + 1


def test_a_channels_room_is_shared() -> None:
    """Who has asked of late gets the first half of what a channel may ask, newcomers all of it."""
    cooldowns = Cooldowns(CooldownLimits(member=6, channel=30, seconds=30.0))
    for member in range(10):
        for _ in range(10):
            cooldowns.admit(member, 1, 100.0)
    assert cooldowns.admit(99, 1, 100.0) is None
    again = cooldowns.admit(99, 1, 101.0)
    assert again is not None
    assert (again.whose, again.seconds) == ("channel", 29)
    assert cooldowns.admit(99, 2, 101.0) is None
    assert cooldowns.admit(99, 1, 130.5) is None


def test_a_bucket_holds_so_many_and_fills_again() -> None:
    """A member may do so many things at once, then one each time span, and after rest no more."""
    buckets = Buckets(burst=3, seconds=2.0)
    assert [buckets.admit(1, 10.0) for _ in range(5)] == [True] * 3 + [False] * 2
    assert [buckets.admit(1, 12.0) for _ in range(2)] == [True, False]
    assert buckets.admit(2, 12.0)
    assert [buckets.admit(1, 900.0) for _ in range(5)] == [True] * 3 + [False] * 2


@pytest.mark.parametrize(
    "text", ["word *and* [it] " * 100_000, "xy*" * 500_000, "\n" * 9 + "a" * 10**6]
)
def test_of_a_huge_text_only_what_a_card_can_show_is_escaped(
    text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Cards of a text of megabytes escape some pages of it, and are what Discord takes."""
    escaped = list[int]()
    escape = escaping.escape

    def counted(part: str) -> str:
        escaped.append(len(part))
        return escape(part)

    for module in ("text", "reading_on", "cards"):
        monkeypatch.setattr(f"bot.discord.{module}.escape", counted)
    quoted.cache_clear()
    citation_block.cache_clear()
    whole = Sentence(1, 0, len(text), 0)
    article = Article("a.txt", text, "A", "https://example.org/a", None, (whole,))
    entry = Entry("e", ("What?",), None, (Citation(article, whole),))
    response = Response(
        "What?", (Part("What?", Answer(entry), 1.0, (), Evidence()),), "f00d", {"e": entry}
    )
    press = ButtonState("more", 1, "f00d", f"0.{len(text) // 2}", "e")
    views = [
        card(response, Audience(1, "What?")),
        rest_card(Answer(entry), press),
        context_card(entry.citations, ButtonState("ctx", 1, "f00d", "", "e")),
        context_card(entry.citations, press),
    ]
    for view in views:
        # discord.py leaves it untyped.
        assert not excesses(view.to_components())  # type: ignore[no-untyped-call]
    assert max(escaped) <= LAYOUT_TEXT + 1
    assert sum(escaped) < 400_000
