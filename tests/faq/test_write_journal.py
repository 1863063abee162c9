"""Changes of an article and its FAQ, which are made together or not at all."""

from __future__ import annotations

import base64
import gc
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from bot.faq import write_journal
from bot.faq.files import JOURNAL, put_private
from bot.faq.store import look
from bot.faq.write_journal import replace_files
from bot.faq.writing import Change, ChangedMeanwhile, alone_in, place
from tests.conftest import ARTICLE, FAQ, Folder

ROOT = Path(__file__).parents[2]
NEW_ARTICLE = ARTICLE.replace("1,240", "1,260")
NEW_FAQ = FAQ.replace("1,240", "1,260")
OLD, NEW = (ARTICLE, FAQ), (NEW_ARTICLE, NEW_FAQ)

# For each number that it is given, makes the changes in a child of its own, which ends at that many
# things that it asks of the system: killed, or interrupted as by Ctrl-C. Prints how it ended.
_ENDED = """
import os, signal, sys
from pathlib import Path
from bot.faq.write_journal import replace_files
from bot.faq.writing import Change

root, way = Path(sys.argv[1]), sys.argv[2]
article, faq = root / "seeds" / "kiln.txt", root / "faq" / "kiln.yaml"
new = [Path(name).read_bytes() for name in sys.argv[3:]]

def change(number):
    count = 0

    def hook(event, _):
        nonlocal count
        if event == "open" or event.startswith("os."):
            count += 1
            if count == number:
                if way == "kill":
                    os.kill(os.getpid(), signal.SIGKILL)
                raise KeyboardInterrupt

    sys.addaudithook(hook)
    replace_files([Change(p, p.read_bytes(), d) for p, d in zip((article, faq), new)], faq.parent)

for line in sys.stdin:
    child = os.fork()
    if not child:
        try:
            change(int(line))
        except KeyboardInterrupt:
            os._exit(130)
        os._exit(0)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""


def changes(root: Path) -> list[Change]:
    return [
        Change(root / "seeds" / "kiln.txt", ARTICLE.encode(), NEW_ARTICLE.encode()),
        Change(root / "faq" / "kiln.yaml", FAQ.encode(), NEW_FAQ.encode()),
    ]


def now(root: Path) -> tuple[str, str]:
    return (
        (root / "seeds" / "kiln.txt").read_text(encoding="utf-8"),
        (root / "faq" / "kiln.yaml").read_text(encoding="utf-8"),
    )


def names(root: Path) -> set[str]:
    return {path.name for path in root.rglob("*") if path.is_file()}


@pytest.mark.parametrize("way", ["kill", "interrupt"])
def test_wherever_it_ends_both_files_are_of_one_version(
    folder: Folder, tmp_path: Path, way: str
) -> None:
    """Killed or interrupted at any step, both files are old or both are new, and nothing is left.

    After a kill that is so once somebody looks at the FAQ.
    """
    texts = [tmp_path / "article.new", tmp_path / "faq.new"]
    for file, text in zip(texts, NEW, strict=True):
        file.write_bytes(text.encode())
    met, number, ended = set(), 0, -1
    with subprocess.Popen(  # noqa: S603 - our own program
        [sys.executable, "-c", _ENDED, tmp_path, way, *texts],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        while ended != 0:
            path, number = folder(), number + 1
            process.stdin.write(f"{number}\n")
            process.stdin.flush()
            ended = int(process.stdout.readline())
            assert ended in (-signal.SIGKILL, 130, 0)
            if way == "kill":
                look(path)
            assert now(tmp_path) in (OLD, NEW), f"a mixture when ended at step {number}"
            met.add(now(tmp_path))
            assert look(path).faults == ()
            assert names(tmp_path) == {"kiln.txt", "kiln.yaml", "article.new", "faq.new"}
        process.stdin.close()
    assert number > 10
    assert met == {OLD, NEW}


def test_a_refusal_of_the_second_undoes_the_first(
    folder: Folder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """If the FAQ is saved while the article is put in place, the article is put back."""
    folder()

    def late(change: Change, beside: Path) -> None:
        place(change, beside)
        if change.path.name == "kiln.txt":
            (tmp_path / "faq" / "kiln.yaml").write_text("theirs", encoding="utf-8")

    monkeypatch.setattr(write_journal, "place", late)
    with pytest.raises(ChangedMeanwhile, match=r"kiln\.yaml"):
        replace_files(changes(tmp_path), tmp_path / "faq")
    assert now(tmp_path) == (ARTICLE, "theirs")
    assert names(tmp_path) == {"kiln.txt", "kiln.yaml"}


def test_new_files_are_made_together(folder: Folder, tmp_path: Path) -> None:
    """Of new files none is made if one is there already."""
    folder()
    made = tmp_path / "seeds" / "new.txt"
    taken = Change(tmp_path / "faq" / "kiln.yaml", None, b"mine")
    with pytest.raises(ChangedMeanwhile, match="is there already"):
        replace_files([Change(made, None, b"new"), taken], tmp_path / "faq")
    assert not made.exists()
    replace_files([Change(made, None, b"new")], tmp_path / "faq")
    assert made.read_bytes() == b"new"


def journal_of(*made: Change) -> bytes:
    """A journal of changes, as any version of the program writes and reads it."""

    def coded(data: bytes | None) -> str | None:
        return None if data is None else base64.b64encode(data).decode()

    written = [
        {
            "path": f"../{one.path.parent.name}/{one.path.name}",
            "before": coded(one.before),
            "after": coded(one.after),
        }
        for one in made
    ]
    return json.dumps(written).encode()


@pytest.fixture
def cut_short(folder: Folder, tmp_path: Path) -> Path:
    """The FAQ as a killed writer leaves it: its article replaced, itself not, and a journal."""
    path = folder()
    (tmp_path / "seeds" / "kiln.txt").write_bytes(NEW_ARTICLE.encode())
    put_private(path / JOURNAL, journal_of(*changes(tmp_path)), protected=True)
    return path


def test_a_change_cut_short_is_completed(cut_short: Path, tmp_path: Path) -> None:
    """At the next look both files are new, and nothing is left."""
    look(cut_short)
    assert now(tmp_path) == NEW
    assert names(tmp_path) == {"kiln.txt", "kiln.yaml"}


def test_a_save_since_a_change_was_cut_short_stays(cut_short: Path, tmp_path: Path) -> None:
    """Then the article is put back."""
    saved = FAQ.replace("Mara", "Our Mara")
    (cut_short / "kiln.yaml").write_text(saved, encoding="utf-8")
    look(cut_short)
    assert now(tmp_path) == (ARTICLE, saved)
    assert names(tmp_path) == {"kiln.txt", "kiln.yaml"}


@pytest.mark.parametrize("before", [None, FAQ.encode()], ids=["another", "nothing"])
def test_a_later_journal_is_settled_itself(
    cut_short: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, before: bytes | None
) -> None:
    """Who waits for a writer settles what is then in the journal, not what was before."""
    file, later = cut_short / JOURNAL, (cut_short / JOURNAL).read_bytes()
    earlier = Change(cut_short / "kiln.yaml", before, FAQ.encode())
    put_private(file, journal_of(earlier), protected=True)

    @contextmanager
    def waited(folders: Iterable[Path]) -> Iterator[None]:
        with alone_in(folders):
            put_private(file, later, protected=True)
            yield

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(write_journal, "alone_in", waited)
        write_journal.recover(cut_short)
    assert file.read_bytes() == later
    look(cut_short)
    assert now(tmp_path) == NEW
    assert names(tmp_path) == {"kiln.txt", "kiln.yaml"}


Made = list[dict[str, str]]
HANDS: dict[str, tuple[int, Callable[[Made], object]]] = {
    "open to others": (0o444, lambda made: made),
    "as git lays it down": (0o600, lambda made: made),
    "outside": (0o400, lambda made: [made[0] | {"path": "../../outside"}, *made]),
    "hidden": (0o400, lambda made: [made[0] | {"path": "../.env"}, *made]),
    "no journal": (0o400, lambda _: {"path": 1}),
}


@pytest.mark.parametrize(("mode", "change"), HANDS.values(), ids=HANDS)
def test_a_journal_of_others_writes_nothing(
    cut_short: Path, tmp_path: Path, mode: int, change: Callable[[Made], object]
) -> None:
    """A journal that came with other files, or that leads out of the folders, is not obeyed."""
    file = cut_short / JOURNAL
    hidden, outside = tmp_path / ".env", tmp_path.parent / "outside"
    for one in (hidden, outside):
        one.write_bytes(ARTICLE.encode())
    written = json.dumps(change(json.loads(file.read_bytes())))
    file.chmod(0o600)
    file.write_text(written, encoding="utf-8")
    file.chmod(mode)
    look(cut_short)
    assert now(tmp_path) == (NEW_ARTICLE, FAQ)
    assert hidden.read_bytes() == outside.read_bytes() == ARTICLE.encode()
    assert os.path.lexists(file)


def test_a_folder_in_the_journals_place_costs_nothing(folder: Folder) -> None:
    """However often the FAQ is looked at, a folder named like a journal leaves no file open."""
    path = folder()
    (path / JOURNAL).mkdir()
    look(path)
    gc.collect()  # what earlier tests have left open
    before = _open_files()
    for _ in range(5):
        assert look(path).faults == ()
    assert _open_files() == before


def _open_files() -> int:
    """The number that the next file gets which this process opens."""
    handle = os.open(os.devnull, os.O_RDONLY)
    os.close(handle)
    return handle
