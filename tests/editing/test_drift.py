"""Drift: what a new version of the article does to the quotes, and mending them by hand."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from bot.article.article import Article
from bot.editing.drift import Drifted, survey, targets
from bot.faq.store import look
from bot.terminal.main import run
from tests.conftest import ARTICLE, FAQ, Folder, load

HOTTER = ARTICLE.replace("1,240 degrees on Friday", "1,260 degrees on Saturday")


def surveyed(path: Path, text: str) -> dict[str, Drifted]:
    """What becomes of each quote, by the quote."""
    reading = look(path)
    (target,) = targets(reading)
    return {one.quote: one for one in survey(target, reading, Article.of("kiln.txt", text))}


def answer(monkeypatch: pytest.MonkeyPatch, *lines: str) -> None:
    """What the person at the terminal types."""
    monkeypatch.setattr("sys.stdin", io.StringIO("".join(f"{line}\n" for line in lines)))


def test_the_same_article_changes_nothing(folder: Folder) -> None:
    """Against itself an article leaves every quote as it was."""
    assert {one.verdict for one in surveyed(folder(), ARTICLE).values()} == {"same"}


def test_a_quote_in_a_changed_sentence_is_told_word_by_word(folder: Folder) -> None:
    """A quote whose words changed gets the nearest sentence, the difference and a proposal."""
    text = ARTICLE.replace("The kiln reached 1,240", "The kiln then reached 1,260")
    one = surveyed(folder(), text)["The kiln reached 1,240 degrees"]
    assert (one.verdict, one.line, one.entry.id) == ("changed", 11, "how-hot")
    assert one.nearest is not None
    assert one.nearest.number == 1
    assert one.difference == "The kiln {+then+} reached [-1,240-] {+1,260+} degrees"
    assert one.proposal == "The kiln then reached 1,260 degrees"


def test_a_quote_whose_sentence_reads_otherwise_is_told(folder: Folder) -> None:
    """A quote that stands, in a sentence with other words, is no fault but is shown."""
    one = surveyed(folder(), ARTICLE.replace("on Friday", "on Sunday"))
    verdict = one["The kiln reached 1,240 degrees"]
    assert (verdict.verdict, verdict.broken) == ("reworded", False)
    assert "[-Friday.-] {+Sunday.+}" in verdict.difference


def test_a_quote_without_a_like_vanished(folder: Folder) -> None:
    """A quote whose sentence is gone has vanished, and nothing is proposed."""
    one = surveyed(folder(), ARTICLE.replace("“We fire twice a month,” she said. ", ""))
    verdict = one["We fire twice a month"]
    assert (verdict.verdict, verdict.proposal) == ("vanished", None)


def test_a_quote_that_stands_twice_is_no_longer_unique(folder: Folder) -> None:
    """A quote in two places proposes the whole sentence that is most like the old one."""
    one = surveyed(folder(), ARTICLE + "It is said that Mara Lindqvist built it for her son.\n")
    verdict = one["Mara Lindqvist built it"]
    assert verdict.verdict == "twice"
    assert verdict.proposal == "Mara Lindqvist built it in 2019."


def test_drift_works_when_the_new_article_is_in_place_already(folder: Folder) -> None:
    """A FAQ that its article has left behind is surveyed by its quotes alone."""
    path = folder(ARTICLE.replace("1,240", "1,260"))
    verdicts = {one.verdict for one in surveyed(path, ARTICLE.replace("1,240", "1,260")).values()}
    assert verdicts == {"same", "changed"}


def test_the_status_tells_whether_quotes_are_broken(
    folder: Folder, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without --write nothing is written; status 1 as long as a quote is broken."""
    path, new = folder(), tmp_path / "new.txt"
    new.write_text(HOTTER, encoding="utf-8")
    assert run(["drift", str(new), "--faq", str(path)]) == 1
    assert "1 changed" in capsys.readouterr().out
    assert (tmp_path / "seeds" / "kiln.txt").read_text(encoding="utf-8") == ARTICLE
    new.write_text(ARTICLE.replace("Lisbon", "Porto"), encoding="utf-8")
    assert run(["drift", str(new), "--faq", str(path)]) == 0


def test_what_is_confirmed_is_written_and_nothing_else(
    folder: Folder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A confirmed mend changes its line alone, and the new article takes the old one's place."""
    path, new = folder(kiln=f"# mine\r\n{FAQ}"), tmp_path / "new.txt"
    new.write_text(HOTTER, encoding="utf-8")
    answer(monkeypatch, "y", "y")
    assert run(["drift", str(new), "--write", "--faq", str(path)]) == 0
    mended = FAQ.replace("['The kiln reached 1,240", "['The kiln reached 1,260")
    assert (path / "kiln.yaml").read_bytes().decode() == f"# mine\r\n{mended}"
    assert (tmp_path / "seeds" / "kiln.txt").read_bytes() == new.read_bytes()
    assert load(path).by_id["how-hot"].citations[0].quote.endswith("on Saturday.")


def test_without_the_last_yes_nothing_is_written(
    folder: Folder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Mends are only written together with the article, after a last question."""
    path, new = folder(), tmp_path / "new.txt"
    new.write_text(HOTTER, encoding="utf-8")
    for last in (("y", "n"), ("y",)):  # no, and the end of the input
        answer(monkeypatch, *last)
        assert run(["drift", str(new), "--write", "--faq", str(path)]) in (1, 130)
        assert (path / "kiln.yaml").read_text(encoding="utf-8") == FAQ
        assert (tmp_path / "seeds" / "kiln.txt").read_text(encoding="utf-8") == ARTICLE


def test_a_quote_of_the_editors_own_must_stand_in_the_article(
    folder: Folder,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A typed quote is taken once the new article holds it; the reason is told until then."""
    path, new = folder(), tmp_path / "new.txt"
    new.write_text(HOTTER, encoding="utf-8")
    answer(monkeypatch, "other", "The kiln was reached", "1,260 degrees on Saturday", "y")
    assert run(["drift", str(new), "--write", "--faq", str(path)]) == 0
    assert "It is not in the new article." in capsys.readouterr().out
    assert "cite: ['1,260 degrees on Saturday']" in (path / "kiln.yaml").read_text(encoding="utf-8")


def test_several_articles_need_a_name(folder: Folder, tmp_path: Path) -> None:
    """With several articles the one of the same name is meant, else it must be named."""
    other = FAQ.replace("seeds/kiln", "seeds/oven").replace("id: ", "id: o-")
    other = other.replace("[who-built]", "[o-who-built]").replace("      - ", "      - oven ", 9)
    (tmp_path / "seeds").mkdir()
    (tmp_path / "seeds" / "oven.txt").write_text(ARTICLE, encoding="utf-8")
    path = folder(kiln=FAQ, oven=other)
    new = tmp_path / "new.txt"
    new.write_text(HOTTER, encoding="utf-8")
    assert run(["drift", str(new), "--faq", str(path)]) == 3
    named = str(tmp_path / "seeds" / "kiln.txt")
    assert run(["drift", str(new), "--article", named, "--faq", str(path)]) == 1
    new.rename(tmp_path / "oven.txt")
    assert run(["drift", str(tmp_path / "oven.txt"), "--faq", str(path)]) == 1
