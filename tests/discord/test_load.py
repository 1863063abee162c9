"""Load: no member stops the bot for others, whatever they send and however fast."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Sequence
from threading import Event

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answering.answerer import Scope
from bot.answering.entry import Entry
from bot.answering.reply import Answer, Evidence, NotCovered, Part, Response
from bot.article.article import Article, Citation, Sentence
from bot.discord import text as escaping
from bot.discord.buttons import ButtonState
from bot.discord.card_check import excesses
from bot.discord.cards import Audience, card
from bot.discord.client import OpenWork
from bot.discord.options import CooldownLimits
from bot.discord.reading_on import context_card, rest_card
from bot.discord.service import KEYSTROKES, Asker
from bot.discord.text import LAYOUT_TEXT, citation_block, quoted
from bot.discord.tracking import Buckets, Cooldowns, Once, TooFast
from tests.discord.server import HOT, Running, Server, started_with, told_alone, told_to_all

LONGEST_SIGN = "\ufdfa"  # 18 characters once normalised
TOO_LONG, TOO_FAST = "I read questions of up to 400", "faster than I may answer"


class Held:
    """An answerer that waits before each question, until it may go on."""

    def __init__(self, running: Running, monkeypatch: pytest.MonkeyPatch) -> None:
        self.asked, self.may_answer = Event(), Event()
        answerer = running.client.service.answerer
        answer = answerer.ask

        def held(question: str, history: Sequence[str] = ()) -> Response:
            self.asked.set()
            assert self.may_answer.wait(60)
            return answer(question, history)

        monkeypatch.setattr(answerer, "ask", held)


@pytest.fixture
def held(running: Running, monkeypatch: pytest.MonkeyPatch) -> Held:
    """The bot, which does not answer before it may."""
    return Held(running, monkeypatch)


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


async def test_a_burst_is_acknowledged_in_time(
    server: Server, held: Held, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While one question holds up all the others, each is announced; then each is answered."""
    monkeypatch.setattr("bot.discord.replies.SOON", 0.0)
    asked = [
        await server.alice.ask_command("ask", until="acknowledged", question=HOT) for _ in range(60)
    ]
    held.may_answer.set()
    for one in asked:
        shown = await server.until(lambda: one.message, "an answer")  # noqa: B023  at once
        assert "1,240" in shown.text


