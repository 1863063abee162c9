"""What the bot costs in Discord beside a bare echo bot, on the same loopback server in one run.

Run it with `python -m tests.benchmarks.discord`. Each bot is a process of its own with a real
client; the server and the members are this process. The echo bot answers every mention with a card
of the same components and the same text. Rounds alternate, so that what else the machine does falls
on both; medians are told.

Then 200 members use `/ask` at once, and the time until each is acknowledged is told.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import statistics
import sys
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from time import perf_counter

from bot.sandbox import ActingMember, Channel, Sandbox, World
from bot.store.library import Library

ROOT = Path(__file__).parents[2]
FAQ = ROOT / "faq"
ROUNDS = 4
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
    """The rounds of one bot: questions one after the other, and all at once."""

    singly: list[Cost] = field(default_factory=list)
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
    questions = Questions(Library(FAQ))
    async with AsyncExitStack() as stack:
        echo = await stack.enter_async_context(contestant("echo"))
        ours = await stack.enter_async_context(contestant("footnote"))
        both = ((echo, Rounds()), (ours, Rounds()))
        for one, _ in both:
            await one.round(questions.take(WARMING), at_once=True)
        for _ in range(ROUNDS):
            for one, rounds in both:
                rounds.singly.append(await one.round(questions.take(QUESTIONS), at_once=False))
                rounds.at_once.append(await one.round(questions.take(QUESTIONS), at_once=True))
        times = await all_at_once(ours, questions.take(AT_ONCE))
    return both[0][1], both[1][1], times


def median(costs: Sequence[Cost], figure: Callable[[Cost], float]) -> float:
    """The middle one of a figure, per question."""
    return statistics.median(figure(cost) for cost in costs) / QUESTIONS


def stage(name: str, cost: Cost) -> float:
    """Processor seconds of a stage."""
    return cost.stages[name]


def main() -> int:
    """Print the table; status 1 if a bound is broken and `--check` was given."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="fail if a bound is broken")
    check = parser.parse_args().check
    echo, ours, times = asyncio.run(measure())
    bare = median(echo.singly, lambda cost: cost.processor)
    whole = median(ours.singly, lambda cost: cost.processor)
    stages = {name: median(ours.singly, partial(stage, name)) for name in ours.singly[0].stages}
    share = (whole - stages["answer"]) / bare
    say = sys.stdout.write
    say(f"{QUESTIONS} mentions a round, median of {ROUNDS} rounds\n")
    say(f"{'':40}{'echo':>10}{'footnote':>10}\n")
    speeds = [1 / median(one.at_once, lambda cost: cost.wall) for one in (echo, ours)]
    say(f"{'questions answered per second, at once':40}{speeds[0]:>10.0f}{speeds[1]:>10.0f}\n")
    say(f"{'processor ms per question, one by one':40}{bare * 1e3:>10.2f}{whole * 1e3:>10.2f}\n")
    for name, seconds in stages.items():
        say(f"{'  of these: ' + name:40}{'':>10}{seconds * 1e3:>10.2f}\n")
    rest = whole - sum(stages.values())
    say(f"{'  of these: discord.py and the rest':40}{'':>10}{rest * 1e3:>10.2f}\n")
    say(f"without the answering service {share:.2f} times the echo bot (bound {BOUND})\n\n")
    ranked = sorted(times)
    p50, p99, last = ranked[len(ranked) // 2], ranked[int(len(ranked) * 0.99) - 1], ranked[-1]
    say(f"{AT_ONCE} interactions at once, seconds until acknowledged: ")
    say(f"p50 {p50:.3f}, p99 {p99:.3f}, max {last:.3f}\n")
    kept = share <= BOUND and p99 <= SECONDS_P99 and last < SECONDS_MAX
    return 0 if kept or not check else 1


if __name__ == "__main__":
    sys.exit(main())
