"""A new article: its first FAQ, where it is stored, and pages it may come from."""

from __future__ import annotations

import io
import re
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.answering.message import answer
from bot.answering.reply import Answer
from bot.editing.collisions import collisions
from bot.editing.html_text import Source
from bot.editing.new import FirstFaq, first_faq
from bot.errors import FaultyFaq
from bot.faq.edits import PROPOSED
from bot.faq.files import Unreadable
from bot.faq.model import schema_text
from bot.faq.store import FaqReading, look
from bot.faq.writing import SCHEMA_LINE
from bot.terminal.main import run
from tests.conftest import ARTICLE

SIZES = ("small", "tall", "green", "round")
DAYS = ("Monday", "Tuesday", "Friday", "Sunday")


def first(folder: Path, text: str, name: str = "kiln") -> FirstFaq:
    """What is proposed for an article in a folder's seeds."""
    source = Source(f"{name}.txt", text.encode())
    stored, target = folder / "seeds" / source.name, folder / "faq" / f"{name}.yaml"
    return first_faq(source, stored, target, f"../seeds/{source.name}")


def written(folder: Path, text: str, name: str = "kiln") -> FaqReading:
    """The folder's FAQs with what is proposed for an article beside them."""
    made = first(folder, text, name)
    for path, data in ((f"seeds/{name}.txt", text.encode()), (f"faq/{name}.yaml", made.data)):
        (folder / path).parent.mkdir(exist_ok=True)
        (folder / path).write_bytes(data)
    return look(folder / "faq")


def test_a_first_faq_answers_at_once(tmp_path: Path) -> None:
    """The file loads as it is written, each entry is marked, and its questions are answered."""
    reading = written(tmp_path, ARTICLE)
    assert reading.faults == ()
    entries = reading.faqs[0].entries
    text = (tmp_path / "faq/kiln.yaml").read_text(encoding="utf-8")
    assert len(entries) == len(re.findall(rf"(?m)^  - id: \S+{PROPOSED}$", text))
    knowledge = reading.build()
    for entry in entries:
        reply = answer(knowledge, entry.question).parts[0].reply
        assert isinstance(reply, Answer)
        assert reply.entry.id == entry.id
    for key in ("answer", "next", "synonyms", "not_covered"):
        assert f"# {key}:" in text


def test_a_folder_never_becomes_faulty(tmp_path: Path) -> None:
    """Ids and phrasings are unique over the folder: what others ask already is left out."""
    assert written(tmp_path, ARTICLE).faults == ()
    more = f"{ARTICLE}\n\nThe old bakery was pulled down in 2016.\n"
    reading = written(tmp_path, more, "bakery")
    assert reading.faults == ()
    (entry,) = reading.faqs[0].entries
    assert entry.question == "When was the old bakery pulled down?"


def test_what_gives_no_entry_is_no_file(tmp_path: Path) -> None:
    """An article of which no question can be made is refused instead of written."""
    with pytest.raises(FaultyFaq):
        first(tmp_path, "Glad you asked! Read on. Hello there!")
    assert not (tmp_path / "faq").exists()


def test_phrasings_that_lead_elsewhere_are_left_out(tmp_path: Path) -> None:
    """A proposal is tried before it is printed: none would be another entry's without itself."""
    text = "".join(
        f"The {size} kiln is opened by Mara on {day}. "
        for size, day in zip(SIZES, DAYS, strict=True)
    )
    knowledge = written(tmp_path, text).build()
    kinds = {one.kind for one in collisions(knowledge)}
    assert not kinds & {"duplicate", "signs"}


@settings(max_examples=40, deadline=None)
@given(st.text(min_size=1, max_size=200))
def test_any_article_gives_a_file_that_loads_or_none(text: str) -> None:
    """Whatever an article holds, what is proposed of it is sound."""
    with TemporaryDirectory() as folder:
        try:
            made = first(Path(folder), text)
        except (Unreadable, UnicodeEncodeError, FaultyFaq):
            return
        target = Path(folder) / "faq" / "kiln.yaml"
        stored = (Path(folder) / "seeds" / "kiln.txt").resolve()
        reading = look(target.parent, {target: made.data, stored: text.encode()})
        assert reading.faults == ()