async def test_an_announced_refusal_stays_with_the_helper(
    server: Server, running: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Though announced to all, what is no answer is still told to the helper alone."""
    nothing = Response("", (Part("", NotCovered(), 0.0, (), Evidence()),), "f00d")
    monkeypatch.setattr(running.client.service.answerer, "ask", lambda *_: nothing)
    monkeypatch.setattr("bot.discord.replies.SOON", 0.0)
    message = await server.alice.say(server.general, "who built it?")
    done = await server.bob.context_menu("Answer this", message, until="acknowledged")
    (notice,) = await server.until(lambda: done.followups or None, "a word to the helper")
    assert notice.ephemeral
    seen = server.alice.seen(server.general)
    assert server.sandbox.bot.id not in {one.author_id for one in seen}


async def test_the_event_loop_goes_on_meanwhile(server: Server, held: Held) -> None:
    """Acknowledgements and heartbeats leave though an answer is still worked out."""
    answering = asyncio.create_task(server.asked())
    assert await asyncio.to_thread(held.asked.wait, 60)
    assert await server.bob.autocomplete("ask", question="how hot")
    assert not answering.done()
    held.may_answer.set()
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
    outcomes = await asyncio.gather(*asked, return_exceptions=True)
    assert begun == ["a", "b", "c"]
    assert set(at_once) == {1}
    assert [type(one) for one in outcomes] == [Response, ZeroDivisionError, Response]


@pytest.mark.parametrize("text", [LONGEST_SIGN * 200, "½" * 390, "x" * 401, "why " * 450])
async def test_a_question_is_bounded(server: Server, worked: list[str], text: str) -> None:
    """What is long once it is normalised is refused before any work, by command to them alone."""
    assert TOO_LONG in told_alone(await server.ask(text))
    assert TOO_LONG in (await server.asked(text)).text
    assert worked == []


async def test_what_is_typed_is_bounded_likewise(server: Server, worked: list[str]) -> None:
    """While typing, no more is looked at than a question may have once it is normalised."""
    await server.alice.autocomplete("ask", question=LONGEST_SIGN * 300)
    assert worked == [LONGEST_SIGN * (400 // 18)]


async def test_who_types_too_fast_gets_no_completions(server: Server, worked: list[str]) -> None:
    """Keystrokes beyond a few a second are answered with nothing; others' are not touched."""
    server.service.clock = lambda: 5.0
    typed = [f"how hot {number}" for number in range(40)]
    for text in typed:
        await server.alice.autocomplete("ask", question=text)
    assert worked == typed[: KEYSTROKES[0]]
    assert await server.bob.autocomplete("ask", question="how hot")
    server.service.clock = lambda: 6.0
    assert await server.alice.autocomplete("ask", question="how hot")


@pytest.mark.usefixtures("running")
@started_with(cooldown=CooldownLimits(member=2, channel=100, seconds=60))
async def test_who_presses_too_fast_is_told_to_wait(server: Server) -> None:
    """Buttons have a cool-down of their own, more generous than that of questions."""
    server.service.clock = lambda: 5.0
    card = await server.asked()
    shown = [(await server.alice.click(card, "In context")).shown.text for _ in range(10)]
    assert [TOO_FAST in text for text in shown] == [False] * 8 + [True] * 2
    assert "Mara Lindqvist" in (await server.bob.click(card, "In context")).shown.text


async def test_one_is_answered_among_ten_who_ask_all_the_time(
    server: Server, worked: list[str]
) -> None:
    """Of what ten hasty members send little is worked out; another's question is answered."""
    server.service.cooldowns = Cooldowns(CooldownLimits())
    server.service.clock = lambda: 5.0
    hostile = [f"hostile{number}" for number in range(10)]
    for name in hostile:
        server.sandbox.world.add_member(server.guild, name)
    draw = random.Random(1)  # noqa: S311  a sample, not a secret

    async def nag(name: str) -> None:
        member = server.sandbox.member(name)
        for number in range(10):
            text = f"{number} " + draw.choice([LONGEST_SIGN * 300, "x" * 4000, "who? " * 70, HOT])
            await member.autocomplete("ask", question=text)
            await member.say(server.general, server.calling(text)[:2000])

    nagging = [asyncio.create_task(nag(name)) for name in hostile]
    await nagging[0]
    assert "1,240" in told_to_all(await server.ask(HOT))
    await asyncio.gather(*nagging)
    assert len(worked) <= CooldownLimits().channel + len(hostile) * KEYSTROKES[0] + 1


@pytest.mark.parametrize(
    "text", ["word *and* [it] " * 100_000, "xy*" * 500_000, "\n" * 9 + "a" * 10**6]
)
def test_of_a_huge_text_only_what_a_card_can_show_is_escaped(
    text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Cards of a text of megabytes escape some pages of it, and are what Discord takes."""
    escaped, escape = list[int](), escaping.escape

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
    part = Part("What?", Answer(entry), 1.0, (), Evidence())
    press = ButtonState("more", 1, "f00d", f"0.{len(text) // 2}", "e")
    views = [
        card(Response("What?", (part,), "f00d", {"e": entry}), Audience(1, "What?")),
        rest_card(Answer(entry), press),
        context_card(entry.citations, ButtonState("ctx", 1, "f00d", "", "e")),
        context_card(entry.citations, press),
    ]
    for view in views:
        # discord.py leaves it untyped.
        assert not excesses(view.to_components())  # type: ignore[no-untyped-call]
    assert max(escaped) <= LAYOUT_TEXT + 1
    assert sum(escaped) < 400_000


# --- How fast, and how much at once ---


async def test_leaving_waits_for_work_and_no_longer_than_told() -> None:
    """Work that ends is waited for; work that does not is left after the given time."""
    work = OpenWork()
    assert await work.finished(1)
    with work.doing("a"):
        assert not await work.finished(0.01)
        work.begin("b")
    asyncio.get_running_loop().call_soon(work.end, "b")
    assert await work.finished(1)


async def test_what_is_told_again_while_it_is_answered_is_still_to_be_finished() -> None:
    """That nothing is done about the second time does not end the work that the first began."""
    work = OpenWork()
    with work.doing(1):
        with work.doing(1):
            pass
        assert (work.busy, work.oldest()) == (True, 1)
    assert not work.busy


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
    assert TooFast("member", 1, first=True).words.endswith("in 1 second.")
    assert TooFast("channel", 12, first=True).words.endswith("in 12 seconds.")


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


def test_once_forgets_the_longest_ago() -> None:
    """What was seen is bounded: the longest ago is new again."""
    once = Once(size=2)
    assert [once.first(number) for number in (1, 1, 2, 3, 1)] == [True, False, True, True, True]
    assert 3 in once
