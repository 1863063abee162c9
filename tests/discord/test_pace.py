"""Pace: bursts are acknowledged in time, and nobody asks faster than is good for all."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answering.reply import Evidence, NotCovered, Part, Response
from bot.discord.cooldown import Cooldowns, Once, Refused
from bot.discord.options import Cooldown
from bot.discord.replies import Turnstile
from bot.discord.service import refusal_words
from bot.discord.work import Work
from tests.discord.conftest import Room, Running

HOT = "How hot did the kiln get?"
SLOW = 0.03  # seconds that an answer takes in these tests


async def test_a_burst_is_acknowledged_in_time(
    room: Room, running: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Many questions at once to a slow answerer: each is announced in time and answered."""
    answerer = running.client.service.answerer
    answer = answerer.ask

    def slowly(question: str, history: Sequence[str] = ()) -> Response:
        time.sleep(SLOW)
        return answer(question, history)

    monkeypatch.setattr(answerer, "ask", slowly)
    asked = (
        room.alice.ask_command("ask", in_channel=room.general, question=HOT) for _ in range(60)
    )
    done = await asyncio.gather(*asked)
    assert not any(one.failed for one in done)
    assert all("1,240" in one.message.text for one in done if one.message)
    assert len([one for one in done if one.message]) == 60


async def test_an_announced_refusal_stays_with_the_helper(
    room: Room, running: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Though announced to all, what is no answer is still told to the helper alone."""
    service = running.client.service

    def nothing(question: str, _history: Sequence[str] = ()) -> Response:
        return Response(question, (Part(question, NotCovered(), 0.0, (), Evidence()),), "f00d")

    monkeypatch.setattr(service.answerer, "ask", nothing)
    monkeypatch.setattr(Turnstile, "delay", 9.0)
    message = await room.alice.say(room.general, "who built it?")
    done = await room.bob.context_menu("Answer this", message, until="acknowledged")
    bot = room.sandbox.bot.id
    told = await room.sandbox.events.until(
        lambda: next((one for one in done.followups), None), "a word to the helper"
    )
    assert told.ephemeral
    assert [one for one in room.alice.seen(room.general) if one.author_id == bot] == []


async def test_one_turn_in_each_round_of_the_loop() -> None:
    """Between two turns everything else that is ready has its turn."""
    turnstile, seen = Turnstile(), list[str]()

    async def response(name: str) -> None:
        await turnstile.through(lambda: seen.append(name))

    async def other() -> None:
        for number in range(3):
            seen.append(str(number))
            await asyncio.sleep(0)

    await asyncio.gather(response("a"), response("b"), response("c"), other())
    assert seen.index("b") > seen.index("0")
    assert seen.index("c") > seen.index("1")
    assert [one for one in seen if one.isalpha()] == ["a", "b", "c"]


async def test_no_turn_is_given_while_something_urgent_is_told() -> None:
    """Who tells Discord that an answer comes later goes before those who compute one."""
    turnstile, seen = Turnstile(), list[str]()

    async def urgent() -> None:
        with turnstile.held_back():
            await asyncio.sleep(0.02)
            seen.append("told")

    async def responses() -> None:
        for name in "ab":
            await turnstile.through(partial(seen.append, name))

    await asyncio.gather(urgent(), responses())
    assert seen == ["a", "told", "b"]


async def test_a_failing_turn_lets_the_next_one_through() -> None:
    """An error belongs to whose turn it was."""
    turnstile = Turnstile()
    with pytest.raises(ZeroDivisionError):
        await turnstile.through(lambda: 1 // 0)
    assert await turnstile.through(lambda: 5) == 5
    assert turnstile.delay == 0


async def test_leaving_waits_for_work_and_no_longer_than_told() -> None:
    """Work that ends is waited for; work that does not is left after the given time."""
    work = Work()
    assert await work.finished(1)
    with work.doing("a"):
        assert not await work.finished(0.01)
        work.begin("b")
    asyncio.get_running_loop().call_soon(work.end, "b")
    assert await work.finished(1)


TIMES = st.lists(
    st.tuples(st.integers(1, 3), st.integers(1, 2), st.floats(0, 20)), min_size=1, max_size=60
)


@given(TIMES)
def test_no_window_holds_more_than_its_limit(steps: list[tuple[int, int, float]]) -> None:
    """Within any span of the cool-down no member and no channel has more than its limit."""
    limits = Cooldown(member=2, channel=3, seconds=10.0)
    cooldowns, now, admitted = Cooldowns(limits), 0.0, list[tuple[float, int, int]]()
    for member, channel, pause in steps:
        now += pause
        if cooldowns.admit(member, channel, now) is None:
            admitted.append((now, member, channel))
    for start, _, _ in admitted:
        within = [one for one in admitted if start <= one[0] < start + limits.seconds]
        for number in range(1, 4):
            assert sum(one[1] == number for one in within) <= limits.member
            assert sum(one[2] == number for one in within) <= limits.channel


def test_a_refusal_says_how_long_to_wait_and_is_told_once() -> None:
    """The first refusal of a window is marked, so that it alone is told in a channel."""
    cooldowns = Cooldowns(Cooldown(member=1, channel=9, seconds=10.0))
    assert cooldowns.admit(1, 1, 100.0) is None
    assert cooldowns.admit(1, 1, 103.5) == Refused("member", 7, first=True)
    assert cooldowns.admit(1, 1, 104.0) == Refused("member", 6, first=False)
    assert cooldowns.admit(2, 1, 104.0) is None
    assert cooldowns.admit(1, 1, 110.0) is None


def test_a_second_to_wait_is_one_second() -> None:
    """The words fit the number."""
    assert refusal_words(Refused("member", 1, first=True)).endswith("in 1 second.")
    assert refusal_words(Refused("channel", 12, first=True)).endswith("in 12 seconds.")


def test_once_forgets_the_longest_ago() -> None:
    """What was seen is bounded: the longest ago is new again."""
    once = Once(size=2)
    assert [once.first(number) for number in (1, 1, 2, 3, 1)] == [True, False, True, True, True]
    assert 3 in once
