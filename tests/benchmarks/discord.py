"""What the bot costs in Discord beside a bare echo bot, on the same loopback server in one run.

Run it with `python -m tests.benchmarks.discord`. Each bot is a process of its own with a real
client; the server and the members are this process. The echo bot answers every mention with a card
of the same components and the same text. Rounds alternate, so that what else the machine does falls
on both; medians are told. After a search the processor's caches are cold for whatever follows,
which is why a plain reply (the FAQ's own question) and one in members' words are told apart.

Then 200 members use `/ask` at once, and the time until each is acknowledged is told; questions come
at an even pace; ten hostile members send ten requests a second each while another asks; and new
wordings are asked, one after the other, to see what the longest takes and what is left in memory
(`--load`, and `--long` for the last, which takes minutes).
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import json
import os
import statistics
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter

from bot.faq.store import FaqStore
from bot.sandbox import ActingMember, Channel, Guild, Message, Sandbox, World

ROOT = Path(__file__).parents[2]
FAQ = ROOT / "faq"
ROUNDS = 3
WARMING = 60
QUESTIONS = 250
AT_ONCE = 200
AGAIN = "hello there,"
OPENINGS = ("so", "hey,", "please tell me,", "well then,", "i wonder", "one thing:")
BOUND = 1.25
SECONDS_P99, SECONDS_MAX = 1.0, 3.0
PACE, PACED = 50, 30.0  # questions a second, and for so many seconds
HOSTILE, HASTE, ATTACK = 10, 10, 10.0  # members, requests of each a second, and for so many seconds
ASKERS = 5  # members who ask meanwhile, each once
STEPS, STEP = 20, 1_000  # of new wordings


@dataclass(frozen=True, slots=True)
class Cost:
    """A round: seconds in all, processor seconds of the bot, and of its stages."""

    wall: float
    processor: float
    stages: dict[str, float]


@dataclass(slots=True)
class Rounds:
    """The rounds of one bot.

    `repeated`: one question in a member's words, again and again.
    `plain`: the FAQ's own questions, one after the other, which cost next to no searching.
    `words`: questions in members' words, one after the other. `at_once`: these all at once.
    """

    repeated: list[Cost] = field(default_factory=list)
    plain: list[Cost] = field(default_factory=list)
    words: list[Cost] = field(default_factory=list)
    at_once: list[Cost] = field(default_factory=list)


class Contestant:
    """A bot in a process of its own, with a server of its own in this one."""

    def __init__(
        self,
        sandbox: Sandbox,
        guild: Guild,
        channel: Channel,
        process: asyncio.subprocess.Process,
    ):
        self.sandbox = sandbox
        self.guild = guild
        self.channel = channel
        self._process = process

    @property
    def history(self) -> dict[int, Message]:
        """All that was said in the channel."""
        return self.sandbox.world.history(self.channel)

    async def grown_to(self, messages: int) -> None:
        """Wait until so many messages are there, questions and replies."""
        await self.sandbox.events.until(
            lambda: len(self.history) >= messages or None, f"{messages} messages", 120
        )

    async def replied(self) -> None:
        """Wait until the bot has the last word."""
        mine = self.sandbox.bot.id
        await self.sandbox.events.until(
            lambda: next(reversed(self.history.values())).author_id == mine or None, "a reply", 120
        )

    @property
    def member(self) -> ActingMember:
        """Who asks."""
        return self.sandbox.member("member")

    async def report(self) -> dict[str, float]:
        """Processor seconds so far, of the whole process and by stage."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(b"report\n")
        found: dict[str, float] = json.loads(await self._process.stdout.readline())
        return found

    async def round(self, questions: Sequence[str], *, at_once: bool) -> Cost:
        """Mention the bot with each question, at once or one after the other's reply."""
        before, start = await self.report(), perf_counter()
        there = len(self.history)
        for question in questions:
            await self.member.say(self.channel, f"{self.sandbox.bot_mention} {question}")
            if not at_once:
                await self.replied()
        await self.grown_to(there + 2 * len(questions))
        wall, after = perf_counter() - start, await self.report()
        spent = {name: after[name] - before[name] for name in after if name != "memory"}
        return Cost(wall, spent.pop("process"), spent)


@asynccontextmanager
async def contestant(kind: str) -> AsyncIterator[Contestant]:
    """Serve a world and start a bot in it."""
    world = World()
    guild = world.add_guild("Benchmark")
    world.add_member(guild, "member")
    channel = world.add_channel(guild, "general")
    async with Sandbox(world) as sandbox:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "tests.benchmarks.discord_bots"),
            *(kind, sandbox.api_base, sandbox.token, str(FAQ)),
            env={**os.environ, "OPENBLAS_NUM_THREADS": "1"},  # as the program itself sets it
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            cwd=ROOT,
        )
        try:
            await sandbox.gateway.connected(patience=180)
            yield Contestant(sandbox, guild, channel, process)
        finally:
            process.terminate()
            await process.wait()


