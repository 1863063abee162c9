"""What the bot costs in Discord beside a bare echo bot, on the same loopback server in one run.

Run it with `python -m tests.benchmarks.discord`. Each bot is a process of its own with a real
client; the server and the members are this process. The echo bot answers every mention with a card
of the same components and the same text. Rounds alternate, so that what else the machine does falls
on both; medians are told. After a search the processor's caches are cold for whatever follows,
which is why a plain reply (the FAQ's own question) and one in members' words are told apart.

Then 200 members use `/ask` at once, and the time until each is acknowledged is told.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import statistics
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter

from bot.sandbox import ActingMember, Channel, Sandbox, World
from bot.store.library import Library

ROOT = Path(__file__).parents[2]
FAQ = ROOT / "faq"
ROUNDS = 3
WARMING = 60
QUESTIONS = 250
AT_ONCE = 200
OPENINGS = ("so", "hey,", "please tell me,", "well then,", "i wonder", "one thing:")
BOUND = 1.5
SECONDS_P99, SECONDS_MAX = 1.0, 3.0


@dataclass(frozen=True, slots=True)
class Cost:
    """A round: seconds in all, processor seconds of the bot, and of its stages."""

    wall: float
    processor: float
    stages: dict[str, float]


@dataclass(slots=True)
class Rounds:
    """The rounds of one bot.

    `plain`: the FAQ's own questions, one after the other, which cost next to no searching.
    `words`: questions in members' words, one after the other. `at_once`: these all at once.
    """

    plain: list[Cost] = field(default_factory=list)
    words: list[Cost] = field(default_factory=list)
    at_once: list[Cost] = field(default_factory=list)


class Contestant:
    """A bot in a process of its own, with a server of its own in this one."""

    def __init__(self, sandbox: Sandbox, channel: Channel, process: asyncio.subprocess.Process):
        self.sandbox = sandbox
        self.channel = channel
        self._process = process

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
        there = self._replies()
        for number, question in enumerate(questions, start=1):
            await self.member.say(self.channel, f"{self.sandbox.bot_mention} {question}")
            if not at_once:
                await self._until(there + number)
        await self._until(there + len(questions))
        wall, after = perf_counter() - start, await self.report()
        spent = {name: after[name] - before[name] for name in after}
        return Cost(wall, spent.pop("process"), spent)

    async def _until(self, replies: int) -> None:
        await self.sandbox.hub.until(
            lambda: self._replies() >= replies or None, f"{replies} replies", 120
        )

    def _replies(self) -> int:
        history = self.sandbox.world.history(self.channel)
        mine = self.sandbox.bot.id
        return sum(one.author_id == mine for one in history.values())


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
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            cwd=ROOT,
        )
        try:
            await sandbox.gateway.connected(patience=60)
            yield Contestant(sandbox, channel, process)
        finally:
            process.terminate()
            await process.wait()


async def all_at_once(one: Contestant, questions: Sequence[str]) -> list[float]:
    """Seconds until each of many `/ask` at the same moment is acknowledged."""

    async def ask(question: str) -> float:
        start = perf_counter()
        done = await one.member.ask_command(
            "ask", in_channel=one.channel, question=question, until="acknowledged"
        )
        acknowledged = 3.0 if done.failed else perf_counter() - start
        await one.member.wait(done, "answered", 120)
        return acknowledged

    return list(await asyncio.gather(*(ask(question) for question in questions)))


class Questions:
    """Questions in members' words, none of them twice and none of them an editor's phrasing."""

    def __init__(self, library: Library) -> None:
        self._asked = [one for entry in library.current.entries for one in entry.questions]
        self._given = 0

    def take(self, count: int) -> list[str]:
        """So many that were not given yet."""
        numbers = range(self._given, self._given + count)
        self._given += count
        return [self._question(number) for number in numbers]

    def _question(self, number: int) -> str:
        turn, place = divmod(number, len(self._asked))
        return f"{OPENINGS[turn % len(OPENINGS)]} {self._asked[place]}"


async def measure() -> tuple[Rounds, Rounds, list[float]]:
    """The rounds of the echo bot and of ours, and the times of acknowledgement."""
    library = Library(FAQ)
    questions, known = Questions(library), library.current.entries
    plain = [known[number % len(known)].question for number in range(QUESTIONS)]
    async with AsyncExitStack() as stack:
        echo = await stack.enter_async_context(contestant("echo"))
        ours = await stack.enter_async_context(contestant("footnote"))
        both = ((echo, Rounds()), (ours, Rounds()))
        for one, _ in both:
            await one.round(questions.take(WARMING), at_once=True)
        for _ in range(ROUNDS):
            for one, rounds in both:
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


def row(name: str, *figures: float, digits: int = 2) -> None:
    """Print a line of the table."""
    shown = "".join(f"{figure:>12.{digits}f}" for figure in figures)
    sys.stdout.write(f"{name:44}{shown}\n")


def table(echo: Rounds, ours: Rounds) -> float:
    """Print what it costs; gives our share of the echo bot's processor time for a plain reply."""
    sys.stdout.write(f"{QUESTIONS} questions a round, median of {ROUNDS} rounds\n")
    sys.stdout.write(f"{'':44}{'echo':>12}{'footnote':>12}\n")
    row(
        "questions answered per second, at once", speed(echo.at_once), speed(ours.at_once), digits=0
    )
    share = 0.0
    for name, theirs, costs in (
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
        share = share or (whole - stages["answer"]) / bare
    return share


def main() -> int:
    """Print the table; status 1 if a bound is broken and `--check` was given."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="fail if a bound is broken")
    check = parser.parse_args().check
    echo, ours, times = asyncio.run(measure())
    share = table(echo, ours)
    ranked = sorted(times)
    p50, p99, last = ranked[len(ranked) // 2], ranked[int(len(ranked) * 0.99) - 1], ranked[-1]
    sys.stdout.write(
        f"a plain reply costs {share:.2f} times the echo bot's (bound {BOUND})\n"
        f"{AT_ONCE} interactions at once, seconds until acknowledged: "
        f"p50 {p50:.3f}, p99 {p99:.3f}, max {last:.3f} (bounds {SECONDS_P99} and {SECONDS_MAX})\n"
    )
    kept = share <= BOUND and p99 <= SECONDS_P99 and last < SECONDS_MAX
    return 0 if kept or not check else 1


if __name__ == "__main__":
    sys.exit(main())
