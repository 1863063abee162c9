"""Replies as lines, as records and in conversation."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest

from bot.app import open_desk
from bot.core.reply import Answer, DidYouMean, NotCovered, Passage, Reply, SmallTalk
from bot.core.turn import Evidence, Match, Part, Turn
from bot.desk import Desk
from bot.faces.terminal.chat import converse
from bot.faces.terminal.lines import text_of
from bot.faces.terminal.paint import harmless, show
from bot.faces.terminal.record import record_of
from bot.faces.terminal.why import explain
from tests.conftest import Folder

KEYS = {
    "question",
    "reply",
    "entry",
    "score",
    "text",
    "citations",
    "suggestions",
    "ranking",
    "parts",
    "fingerprint",
}


@pytest.fixture
def desk(folder: Folder) -> Desk:
    return open_desk(folder())


def replies(desk: Desk) -> dict[str, Reply]:
    """One reply of each kind."""
    entries = desk.knowledge.entries
    return {
        "answer": Answer(entries[0]),
        "passage": Passage(entries[1].citations),
        "did_you_mean": DidYouMean(entries[:2]),
        "not_covered": NotCovered(entries[:1]),
        "small_talk": SmallTalk("hello", entries),
    }


def turn_of(desk: Desk, *given: Reply) -> Turn:
    """A turn whose parts are these replies."""
    ranking = (Match(desk.knowledge.entries[0], 0.5),)
    parts = tuple(
        Part(f"question {number}", reply, 0.5 / number, ranking, Evidence())
        for number, reply in enumerate(given, start=1)
    )
    return Turn("the message", parts, "f00")


def test_a_link_is_shown_with_its_address(desk: Desk) -> None:
    """Of an answer's link the text is shown, and where it leads."""
    entry = replace(desk.knowledge.entries[0], answer="See [the form](https://example.org) [1].")
    assert "See the form (https://example.org) [1]." in text_of(turn_of(desk, Answer(entry)))


def test_an_answer_in_lines(desk: Desk) -> None:
    """An answer shows its text and each citation with sentence number and article."""
    assert text_of(desk.ask("How hot did the kiln get?")) == (
        "It reached 1,240 degrees [1].\n\n"
        "[1] The kiln reached 1,240 degrees on Friday.\n"
        "    The kiln, sentence 1, undated"
    )


def test_an_entry_without_text_shows_its_sentences(desk: Desk) -> None:
    """Without an answer of its own an entry is its cited sentences."""
    assert text_of(desk.ask("Who built the kiln?")).startswith("[1] Mara Lindqvist built it")


@pytest.mark.parametrize("kind", ["answer", "passage", "did_you_mean", "not_covered", "small_talk"])
def test_every_kind_of_reply_has_lines_and_a_record(desk: Desk, kind: str) -> None:
    """Every face shows each kind of reply, and every key of a record is always there."""
    turn = turn_of(desk, replies(desk)[kind])
    record = record_of(turn)
    assert record["reply"] == kind
    assert record["text"] == text_of(turn) != ""
    assert record.keys() == KEYS
    assert record["parts"] == []


def test_several_questions_are_one_record_with_parts(desk: Desk) -> None:
    """Several questions in one message: citations are of all parts, the score of the least sure."""
    given = replies(desk)
    record = record_of(turn_of(desk, given["answer"], given["passage"], given["not_covered"]))
    assert (record["reply"], record["entry"]) == ("multiple", None)
    assert record["score"] == round(0.5 / 3, 6)
    assert [part["reply"] for part in record["parts"]] == ["answer", "passage", "not_covered"]
    assert [cited["sentence"] for cited in record["citations"]] == [1, 2]
    assert record["suggestions"] == ["how-hot"]
    assert record.keys() == KEYS


def test_a_conversation_offers_follow_ups_by_number(desk: Desk) -> None:
    """Follow-ups are offered by number, and a number asks them."""
    out = io.StringIO()
    converse(desk, ["How hot did the kiln get?\n", "1\n"], out)
    said = out.getvalue()
    assert "  1. Who built the kiln?" in said
    assert "[1] Mara Lindqvist built it in 2019." in said
    assert said.endswith("Goodbye!\n")


def test_a_number_that_was_not_offered_is_a_question(desk: Desk) -> None:
    """A number that nothing was offered under is asked like anything else."""
    out = io.StringIO()
    converse(desk, ["How hot did the kiln get?", "9" * 5_000, "²", "0", "0000000019"], out)
    assert out.getvalue().count("[1]") == 2  # the answer's marker and its citation, nothing more


def test_an_empty_line_leaves(desk: Desk) -> None:
    """An empty line ends the conversation."""
    out = io.StringIO()
    converse(desk, ["\n", "How hot did the kiln get?"], out)
    assert "1,240" not in out.getvalue()


def test_an_interrupt_leaves_cleanly(desk: Desk) -> None:
    """Ctrl-C leaves with a word of goodbye."""

    def typed() -> object:
        yield "How hot did the kiln get?"
        raise KeyboardInterrupt

    out = io.StringIO()
    converse(desk, typed(), out)  # type: ignore[arg-type]  # the generator that a prompt is
    assert out.getvalue().endswith("Goodbye!\n")


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def test_colours_on_a_terminal_plain_text_in_a_pipe(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Colours on a terminal, plain text in a pipe."""
    from bot.faces.terminal.lines import lines_of

    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.delenv("NO_COLOR", raising=False)
    turn = desk.ask("How hot did the kiln get?")
    pipe, terminal = io.StringIO(), Terminal()
    show(lines_of(turn), pipe)
    show(lines_of(turn), terminal)
    assert pipe.getvalue() == text_of(turn) + "\n"
    assert "\x1b[" in terminal.getvalue()


def test_a_terminal_is_not_commanded() -> None:
    """Control characters of an article or question don't reach a terminal."""
    assert harmless("a\x1b[2Jb\x07\x9bc\td\n") == "a\ufffd[2Jb\ufffd\ufffdc\td\n"
    assert harmless("wrapped\r\nby Windows\r") == "wrapped\nby Windows\ufffd"


def test_why_names_what_decided(desk: Desk) -> None:
    """`--why` shows words, the nearest entries, thresholds and the rule."""
    out = io.StringIO()
    explain(desk.ask("how hot was the kiln"), out)
    assert "how-hot" in out.getvalue()
    assert "Decided: " in out.getvalue()