async def all_at_once(one: Contestant, questions: Sequence[str]) -> list[float]:
    """Seconds until each of many `/ask` at the same moment is acknowledged."""

    async def ask(question: str) -> float:
        start = perf_counter()
        done = await one.member.ask_command("ask", question=question, until="acknowledged")
        acknowledged = 3.0 if done.failed else perf_counter() - start
        events = one.sandbox.events
        await events.until(lambda: done.failed or done.answered, "the answer", 120)
        return acknowledged

    return list(await asyncio.gather(*(ask(question) for question in questions)))


async def at_pace(one: Contestant, questions: Sequence[str]) -> list[float]:
    """Seconds until each question is answered when they come at an even pace."""
    start = perf_counter()
    said: dict[int, float] = {}
    before = len(one.history)
    for number, question in enumerate(questions):
        await asyncio.sleep(max(0.0, start + number / PACE - perf_counter()))
        mention = f"{one.sandbox.bot_mention} {question}"
        message = await one.member.say(one.channel, mention)
        said[message.id] = message.created_at
    await one.grown_to(before + 2 * len(questions))
    return [
        reply.created_at - said[reply.reference.id]
        for reply in one.history.values()
        if reply.reference and reply.reference.id in said
    ]


async def new_wordings(one: Contestant, questions: Questions) -> tuple[list[float], list[float]]:
    """Megabytes after each step of new wordings, and each question's time."""
    sizes, times = list[float](), list[float]()
    for _ in range(STEPS):
        for question in questions.take(STEP):
            start = perf_counter()
            await one.member.say(one.channel, f"{one.sandbox.bot_mention} {question}")
            await one.replied()
            times.append(perf_counter() - start)
        sizes.append((await one.report())["memory"])
    return sizes, times


async def _nuisance(one: Contestant, member: ActingMember, number: int) -> None:
    """One of many requests: a keystroke, a mention or a command, with a text that is hard."""
    text = f"{number} " + ("\ufdfa" * 300, "x" * 1_900, "who? " * 300)[number % 3]
    match number % 4:
        case 0:
            await member.ask_command("ask", question=text)
        case 1 | 3:
            await member.autocomplete("ask", question=text)
        case _:
            await member.say(one.channel, f"{one.sandbox.bot_mention} {text}"[:2_000])


async def attacked(one: Contestant) -> list[float]:
    """Seconds until another member's `/ask` is answered while some do all they can."""
    names = [f"hostile{number}" for number in range(HOSTILE)]
    for name in names:
        one.sandbox.world.add_member(one.guild, name)
    end = perf_counter() + ATTACK

    async def nag(name: str) -> None:
        member, number, busy = one.sandbox.member(name), 0, set[asyncio.Task[None]]()
        while perf_counter() < end:
            busy.add(asyncio.create_task(_nuisance(one, member, number)))
            number += 1
            await asyncio.sleep(1 / HASTE)
        await asyncio.gather(*busy, return_exceptions=True)

    nagging = [asyncio.create_task(nag(name)) for name in names]
    times = list[float]()
    while len(times) < ASKERS:
        await asyncio.sleep(ATTACK / (ASKERS + 1))
        name, start = f"asker{len(times)}", perf_counter()
        one.sandbox.world.add_member(one.guild, name)
        done = await one.sandbox.member(name).ask_command(
            "ask", question="who owns linkedin", private=True
        )
        shown = done.message.text if done.message else ""
        times.append(perf_counter() - start if "Microsoft" in shown else float("inf"))
    await asyncio.gather(*nagging)
    return times


class Questions:
    """Questions in members' words, none of them twice and none of them an editor's phrasing."""

    def __init__(self, store: FaqStore) -> None:
        self._asked = [one for entry in store.current.entries for one in entry.questions]
        self._given = 0

    def take(self, count: int) -> list[str]:
        """So many that were not given yet."""
        numbers = range(self._given, self._given + count)
        self._given += count
        return [self._question(number) for number in numbers]

    def _question(self, number: int) -> str:
        response, place = divmod(number, len(self._asked))
        return f"{OPENINGS[response % len(OPENINGS)]} {self._asked[place]}"


async def measure() -> tuple[Rounds, Rounds, list[float]]:
    """The rounds of the echo bot and of ours, and the times of acknowledgement."""
    store = FaqStore(FAQ)
    questions, known = Questions(store), store.current.entries
    plain = [known[number % len(known)].question for number in range(QUESTIONS)]
    async with AsyncExitStack() as stack:
        echo = await stack.enter_async_context(contestant("echo"))
        ours = await stack.enter_async_context(contestant("footnote"))
        both = ((echo, Rounds()), (ours, Rounds()))
        for one, _ in both:
            await one.round(questions.take(WARMING), at_once=True)
        for _ in range(ROUNDS):
            for one, rounds in both:
                again = [f"{AGAIN} {known[0].question}"] * QUESTIONS
                rounds.repeated.append(await one.round(again, at_once=False))
                rounds.plain.append(await one.round(plain, at_once=False))
                rounds.words.append(await one.round(questions.take(QUESTIONS), at_once=False))
                rounds.at_once.append(await one.round(questions.take(QUESTIONS), at_once=True))
        times = await all_at_once(ours, questions.take(AT_ONCE))
    return both[0][1], both[1][1], times


