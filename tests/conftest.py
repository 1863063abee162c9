"""What tests in several packages share: a small article with its FAQ, on a real disk."""

from __future__ import annotations

import gc
import io
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple, Protocol

import pytest
from filelock import FileLock
from hypothesis import settings

from bot.answering.knowledge import Knowledge
from bot.faq.model_cache import ModelCache
from bot.faq.store import look
from bot.ledger.ledger import Ledger
from bot.matching.parts import ByteCache
from bot.terminal.main import run
from tests.ledger.postgres import postgres_address, postgres_server

__all__ = ["postgres_address", "postgres_server"]  # fixtures, of one server for all tests

# A machine that is busy with other things is no fault of the code. Where a change is judged, the
# examples are the same every time; on developers' machines they are new ones.
# `--hypothesis-profile=thorough` tries more of them, as .ci/run does.
for profile, examples in (("footnote", 20), ("thorough", 100)):
    settings.register_profile(
        profile, deadline=None, derandomize="CI" in os.environ, max_examples=examples
    )
settings.load_profile("footnote")

ROOT = Path(__file__).parents[1]
ARTICLE = """The kiln reached 1,240 degrees on Friday. Mara Lindqvist built it in 2019.

“We fire twice a month,” she said. The glaze came from a workshop in Lisbon.
Visitors may watch the firing from the yard.
"""

FAQ = """\
article:
  file: ../seeds/kiln.txt
  title: The kiln
entries:
  - id: how-hot
    questions:
      - How hot did the kiln get?
      - kiln temperature
      - what heat did it reach on friday
    answer: It reached 1,240 degrees [1].
    cite: ['The kiln reached 1,240 degrees']
    next: [who-built]
  - id: who-built
    questions:
      - Who built the kiln?
      - who made it and when
      - builder of the kiln
    cite: [Mara Lindqvist built it in 2019]
  - id: how-often
    questions:
      - How often do they fire?
      - firings per month
      - how many times a month is it lit
    answer: Twice a month, says Mara Lindqvist [1][2].
    cite:
      - We fire twice a month
      - Mara Lindqvist built it
not_covered:
  - how much did the kiln cost
"""

Folder = Callable[..., Path]


@cache
def _new_database() -> bytes:
    """A SQLite file as a ledger makes it: making the tables anew would wait for the disk."""
    with TemporaryDirectory() as folder:
        file = Path(folder, "footnote.db")
        Ledger.open(f"sqlite:///{file}").close()
        return file.read_bytes()


def new_ledger(file: Path) -> Ledger:
    """A ledger without records, in this SQLite file."""
    file.write_bytes(_new_database())
    return Ledger.open(f"sqlite:///{file}")


gc.set_threshold(100_000, 20, 20)  # as the program does


def pytest_collection_finish() -> None:
    """What was imported and collected stays: it need not be walked again and again."""
    gc.collect()
    gc.freeze()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """One more than there are processors: many tests wait for a moment."""
    return (os.cpu_count() or 1) + 1


TOGETHER = {
    "page/test_channel": "browser",
    "page/test_kinds": "browser",
    "tests/ledger/": "PostgreSQL",
    "test_database": "PostgreSQL",
}
"""What tests need of which one is enough, by a part of their files' names."""

WAITING = (*TOGETHER, "tests/page/", "tests/discord/", "tests/faq/test_watch", "tests/sandbox/")
"""What waits most, likewise: it comes first, so that none is left waiting for it at the end."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What waits comes first; all else stays in its order."""
    last = len(WAITING)
    items.sort(
        key=lambda item: next((at for at, part in enumerate(WAITING) if part in item.nodeid), last)
    )


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """A file's tests share what they make, and run in one process; so do those of `TOGETHER`.

    Where another way is asked for, as for the longer runs, each test by itself is given out.
    """
    if config.getoption("dist") != "load":
        return None
    from xdist.scheduler import LoadScopeScheduling

    class ByFile(LoadScopeScheduling):  # type: ignore[misc]  # it ships no types
        def _split_scope(self, nodeid: str) -> str:
            file = nodeid.partition("::")[0]
            return next((need for part, need in TOGETHER.items() if part in file), file)

    config.option.loadscopereorder = False  # the order of the tests is chosen
    return ByFile(config, log)


@pytest.fixture(scope="session", autouse=True)
def _home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A home of the tests' own, one for all workers: what one has compiled serves the others."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    for name in ("home", "shipped"):
        (shared / name).mkdir(mode=0o700, exist_ok=True)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HOME", str(shared / "home"))
        patch.setenv(HOME_OF_SHIPPED, str(shared / "shipped"))
        yield


class Remembered(dict[str, bytes]):
    """What was worked out from the texts of this process's tests; bytes, as on disk."""

    def recall(self, key: str) -> bytes | None:
        return self.get(key)

    def keep(self, key: str, data: bytes) -> None:
        self[key] = data


REMEMBERED = Remembered()


HOME_OF_SHIPPED = "TESTS_HOME_OF_SHIPPED"
"""The variable of a home for tests of the shipped FAQ: in the other one, others push it out."""


def compiled() -> ByteCache | None:
    """Where what is shipped or measured is compiled once for all tests; nowhere outside of them."""
    if HOME_OF_SHIPPED not in os.environ:
        return None
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HOME", os.environ[HOME_OF_SHIPPED])
        return ModelCache.at_home()


def load(path: Path) -> Knowledge:
    """The knowledge of the FAQ at a path. Raises NoFaq, or FaultyFaq with every fault."""
    home = os.environ.get(HOME_OF_SHIPPED)
    if home is None or not path.is_relative_to(ROOT):
        return look(path).build(REMEMBERED)
    with FileLock(Path(home, "lock")):  # one compiles for all
        return look(path).build(compiled())


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """Writes `seeds/kiln.txt` and FAQ files by name, and gives the folder of FAQs."""

    def write(article: str | bytes = ARTICLE, **faqs: str | bytes) -> Path:
        files = {f"faq/{name}.yaml": text for name, text in (faqs or {"kiln": FAQ}).items()}
        return lay(tmp_path, {"seeds/kiln.txt": article} | files)

    return write


@pytest.fixture(scope="session")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where `seeds/` and `faq/` of the kiln stand, for programs that change nothing there.

    The first of them compiles for the others.
    """
    files = {"seeds/kiln.txt": ARTICLE, "faq/kiln.yaml": FAQ}
    return lay(tmp_path_factory.mktemp("checkout"), files).parent


class Printed(NamedTuple):
    """What a command printed."""

    out: str
    err: str


class Footnote(Protocol):
    """Runs a command of `footnote`, which has to end with a status; a person types lines at it."""

    def __call__(
        self, *words: str | Path, typed: Iterable[str] = (), status: int = 0
    ) -> Printed: ...


@pytest.fixture
def footnote(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Footnote:
    """Runs commands where the test stands."""

    def ran(*words: str | Path, typed: Iterable[str] = (), status: int = 0) -> Printed:
        monkeypatch.setattr("sys.stdin", io.StringIO("".join(f"{line}\n" for line in typed)))
        capfd.readouterr()
        ended = run([*map(str, words)])
        printed = Printed(*capfd.readouterr())
        assert ended == status, printed
        return printed

    return ran


def lay(root: Path, files: Mapping[str, str | bytes]) -> Path:
    """Writes files by their paths under a root, and gives its folder of FAQs."""
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return root / "faq"
