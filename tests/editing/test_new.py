"""A new article: its first FAQ, where it is stored, and pages it may come from."""

from __future__ import annotations

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
from tests.conftest import ARTICLE, Footnote, lay


def first(folder: Path, text: str, name: str = "kiln") -> FirstFaq:
    """What is proposed for an article in a folder's seeds."""
    source = Source(f"{name}.txt", text.encode())
    stored, target = folder / "seeds" / source.name, folder / "faq" / f"{name}.yaml"
    return first_faq(source, stored, target, f"../seeds/{source.name}")


def written(folder: Path, text: str, name: str = "kiln") -> FaqReading:
    """The folder's FAQs with what is proposed for an article beside them."""
    made = first(folder, text, name)
    return look(lay(folder, {f"seeds/{name}.txt": text, f"faq/{name}.yaml": made.data}))


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
    days = {"small": "Monday", "tall": "Tuesday", "green": "Friday", "round": "Sunday"}
    text = "".join(f"The {size} kiln is opened by Mara on {day}. " for size, day in days.items())
    kinds = {one.kind for one in collisions(written(tmp_path, text).build())}
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


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder, which is the working directory."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_article_is_copied_byte_for_byte(here: Path, footnote: Footnote) -> None:
    """After asking, the article lies in seeds/ as it came; nothing is written over."""
    new = ("new", "kiln.txt", "--faq", "faq")
    data = ARTICLE.replace("\n", "\r\n").encode()
    lay(here, {"kiln.txt": data})
    footnote(*new, typed=["n"], status=1)
    assert not Path("seeds").exists()
    footnote(*new, "--title", "The kiln", typed=["y"])
    assert Path("seeds/kiln.txt").read_bytes() == data
    made = Path("faq/kiln.yaml").read_bytes()
    assert made.startswith(SCHEMA_LINE.encode())
    assert Path("faq/faq.schema.json").read_text(encoding="utf-8") == schema_text()
    footnote(*new, status=3)
    assert Path("faq/kiln.yaml").read_bytes() == made
    Path("faq/kiln.yaml").unlink()
    lay(here, {"kiln.txt": "Another text."})
    footnote(*new, status=3)
    assert Path("seeds/kiln.txt").read_bytes() == data


UNSEEN = "a character that nobody sees"
REFUSED: dict[str, tuple[str, str | bytes, list[str], str]] = {
    "hidden": (".hidden.txt", ARTICLE, [], "begins with a dot"),
    "in a hidden folder": ("seeds/.old/kiln.txt", ARTICLE, [], "begins with a dot"),
    "hidden among the articles": ("seeds/.kiln.txt", ARTICLE, [], "begins with a dot"),
    "an escape in its name": ("ki\x1b[31mln.txt", ARTICLE, [], UNSEEN),
    "a name of two lines": ("kiln\n.txt", ARTICLE, [], UNSEEN),
    "an escape in its title": ("kiln.txt", ARTICLE, ["--title", "The \x1b]0;kiln\x07"], UNSEEN),
    "an override in its date": ("kiln.txt", ARTICLE, ["--published", "today\u202e"], UNSEEN),
    "other bytes than text": ("kiln.txt", b"\xff\xfe", [], "not UTF-8"),
    "no sentence": ("kiln.txt", "  \n", [], "no sentence"),
    "not there": ("kiln.txt", b"", [], "not there"),
}


@pytest.mark.parametrize(("name", "data", "options", "words"), REFUSED.values(), ids=REFUSED)
def test_what_is_no_article_is_refused(
    here: Path, footnote: Footnote, name: str, data: str | bytes, options: list[str], words: str
) -> None:
    """What no FAQ could read, name or hold is refused with the reason, and nothing is written."""
    if data:
        lay(here, {name: data})
    ran = footnote("new", name, "--faq", "faq", *options, typed=["y"], status=3)
    assert words in ran.err
    assert "\x1b" not in ran.err
    assert not Path("faq").exists()


def test_a_faq_that_appears_meanwhile_stays(
    here: Path, monkeypatch: pytest.MonkeyPatch, footnote: Footnote
) -> None:
    """A FAQ that somebody else makes while it is asked stays, and the article is not left alone."""

    def yes(*_: object, **__: object) -> bool:
        lay(here, {"faq/kiln.yaml": "theirs"})
        return True

    monkeypatch.setattr("click.confirm", yes)
    lay(here, {"kiln.txt": ARTICLE})
    ran = footnote("new", "kiln.txt", "--faq", "faq", status=3)
    assert "is there already" in ran.err
    assert Path("faq/kiln.yaml").read_text(encoding="utf-8") == "theirs"
    assert not Path("seeds/kiln.txt").exists()


def test_quotes_are_found_whatever_an_article_hides(tmp_path: Path) -> None:
    """An article with characters that nobody sees gets quotes without them, which are proven."""
    text = ARTICLE.replace("kiln reached", "kiln \u2068reached\u2069").replace("2019", "2019\x1b")
    assert written(tmp_path, text).faults == ()


def test_an_article_in_its_place_is_not_copied(here: Path, footnote: Footnote) -> None:
    """An article that lies in seeds/ already is used where it is, unasked; a schema stays."""
    lay(here, {"seeds/old/kiln.txt": ARTICLE, "faq/faq.schema.json": "theirs"})
    footnote("new", "seeds/old/kiln.txt", "--faq", "faq")
    assert Path("faq/faq.schema.json").read_text(encoding="utf-8") == "theirs"
    assert 'file: "../seeds/old/kiln.txt"' in Path("faq/kiln.yaml").read_text(encoding="utf-8")
