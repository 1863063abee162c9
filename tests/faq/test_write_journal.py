"""Changes of an article and its FAQ, which are made together or not at all."""

from __future__ import annotations

import base64
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


def _cut_short(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave the article replaced, the FAQ not, and the journal, as a killed writer does."""
    journal_file = root / "faq" / JOURNAL

    def killed(change: Change, beside: Path) -> None:
        if change.path.name == "kiln.yaml":
            left.append(journal_file.read_bytes())
            raise ChangedMeanwhile
        place(change, beside)

    left = list[bytes]()
    monkeypatch.setattr(write_journal, "place", killed)
    with pytest.raises(ChangedMeanwhile):
        replace_files(changes(root), root / "faq")
    monkeypatch.undo()
    (root / "seeds" / "kiln.txt").write_bytes(NEW_ARTICLE.encode())
    put_private(journal_file, left[0], protected=True)


def _saved(root: Path) -> None:
    (root / "faq" / "kiln.yaml").write_bytes(FAQ.replace("Mara", "Our Mara").encode())


@pytest.mark.parametrize(
    ("meanwhile", "after"),
    [(lambda _: None, NEW), (_saved, (ARTICLE, FAQ.replace("Mara", "Our Mara")))],
    ids=["nothing", "a save"],
)
def test_a_change_cut_short_is_settled(
    folder: Folder,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    meanwhile: Callable[[Path], None],
    after: tuple[str, str],
) -> None:
    """It is completed; if the FAQ was saved since, the save stays and the article is put back."""
    path = folder()
    _cut_short(tmp_path, monkeypatch)
    meanwhile(tmp_path)
    look(path)
    assert now(tmp_path) == after
    assert names(tmp_path) == {"kiln.txt", "kiln.yaml"}


def test_a_later_journal_is_not_lost_unread(
    folder: Folder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another may stand there by the time that nobody else is at work: it is settled itself."""
    path = folder()
    _cut_short(tmp_path, monkeypatch)
    file, later = path / JOURNAL, (path / JOURNAL).read_bytes()
    made = base64.b64encode(FAQ.encode()).decode()
    file.write_text(json.dumps([{"path": "kiln.yaml", "before": None, "after": made}]))

    @contextmanager
    def waited(folders: Iterable[Path]) -> Iterator[None]:
        with alone_in(folders):
            file.write_bytes(later)
            yield

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(write_journal, "alone_in", waited)
        look(path)
    look(path)
    assert now(tmp_path) == NEW
    assert names(tmp_path) == {"kiln.txt", "kiln.yaml"}


@pytest.mark.parametrize(
    "hand", ["open to others", "as git lays it down", "outside", "hidden", "no journal"]
)
def test_a_journal_of_others_writes_nothing(
    folder: Folder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, hand: str
) -> None:
    """A journal that came with other files, or that leads out of the folders, is not obeyed."""
    path = folder()
    _cut_short(tmp_path, monkeypatch)
    file = path / JOURNAL
    (tmp_path.parent / "outside").write_bytes(ARTICLE.encode())
    (tmp_path / ".env").write_bytes(ARTICLE.encode())
    changes = json.loads(file.read_bytes())
    file.chmod(0o600)
    mode = 0o400
    match hand:
        case "open to others":
            mode = 0o444
        case "as git lays it down":  # for a user whose umask is 077
            mode = 0o600
        case "outside":
            changes.insert(0, changes[0] | {"path": "../../outside"})
        case "hidden":
            changes.insert(0, changes[0] | {"path": "../.env"})
        case _:
            changes = {"path": 1}
    file.write_text(json.dumps(changes), encoding="utf-8")
    file.chmod(mode)
    look(path)
    assert now(tmp_path) == (NEW_ARTICLE, FAQ)
    assert (tmp_path.parent / "outside").read_bytes() == ARTICLE.encode()
    assert (tmp_path / ".env").read_bytes() == ARTICLE.encode()
    assert os.path.lexists(file)


def test_a_folder_in_the_journals_place_costs_nothing(folder: Folder) -> None:
    """However often the FAQ is looked at, a folder named like a journal leaves no file open."""
    path = folder()
    (path / JOURNAL).mkdir()
    look(path)
    before = _open_files()
    for _ in range(5):
        assert look(path).faults == ()
    assert _open_files() == before


def _open_files() -> int:
    """The number that the next file gets which this process opens."""
    handle = os.open(os.devnull, os.O_RDONLY)
    os.close(handle)
    return handle


def test_a_later_change_is_not_settled_by_an_earlier_journal(
    folder: Folder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who waits for a writer settles what is then in the journal, not what was before."""
    path = folder()
    _cut_short(tmp_path, monkeypatch)
    text = (path / JOURNAL).read_bytes()
    earlier = json.loads(text)
    for one in earlier:
        one["after"] = one["before"]

    @contextmanager
    def waiting(folders: Iterable[Path]) -> Iterator[None]:
        put_private(path / JOURNAL, text, protected=True)
        with alone_in(folders):
            yield

    put_private(path / JOURNAL, json.dumps(earlier).encode(), protected=True)
    monkeypatch.setattr(write_journal, "alone_in", waiting)
    write_journal.recover(path)
    monkeypatch.undo()
    assert (path / JOURNAL).read_bytes() == text
    look(path)
    assert now(tmp_path) == NEW