def processor(costs: Sequence[Cost]) -> float:
    """Processor seconds per question, the middle of the rounds."""
    return statistics.median(cost.processor for cost in costs) / QUESTIONS


def stage(costs: Sequence[Cost], name: str) -> float:
    """The same of one stage."""
    return statistics.median(cost.stages[name] for cost in costs) / QUESTIONS


def speed(costs: Sequence[Cost]) -> float:
    """Questions answered per second."""
    return QUESTIONS / statistics.median(cost.wall for cost in costs)


def row(name: str, *features: float, digits: int = 2) -> None:
    """Print a line of the table."""
    shown = "".join(f"{figure:>12.{digits}f}" for figure in features)
    sys.stdout.write(f"{name:44}{shown}\n")


def table(echo: Rounds, ours: Rounds) -> float:
    """Print what it costs; gives our share of the echo bot's time for one question repeated."""
    sys.stdout.write(f"{QUESTIONS} questions a round, median of {ROUNDS} rounds\n")
    sys.stdout.write(f"{'':44}{'echo':>12}{'footnote':>12}\n")
    row(
        "questions answered per second, at once", speed(echo.at_once), speed(ours.at_once), digits=0
    )
    share = 0.0
    for name, theirs, costs in (
        ("one question again and again", echo.repeated, ours.repeated),
        ("the FAQ's own question", echo.plain, ours.plain),
        ("in members' words", echo.words, ours.words),
    ):
        bare, whole = processor(theirs) * 1e3, processor(costs) * 1e3
        stages = {one: stage(costs, one) * 1e3 for one in costs[0].stages}
        row(f"processor ms, {name}", bare, whole)
        for one, spent in stages.items():
            row(f"  of these: {one}".ljust(56), spent)
        row("  of these: discord.py and the rest".ljust(56), whole - sum(stages.values()))
        row(
            "  without the answering service, times echo".ljust(56),
            (whole - stages["answer"]) / bare,
        )
        row("  all of it, times echo".ljust(56), whole / bare)
        share = share or whole / bare
    return share


async def load(*, long: bool) -> None:
    """Measure and print an even pace, the attack, and new wordings if there is time for it."""
    questions = Questions(FaqStore(FAQ))
    gc.disable()  # the server's own pauses would be taken for the bots'
    async with AsyncExitStack() as stack:
        for kind in ("echo", "footnote"):
            one = await stack.enter_async_context(contestant(kind))
            await one.round(questions.take(WARMING), at_once=True)
            told(f"{PACE} a second, {kind}", await at_pace(one, questions.take(int(PACE * PACED))))
        if long:
            sizes, times = await new_wordings(one, questions)
            told("new wordings, footnote", times)
            megabytes = ", ".join(f"{size:.0f}" for size in sizes)
            sys.stdout.write(f"megabytes after each {STEP:,} of them: {megabytes}\n")
        guarded = await stack.enter_async_context(contestant("guarded"))
        told(f"another's /ask under {HOSTILE} hostile members", await attacked(guarded))


def told(name: str, times: Sequence[float]) -> None:
    """Print how long things took, in milliseconds."""
    ranked = [seconds * 1e3 for seconds in sorted(times)]
    p99 = ranked[max(0, int(len(ranked) * 0.99) - 1)]
    sys.stdout.write(
        f"{name}: p50 {ranked[len(ranked) // 2]:.1f}, p99 {p99:.1f}, max {ranked[-1]:.1f} ms\n"
    )
    sys.stdout.flush()


def main() -> int:
    """Print the table; status 1 if a bound is broken and `--check` was given."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="fail if a bound is broken")
    parser.add_argument("--load", action="store_true", help="measure load instead of cost")
    parser.add_argument("--long", action="store_true", help="with --load: new wordings as well")
    given = parser.parse_args()
    if given.load:
        asyncio.run(load(long=given.long))
        return 0
    check = given.check
    echo, ours, times = asyncio.run(measure())
    share = table(echo, ours)
    ranked = sorted(times)
    p50, p99, last = ranked[len(ranked) // 2], ranked[int(len(ranked) * 0.99) - 1], ranked[-1]
    sys.stdout.write(
        f"one question again and again costs {share:.2f} times the echo bot's (bound {BOUND})\n"
        f"{AT_ONCE} interactions at once, seconds until acknowledged: "
        f"p50 {p50:.3f}, p99 {p99:.3f}, max {last:.3f} (bounds {SECONDS_P99} and {SECONDS_MAX})\n"
    )
    kept = share <= BOUND and p99 <= SECONDS_P99 and last < SECONDS_MAX
    return 0 if kept or not check else 1


if __name__ == "__main__":
    sys.exit(main())
