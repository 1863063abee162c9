"""Live update: what the watcher serves while files are saved in every way."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import pytest

from bot.answering.answerer import Answerer
from bot.answering.knowledge import Knowledge
from bot.answering.reply import Response, citations_of
from bot.faq import entry_lines
from bot.faq import store as store_module
from bot.faq.file_snapshot import Snapshot
from bot.faq.store import FaqStore, StoreState
from bot.faq.watch import watch, watching
from bot.terminal.output import text_of
from tests.conftest import FAQ, Folder, lay, load
from tests.faq import versions

QUESTIONS = ("how hot did the kiln get", "who built the oven", "who built it", "hello")


@pytest.fixture(autouse=True)
def _hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """How often it looks is of no account."""
    monkeypatch.setattr("bot.faq.watch.TICK", 0.1)


def until(holds: Callable[[], bool], seconds: float = 100) -> None:
    """Wait for what must come to hold."""
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "it never came to hold"
        time.sleep(0.005)


def save(path: Path, old: str = "", new: str = "") -> None:
    """Write the FAQ over in place, with a change or without."""
    (path / "kiln.yaml").write_text(FAQ.replace(old, new), encoding="utf-8")


def answer_of(store: FaqStore) -> str:
    """What is served of the kiln's heat."""
    return store.current.by_id["how-hot"].answer or ""


@contextmanager
def watched(path: Path) -> Iterator[tuple[FaqStore, list[StoreState]]]:
    store, states = FaqStore(path), list[StoreState]()
    with watching(store, states.append):
        yield store, states


def test_a_save_is_served(folder: Folder) -> None:
    """A saved file is served without a restart, and its own fingerprint says so."""
    path = folder()
    with watched(path) as (store, states):
        before = store.current.fingerprint
        save(path, "It reached", "It got to")
        until(lambda: store.current.fingerprint != before)
        assert Answerer(store).ask("how hot did the kiln get").fingerprint == load(path).fingerprint
        until(lambda: bool(states))
        assert states[0].faults == ()


HARMS: dict[str, tuple[Callable[[Path], None], str]] = {
    "a faulty save": (lambda path: save(path, "Mara L", "Sara L"), "kiln.yaml:18"),
    "no file": (lambda path: (path / "kiln.yaml").unlink(), "No FAQ"),
}


@pytest.mark.parametrize(("harm", "told"), HARMS.values(), ids=HARMS)
def test_a_fault_keeps_the_last_good_one_and_heals(
    folder: Folder, harm: Callable[[Path], None], told: str
) -> None:
    """It changes nothing but the faults, which name file and line until it is mended."""
    path = folder()
    with watched(path) as (store, states):
        good = store.current
        harm(path)
        until(lambda: bool(store.faults))
        assert store.current is good
        assert told in str(store.faults[0])
        save(path)
        until(lambda: not store.faults)
        assert store.current is good
        until(lambda: len(states) == 2)


@pytest.mark.parametrize("way", versions.WAYS, ids=lambda way: way.__name__)
def test_every_way_of_saving_is_noticed(
    tmp_path: Path, way: Callable[[Path, versions.Files, Random], None]
) -> None:
    """However a version is saved, it is served, and so is the next one saved in the same way."""
    path = versions.start(tmp_path, versions.version(0))
    with watched(path) as (store, states):
        for number in (1, 2):
            way(tmp_path, versions.version(number), Random(number))  # noqa: S311 - chooses, hides nothing
            expected = load(path).fingerprint
            until(lambda: store.current.fingerprint == expected)  # noqa: B023 - called at once
        assert [state.faults for state in states] in ([(), ()], [()])


def broken_once(monkeypatch: pytest.MonkeyPatch, owner: object, name: str) -> None:
    """Let a part of the program fail at its next call alone."""
    whole = getattr(owner, name)

    def part(*_: object, **__: object) -> object:
        monkeypatch.setattr(owner, name, whole)
        raise RuntimeError("secret words")

    monkeypatch.setattr(owner, name, part)


@pytest.mark.parametrize(
    ("owner", "name"),
    [
        (Knowledge, "build"),  # building
        (store_module, "prove_together"),  # proving
        (store_module, "shaped"),
        (entry_lines, "read"),  # reading
    ],
    ids=["build", "prove", "shape", "read"],
)
def test_a_fault_of_the_program_ends_no_watching(
    folder: Folder, monkeypatch: pytest.MonkeyPatch, owner: object, name: str
) -> None:
    """A version that the program fails on is a fault of the FAQ, and the next save is served."""
    path = folder()
    with watched(path) as (store, states):
        good = store.current
        broken_once(monkeypatch, owner, name)
        # A save in one step: half of one would be what is failed on.
        lay(path, {"kiln.new": FAQ.replace("It reached", "It got to")})
        (path / "kiln.new").replace(path / "kiln.yaml")
        until(lambda: bool(states))
        assert store.current is good
        (fault,) = store.faults
        assert fault.file == str(path)
        assert "can't be built: RuntimeError" in fault.problem
        assert "fault of the program" in fault.mend
        assert "secret" not in str(fault)
        save(path, "It reached", "It was")
        until(lambda: not store.faults)
        assert answer_of(store) == "It was 1,240 degrees [1]."


