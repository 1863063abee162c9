"""Pace: bursts are acknowledged in time, and nobody asks faster than is good for all."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from functools import partial
from threading import Event

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answering.reply import Evidence, NotCovered, Part, Response
from bot.discord.client import OpenWork
from bot.discord.options import CooldownLimits
from bot.discord.service import Asker
from bot.discord.tracking import Cooldowns, Once, TooFast
from bot.sandbox import Interaction, Message
from tests.discord.conftest import DiscordServer, Running

HOT = "How hot did the kiln get?"


def message_of(interaction: Interaction) -> Message | None:
    return interaction.message


@pytest.mark.usefixtures("running")
async def test_a_burst_is_acknowledged_in_time(
    server: DiscordServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While one question holds up all the others, each is announced; then each is answered."""
    answerer, announced = server.service.answerer, Event()
    answer = answerer.ask

    def held(question: str, history: Sequence[str] = ()) -> Response:
        assert announced.wait(60)
        return answer(question, history)

    monkeypatch.setattr(answerer, "ask", held)
    monkeypatch.setattr("bot.discord.replies.SOON", 0.0)
    asked = [
        await server.alice.ask_command("ask", until="acknowledged", question=HOT) for _ in range(60)
    ]
    announced.set()
    for one in asked:
        shown = await server.until(partial(message_of, one), "an answer")
        assert "1,240" in shown.text


@pytest.mark.usefixtures("running")
async def test_an_announced_refusal_stays_with_the_helper(
    server: DiscordServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Though announced to all, what is no answer is still told to the helper alone."""
    service = server.service

    def nothing(question: str, _history: Sequence[str] = ()) -> Response:
        return Response(question, (Part(question, NotCovered(), 0.0, (), Evidence()),), "f00d")

    monkeypatch.setattr(service.answerer, "ask", nothing)
    monkeypatch.setattr("bot.discord.replies.SOON", 0.0)
    message = await server.alice.say(server.general, "who built it?")
    done = await server.bob.context_menu("Answer this", message, until="acknowledged")
    bot = server.sandbox.bot.id
    notice = await server.until(
        lambda: next((one for one in done.followups), None), "a word to the helper"
    )
    assert notice.ephemeral
    assert [one for one in server.alice.seen(server.general) if one.author_id == bot] == []


@pytest.mark.usefixtures("running")
async def test_the_event_loop_goes_on_while_a_question_is_answered(
    server: DiscordServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Acknowledgements and heartbeats leave though an answer is still worked out."""
    answerer, asked, may_answer = server.service.answerer, Event(), Event()
    answer = answerer.ask

    def held(question: str, history: Sequence[str] = ()) -> Response:
        asked.set()
        assert may_answer.wait(60)
        return answer(question, history)

    monkeypatch.setattr(answerer, "ask", held)
    answering = asyncio.create_task(server.asked())
    assert await asyncio.to_thread(asked.wait, 60)
    offered = await server.bob.autocomplete("ask", question="how hot")
    assert offered
    assert not answering.done()
    may_answer.set()
    assert "1,240" in (await answering).text


async def test_questions_are_answered_one_at_a_time_in_their_order(
    running: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No two are worked out at once, and a failing one lets the next one through."""
    service, begun, at_once = running.client.service, list[str](), list[int]()
    ask, open_questions = service.answerer.ask, set[str]()

    def counted(question: str, history: Sequence[str] = ()) -> Response:
        begun.append(question)
        open_questions.add(question)
        at_once.append(len(open_questions))
        try:
            if question == "b":
                raise ZeroDivisionError
            return ask(HOT, history)
        finally:
            open_questions.remove(question)

    monkeypatch.setattr(service.answerer, "ask", counted)
    asked = [service.answer(name, Asker(number, 1)) for number, name in enumerate("abc")]
    first, second, third = await asyncio.gather(*asked, return_exceptions=True)
    assert begun == ["a", "b", "c"]
    assert set(at_once) == {1}
    assert isinstance(second, ZeroDivisionError)
    assert isinstance(first, Response)
    assert isinstance(third, Response)


async def test_leaving_waits_for_work_and_no_longer_than_told() -> None:
    """Work that ends is waited for; work that does not is left after the given time."""
    work = OpenWork()
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
    limits = CooldownLimits(member=2, channel=3, seconds=10.0)
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
    cooldowns = Cooldowns(CooldownLimits(member=1, channel=9, seconds=10.0))
    assert cooldowns.admit(1, 1, 100.0) is None
    assert cooldowns.admit(1, 1, 103.5) == TooFast("member", 7, first=True)
    assert cooldowns.admit(1, 1, 104.0) == TooFast("member", 6, first=False)
    assert cooldowns.admit(2, 1, 104.0) is None
    assert cooldowns.admit(1, 1, 110.0) is None


def test_a_second_to_wait_is_one_second() -> None:
    """The words fit the number."""
    assert TooFast("member", 1, first=True).words.endswith("in 1 second.")
    assert TooFast("channel", 12, first=True).words.endswith("in 12 seconds.")


def test_once_forgets_the_longest_ago() -> None:
    """What was seen is bounded: the longest ago is new again."""
    once = Once(size=2)
    assert [once.first(number) for number in (1, 1, 2, 3, 1)] == [True, False, True, True, True]
    assert 3 in once
