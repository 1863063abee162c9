"""What `footnote ask` costs from process start to answer, and where it goes.

Run it with `python -m tests.benchmarks.startup`. Processor time of whole processes, medians; beside
it what a user would pick instead: the same question to rapidfuzz's WRatio over the same phrasings,
in a script of ten lines.
"""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from time import process_time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    pass

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


def main() -> None:
    """Print the table."""
    print("processor seconds, median of", RUNS, "runs")
    commands = {
        "python -c pass": ["-c", "pass"],
        "WRatio in ten lines, without citations": ["-c", INSTEAD],
        "footnote ask": ["-m", "bot", "ask", QUESTION],
    }
    for name, arguments in commands.items():
        print(f"{name:44}{cost([sys.executable, *arguments]):.3f}")
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


def _environment() -> dict[str, str]:
    return {**os.environ, "OPENBLAS_NUM_THREADS": "1"}


def stages() -> Iterator[tuple[str, float]]:
    """Each stage of `footnote ask` with its processor seconds, in this process."""
    clock = _Clock()
    import numpy  # noqa: F401 - only its import is timed

    yield "  import numpy", clock.lap()
    import rapidfuzz.process  # noqa: F401

    yield "  import rapidfuzz", clock.lap()
    import pydantic  # noqa: F401

    yield "  import pydantic", clock.lap()
    from bot.settings import read_settings

    path = read_settings().faq_path
    yield "  settings", clock.lap()
    from bot.answering.answerer import Answerer, FixedKnowledge
    from bot.faq.model_cache import ModelCache
    from bot.faq.store import look

    yield "  import the rest", clock.lap()
    reading = look(path)
    yield "  read and prove the FAQ", clock.lap()
    shed = ModelCache.at_home()
    knowledge = reading.build(shed)
    yield "  build the knowledge, learnt before", clock.lap()
    reading.build()
    yield "  (the same at the very first start)", clock.lap()
    answerer = Answerer(FixedKnowledge(knowledge))
    clock.lap()
    answerer.ask(QUESTION)
    yield "  answer", clock.lap()


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
