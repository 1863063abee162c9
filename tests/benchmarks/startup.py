"""What `footnote ask` costs from process start to answer, and where it goes.

Run it with `python -m tests.benchmarks.startup`. Processor time of whole processes, medians; beside
it what a user would pick instead: the same question to rapidfuzz's WRatio over the same phrasings,
in a script of ten lines. What is kept lies in a home of its own, empty for the very first start.
"""

from __future__ import annotations

import asyncio
import os
import resource
import statistics
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from time import process_time

from bot.sandbox import Sandbox, World

ROOT = Path(__file__).parents[2]
RUNS = 9
QUESTION = "who owns linkedin"
INSTEAD = f"""
import yaml
from rapidfuzz import fuzz, process
faq = yaml.load(open("faq/linkedin-china.yaml", encoding="utf-8"), Loader=yaml.CSafeLoader)
answers = {{str(q): e["answer"] for e in faq["entries"] for q in e["questions"]}}
print(answers[process.extractOne({QUESTION!r}, answers.keys(), scorer=fuzz.WRatio)[0]])
"""


LIBRARIES = "import numpy, rapidfuzz, yaml, pydantic; rapidfuzz.fuzz, pydantic.BaseModel"
ASK = ["-m", "bot", "ask", QUESTION]
TIMES_WRATIO, TIMES_IMPORTS = 4.0, 2.5
"""What `footnote ask` may cost beside ten lines with WRatio, and beside the libraries' import."""


def main() -> None:
    """Print the table."""
    print("processor seconds, median of", RUNS, "runs")
    first = statistics.median(_first() for _ in range(3))
    commands = {
        "python -c pass": ["-c", "pass"],
        "WRatio in ten lines, without citations": ["-c", INSTEAD],
        "import numpy, rapidfuzz, PyYAML, pydantic": ["-c", LIBRARIES],
        "footnote ask": ASK,
    }
    found = {name: cost([sys.executable, *arguments]) for name, arguments in commands.items()}
    for name, seconds in (*found.items(), ("footnote ask, the very first time", first)):
        print(f"{name:44}{seconds:.3f}")
    _, wratio, imports, ask = found.values()
    print(
        f"times ten lines with WRatio                 {ask / wratio:.1f} (at most {TIMES_WRATIO})"
    )
    print(
        f"times these imports                         {ask / imports:.1f} (at most {TIMES_IMPORTS})"
    )
    print(f"{'footnote run, until it is connected':44}{asyncio.run(_ready()):.3f}")
    print(f"{'footnote try, with one question and its end':44}{_tried():.3f}")
    shared, own = _memory()
    print(
        f"pages of what was compiled, in MiB: {shared:.1f} shared by two processes, {own:.1f} not"
    )
    print("of which, measured in one process:")
    stages = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.startup", "stages"],
        cwd=ROOT,
        env=_environment(),
        check=True,
        capture_output=True,
        text=True,
    )
    print(stages.stdout, end="")


def cost(command: Sequence[str]) -> float:
    """The median processor time of a command's whole process, in seconds."""
    return statistics.median(_once(command) for _ in range(RUNS))


def _once(command: Sequence[str]) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(  # noqa: S603 - our own commands
        command, cwd=ROOT, env=_environment(), check=True, stdout=subprocess.DEVNULL
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


async def _ready() -> float:
    """What `footnote run` costs until it is connected to a Discord on this machine."""
    found = []
    for _ in range(RUNS):
        with TemporaryDirectory() as folder:
            world = World()
            world.add_channel(world.add_guild("Benchmark"), "general")
            async with Sandbox(world) as sandbox:
                given = {
                    "DISCORD_API_BASE": sandbox.api_base,
                    "DISCORD_TOKEN": sandbox.token,
                    "DATABASE_URL": f"sqlite:///{folder}/ledger.db",
                    "FOOTNOTE_RUNTIME_DIR": folder,
                }
                child = await asyncio.create_subprocess_exec(
                    *(sys.executable, "-m", "bot", "run"),
                    cwd=ROOT,
                    env={**_environment(), **given},
                    stdout=asyncio.subprocess.DEVNULL,
                    stderr=asyncio.subprocess.DEVNULL,
                )
                await sandbox.gateway.connected(patience=60)
                found.append(_spent(child.pid))
                child.terminate()
                await child.wait()
    return statistics.median(found)


def _spent(process: int) -> float:
    """The processor seconds of a process until now."""
    stat = Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(stat[11]) + int(stat[12])) / os.sysconf("SC_CLK_TCK")


