"""A new article: its stubs, where it is stored, and pages it may come from."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.editing.new import stub_file
from bot.editing.reading import Source
from bot.faq.files import Unreadable
from bot.faq.store import look
from bot.faq.yaml_reading import read
from bot.terminal.main import run
from tests.conftest import ARTICLE


def filled(stubs: str) -> str:
    """The file as an editor leaves it who fills in every stub."""
    open_ = re.sub(r"(?m)^  # (?=[ -])", "  ", stubs)
    numbers = iter(range(1, 999))
    return re.sub(r"(?m)^      - $", lambda _: f"      - question {next(numbers)}", open_)


def test_filled_in_stubs_are_proven(tmp_path: Path) -> None:
    """Each stub, its question written, is an entry that cites just its sentence."""
    for folder in ("faq", "seeds"):
        (tmp_path / folder).mkdir()
    (tmp_path / "seeds" / "kiln.txt").write_text(ARTICLE, encoding="utf-8")
    text = stub_file(Source("kiln.txt", ARTICLE.encode()), "../seeds/kiln.txt")
    (tmp_path / "faq" / "kiln.yaml").write_text(filled(text), encoding="utf-8")
    reading = look(tmp_path / "faq")
    assert reading.faults == ()
    cited = [[one.number for one in entry.citations] for entry in reading.faqs[0].entries]
    assert cited == [[1], [2], [3], [4], [5]]


def test_an_untouched_stub_file_holds_no_entry() -> None:
    """Nothing is invented: until a stub is filled in, the file has the article's data alone."""
    source = Source("kiln.txt", ARTICLE.encode(), title="The kiln")
    document = read("kiln.yaml", stub_file(source, "../seeds/kiln.txt").encode())
    article = {"file": "../seeds/kiln.txt", "title": "The kiln"}
    assert document.value == {"article": article, "entries": ""}


def test_key_terms_are_the_sentences_own_words() -> None:
    """The hint of a stub holds telling words of its sentence, as they stand there."""
    text = stub_file(Source("kiln.txt", ARTICLE.encode()), "../seeds/kiln.txt")
    assert "## Sentence 2: Mara; Lindqvist; built; 2019" in text


@settings(max_examples=60, deadline=None)
@given(st.text(min_size=1, max_size=200))
def test_any_article_gives_a_file_that_reads(text: str) -> None:
    """Whatever an article holds, its stubs are sound YAML, filled in or not."""
    try:
        source = Source("kiln.txt", text.encode())
        stubs = stub_file(source, "../seeds/kiln.txt")
    except (Unreadable, UnicodeEncodeError):
        return
    for version in (stubs, filled(stubs)):
        document = read("kiln.yaml", version.encode())
        assert document.whole
        assert document.faults == []


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


def test_stubs_of_any_article_are_quotes_that_are_found(tmp_path: Path) -> None:
    """An article with characters that nobody sees gets stubs without them, which are proven."""
    text = ARTICLE.replace("kiln reached", "kiln \u2068reached\u2069").replace("2019", "2019\x1b")
    for folder in ("faq", "seeds"):
        (tmp_path / folder).mkdir()
    (tmp_path / "seeds" / "kiln.txt").write_text(text, encoding="utf-8")
    stubs = stub_file(Source("kiln.txt", text.encode()), "../seeds/kiln.txt")
    (tmp_path / "faq" / "kiln.yaml").write_text(filled(stubs), encoding="utf-8")
    assert look(tmp_path / "faq").faults == ()


def test_an_article_in_its_place_is_not_copied(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An article that lies in seeds/ already is used where it is, without a question."""
    monkeypatch.chdir(tmp_path)
    Path("seeds/old").mkdir(parents=True)
    Path("seeds/old/kiln.txt").write_text(ARTICLE, encoding="utf-8")
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    assert run(["new", "seeds/old/kiln.txt", "--faq", "faq"]) == 0
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