def ticking(_folders: object, stop: threading.Event) -> Iterator[bool]:
    """Looks one after the other, where what wakes the watcher is not what is tried."""
    while not stop.wait(0.01):
        yield True


@pytest.mark.parametrize("name", ["moved", "marks", "folders"])
def test_a_fault_of_looking_ends_no_watching(
    folder: Folder, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """That a look at the disk fails is a fault, and heals by itself: no save is needed."""
    path = folder()
    monkeypatch.setattr("bot.faq.watch._wakes", ticking)
    with watched(path) as (store, states):
        broken_once(monkeypatch, Snapshot, name)
        until(lambda: len(states) == 2)
        assert "RuntimeError" in states[0].faults[0].problem
        assert states[1].faults == ()
        save(path, "It reached", "It was")
        until(lambda: "It was" in answer_of(store))


def test_a_listener_that_fails_ends_no_watching(folder: Folder) -> None:
    """Whoever gets a new state may fail: the next one is served and reported."""
    path = folder()
    store, reported = FaqStore(path), list[StoreState]()

    def report(state: StoreState) -> None:
        reported.append(state)
        raise RuntimeError("the terminal is gone")

    with watching(store, report):
        for said in ("It was", "It got to"):
            save(path, "It reached", said)
            until(lambda: said in answer_of(store))  # noqa: B023 - called at once
        until(lambda: len(reported) == 2)
    assert [state.faults for state in reported] == [(), ()]


async def test_questions_are_answered_while_the_loop_watches(folder: Folder) -> None:
    """In an event loop the watcher works beside, tells each state in the loop, and stops."""
    path, stop, states = folder(), asyncio.Event(), asyncio.Queue[StoreState]()
    store = FaqStore(path)
    task = asyncio.create_task(watch(store, states.put_nowait, stop))
    save(path, "It reached", "It was")
    state = await asyncio.wait_for(states.get(), 60)
    stop.set()
    await asyncio.wait_for(task, 60)
    while not states.empty():
        state = states.get_nowait()
    assert state is store.state


def test_the_state_tells_when(folder: Folder) -> None:
    """The state holds when the knowledge was loaded and when the disk was last looked at."""
    path = folder()
    times = iter(datetime(2026, 1, day, tzinfo=UTC) for day in range(1, 9))
    store = FaqStore(path, clock=lambda: next(times))
    folder(kiln="entries: [")
    assert not store.reload()
    assert (store.state.loaded.day, store.state.looked.day) == (1, 2)


def test_a_small_storm_of_saves(tmp_path: Path) -> None:
    """While versions are saved in every way, each reply is of exactly one good version."""
    storm(tmp_path, saves=60, questions=600, rests=3)


@pytest.mark.stress
@pytest.mark.timeout(600)
def test_a_storm_of_saves(tmp_path: Path) -> None:
    """1,000 saves, good and broken, in every way, under 10,000 questions."""
    slowest = storm(tmp_path, saves=1_000, questions=10_000, rests=40)
    print(f"\nserved at most {slowest:.2f} s after the last save")  # noqa: T201 - a measurement


def storm(root: Path, saves: int, questions: int, rests: int) -> float:
    """Save and ask at once; the longest time from a last save to its service, in seconds."""
    path = versions.start(root, versions.version(0))
    good = {load(path).fingerprint: 0}
    responses: list[Response] = []
    slowest, chance = 0.0, Random(7)  # noqa: S311 - chooses, hides nothing
    with watched(path) as (store, _), asking(Answerer(store), questions, responses):
        for number in range(1, saves + 1):
            resting = number % (saves // rests) == 0
            whole = resting or chance.random() < 0.6
            files = versions.version(number) if whole else versions.broken(number)
            chance.choice(versions.WAYS)(root, files, chance)
            if whole:
                good[load(path).fingerprint] = number
            if resting:
                saved = time.monotonic()
                until(lambda: f"Version {number} " in answer_of(store))  # noqa: B023 - at once
                slowest = max(slowest, time.monotonic() - saved)
    assert len(responses) == questions
    for response in responses:
        _prove(response, good[response.fingerprint])
    return slowest


@contextmanager
def asking(answerer: Answerer, questions: int, responses: list[Response]) -> Iterator[None]:
    """Ask so many questions beside the block, at an even pace, at least until it ends."""

    def ask() -> None:
        for number in range(questions):
            responses.append(answerer.ask(QUESTIONS[number % len(QUESTIONS)]))
            time.sleep(0.002)

    thread = threading.Thread(target=ask)
    thread.start()
    try:
        yield
    finally:
        thread.join()


def _prove(response: Response, number: int) -> None:
    """Whatever the reply says of a version is of this one."""
    said = text_of(response)
    if "Version" in said:
        assert f"Version {number} " in said
    for part in response.parts:
        for cited in citations_of(part.reply):
            assert f"firing {number}." in cited.article.text