def test_the_article_is_copied_byte_for_byte(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After asking, the article lies in seeds/ as it came; nothing is written over."""
    monkeypatch.chdir(tmp_path)
    data = ARTICLE.replace("\n", "\r\n").encode()
    Path("kiln.txt").write_bytes(data)
    monkeypatch.setattr("sys.stdin", io.StringIO("n\n"))
    assert run(["new", "kiln.txt", "--faq", "faq"]) == 1
    assert not Path("seeds").exists()
    monkeypatch.setattr("sys.stdin", io.StringIO("y\n"))
    assert run(["new", "kiln.txt", "--faq", "faq", "--title", "The kiln"]) == 0
    assert Path("seeds/kiln.txt").read_bytes() == data
    made = Path("faq/kiln.yaml").read_bytes()
    assert made.startswith(SCHEMA_LINE.encode())
    assert Path("faq/faq.schema.json").read_text(encoding="utf-8") == schema_text()
    assert run(["new", "kiln.txt", "--faq", "faq"]) == 3
    assert Path("faq/kiln.yaml").read_bytes() == made
    Path("faq/kiln.yaml").unlink()
    Path("kiln.txt").write_text("Another text.", encoding="utf-8")
    assert run(["new", "kiln.txt", "--faq", "faq"]) == 3
    assert Path("seeds/kiln.txt").read_bytes() == data


@pytest.mark.parametrize("name", [".hidden.txt", "seeds/.old/kiln.txt", "seeds/.kiln.txt"])
def test_a_hidden_article_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    """A name that begins with a dot would make a FAQ that is never read: refused in words."""
    monkeypatch.chdir(tmp_path)
    Path(name).parent.mkdir(parents=True, exist_ok=True)
    Path(name).write_text(ARTICLE, encoding="utf-8")
    monkeypatch.setattr("sys.stdin", io.StringIO("y\n"))
    assert run(["new", name, "--faq", "faq"]) == 3
    assert "begins with a dot" in capsys.readouterr().err
    assert not Path("faq").exists()


@pytest.mark.parametrize(
    ("name", "more"),
    [
        ("ki\x1b[31mln.txt", []),
        ("kiln\n.txt", []),
        ("kiln.txt", ["--title", "The \x1b]0;kiln\x07"]),
        ("kiln.txt", ["--published", "today\u202e"]),
    ],
)
def test_what_nobody_sees_is_refused(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    name: str,
    more: list[str],
) -> None:
    """A name or title with a control character, which a FAQ can't hold, makes no file."""
    monkeypatch.chdir(tmp_path)
    Path(name).write_text(ARTICLE, encoding="utf-8")
    monkeypatch.setattr("sys.stdin", io.StringIO("y\n"))
    assert run(["new", name, "--faq", "faq", *more]) == 3
    printed = capsys.readouterr().err
    assert "a character that nobody sees" in printed
    assert "\x1b" not in printed
    assert not Path("faq").exists()


def test_a_faq_that_appears_meanwhile_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A FAQ that somebody else makes while it is asked stays, and the article is not left alone."""
    monkeypatch.chdir(tmp_path)
    Path("kiln.txt").write_text(ARTICLE, encoding="utf-8")
    Path("faq").mkdir()

    def yes(*_: object, **__: object) -> bool:
        Path("faq/kiln.yaml").write_text("theirs", encoding="utf-8")
        return True

    monkeypatch.setattr("click.confirm", yes)
    assert run(["new", "kiln.txt", "--faq", "faq"]) == 3
    assert "is there already" in capsys.readouterr().err
    assert Path("faq/kiln.yaml").read_text(encoding="utf-8") == "theirs"
    assert not Path("seeds/kiln.txt").exists()


def test_quotes_are_found_whatever_an_article_hides(tmp_path: Path) -> None:
    """An article with characters that nobody sees gets quotes without them, which are proven."""
    text = ARTICLE.replace("kiln reached", "kiln \u2068reached\u2069").replace("2019", "2019\x1b")
    assert written(tmp_path, text).faults == ()


def test_an_article_in_its_place_is_not_copied(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An article that lies in seeds/ already is used where it is, unasked; a schema stays."""
    monkeypatch.chdir(tmp_path)
    Path("seeds/old").mkdir(parents=True)
    Path("seeds/old/kiln.txt").write_text(ARTICLE, encoding="utf-8")
    Path("faq").mkdir()
    Path("faq/faq.schema.json").write_text("theirs", encoding="utf-8")
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    assert run(["new", "seeds/old/kiln.txt", "--faq", "faq"]) == 0
    assert Path("faq/faq.schema.json").read_text(encoding="utf-8") == "theirs"
    assert 'file: "../seeds/old/kiln.txt"' in Path("faq/kiln.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("data", "words"),
    [(b"\xff\xfe", "not UTF-8"), (b"  \n", "no sentence"), (None, "not there")],
)
def test_what_is_no_article_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], data: bytes | None, words: str
) -> None:
    """A file that can't be an article is refused with the reason, and nothing is written."""
    if data is not None:
        (tmp_path / "a.txt").write_bytes(data)
    assert run(["new", str(tmp_path / "a.txt"), "--faq", str(tmp_path / "faq")]) == 3
    assert words in capsys.readouterr().err
    assert not (tmp_path / "faq").exists()