def _tried() -> float:
    """What `footnote try` costs with the bot that it starts, for a conversation of one question."""
    with TemporaryDirectory() as folder:
        script = Path(folder) / "script.txt"
        script.write_text(f"alice: @Footnote {QUESTION}?\n", encoding="utf-8")
        return cost([sys.executable, "-m", "bot", "try", "--script", str(script)])


def _memory() -> tuple[float, float]:
    """What two processes that ask share of the files that were compiled, and what they don't."""
    held = [
        subprocess.Popen(
            [sys.executable, "-m", "bot", "ask", "--json"],
            cwd=ROOT,
            env=_environment(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(2)
    ]
    for child in held:
        assert child.stdin is not None
        assert child.stdout is not None
        child.stdin.write(QUESTION + "\n")
        child.stdin.flush()
        child.stdout.readline()
    shared = own = 0
    for line, name in _mapped(held[0].pid):
        if name.endswith(".learnt"):
            shared += line.get("Shared_Clean", 0) + line.get("Shared_Dirty", 0)
            own += line.get("Private_Clean", 0) + line.get("Private_Dirty", 0)
    for child in held:
        child.communicate()
    return shared / 1024, own / 1024


def _mapped(process: int) -> Iterator[tuple[dict[str, int], str]]:
    """The mappings of a process, each with its numbers in KiB and the name of its file."""
    numbers: dict[str, int] = {}
    name = ""
    for line in Path(f"/proc/{process}/smaps").read_text(encoding="utf-8").splitlines():
        head, *rest = line.split()
        if head.endswith(":"):
            if rest[-1:] == ["kB"]:
                numbers[head[:-1]] = int(rest[0])
        else:
            yield numbers, name
            numbers, name = {}, rest[-1] if len(rest) > 4 else ""
    yield numbers, name


_home = TemporaryDirectory()


def _first() -> float:
    """What it costs where nothing is kept."""
    _home.cleanup()
    Path(_home.name).mkdir(mode=0o700)
    return _once([sys.executable, *ASK])


def _environment() -> dict[str, str]:
    """One thread, a home of its own, and Python keeps what it compiled of modules, as for users."""
    given = {**os.environ, "OPENBLAS_NUM_THREADS": "1", "HOME": _home.name}
    given.pop("PYTHONDONTWRITEBYTECODE", None)
    return given


def stages() -> Iterator[tuple[str, float]]:
    """Each stage of `footnote ask` with its processor seconds, in this process."""
    clock = _Clock()
    import numpy  # noqa: F401 - only its import is timed

    yield "  import numpy", clock.lap()
    import rapidfuzz.process  # noqa: F401

    yield "  import rapidfuzz", clock.lap()
    from bot.answering.answerer import Answerer
    from bot.app import uncollected
    from bot.faq.compiled import knowledge_at
    from bot.faq.model_cache import ModelCache
    from bot.terminal.options import faq_path

    yield "  import the rest", clock.lap()
    path = faq_path(None)
    yield "  settings", clock.lap()
    with uncollected():
        knowledge = knowledge_at(path, ModelCache.at_home())
    yield "  load the knowledge, compiled before", clock.lap()
    Answerer(knowledge).ask(QUESTION)
    yield "  answer", clock.lap()
    from bot.faq.store import look

    yield "  (import what reads and proves)", clock.lap()
    reading = look(path)
    yield "  (read and prove the FAQ)", clock.lap()
    with uncollected():
        reading.build()
    yield "  (build the knowledge)", clock.lap()


class _Clock:
    def __init__(self) -> None:
        self._last = process_time()

    def lap(self) -> float:
        """Processor seconds since the last lap."""
        last, self._last = self._last, process_time()
        return self._last - last


if __name__ == "__main__":
    if sys.argv[1:] == ["stages"]:
        for name, seconds in stages():
            print(f"{name:44}{seconds:.3f}")
    else:
        main()
