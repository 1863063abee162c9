"""What `footnote ask` costs from process start to answer, and where it goes.

Run it with `python -m tests.benchmarks.startup`. Processor time of whole processes, medians; beside
it what a user would pick instead: the same question to rapidfuzz's WRatio over the same phrasings,
in a script of ten lines. What is kept lies in a home of its own, empty for the very first start.
"""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from time import process_time

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


_home = TemporaryDirectory()


def _first() -> float:
    """What it costs where nothing is kept."""
    _home.cleanup()
    Path(_home.name).mkdir(mode=0o700)
    return _once([sys.executable, *ASK])


def _environment() -> dict[str, str]:
    return {**os.environ, "OPENBLAS_NUM_THREADS": "1", "HOME": _home.name}


def stages() -> Iterator[tuple[str, float]]:
    """Each stage of `footnote ask` with its processor seconds, in this process."""
    clock = _Clock()
    import numpy  # noqa: F401 - only its import is timed

    yield "  import numpy", clock.lap()
    import rapidfuzz.process  # noqa: F401

    yield "  import rapidfuzz", clock.lap()
    from bot.answering.answerer import Answerer, FixedKnowledge
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
    Answerer(FixedKnowledge(knowledge)).ask(QUESTION)
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
