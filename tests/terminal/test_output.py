"""What the commands print: replies as lines and as records, colours, evidence."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import get_args

import pytest

from bot.answering.answerer import Answerer
from bot.answering.features import MEANINGS
from bot.answering.reply import (
    Answer,
    Closest,
    DidYouMean,
    Evidence,
    Match,
    NotCovered,
    Part,
    Passage,
    Reply,
    ReplyKind,
    Response,
    SmallTalk,
)
from bot.app import open_answerer
from bot.article.article import Article
from bot.article.visible import harmless
from bot.terminal.json_lines import record_of
from bot.terminal.output import Why, explain, lines_of, show, text_of
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
    "left",
    "fingerprint",
}


@pytest.fixture
def answerer(folder: Folder) -> Answerer:
    return open_answerer(folder())


def replies(answerer: Answerer) -> dict[str, Reply]:
    """One reply of each kind."""
    entries = answerer.knowledge.entries
    return {
        "answer": Answer(entries[0]),
        "closest": Closest(entries[0], entries[1:]),
        "passage": Passage(entries[1].citations),
        "did_you_mean": DidYouMean(entries[:2]),
        "not_covered": NotCovered(entries[:1]),
        "small_talk": SmallTalk("hello", entries),
    }


def response_of(answerer: Answerer, *given: Reply) -> Response:
    """A response whose parts are these replies."""
    ranking = (Match(answerer.knowledge.entries[0], 0.5),)
    parts = tuple(
        Part(f"question {number}", reply, 0.5 / number, ranking, Evidence())
        for number, reply in enumerate(given, start=1)
    )
    return Response("the message", parts, "f00")


def test_a_link_is_shown_with_its_address(answerer: Answerer) -> None:
    """Of an answer's link the text is shown, and where it leads."""
    linked = "See [the form](https://example.org) [1]."
    entry = replace(answerer.knowledge.entries[0], answer=linked)
    shown = text_of(response_of(answerer, Answer(entry)))
    assert "See the form (https://example.org) [1]." in shown


def test_a_quote_is_shown_as_what_it_is(answerer: Answerer) -> None:
    """An item stands under what introduces it, code on lines of its own."""
    text = "You need:\n- a kiln\n\n```\nx = 1\ny\n```\n"
    article = Article.of("a.txt", text, title="A")
    shown = text_of(response_of(answerer, Passage((article.cite(2), article.cite(3)))))
    assert "[1] You need:\n    a kiln\n    A, sentence 2, undated" in shown
    assert "[2]\n    x = 1\n    y\n    A, sentence 3, undated" in shown


ANSWER = """It reached 1,240 degrees [1].

[1] The kiln reached 1,240 degrees on Friday.
    The kiln, sentence 1, undated"""


@pytest.mark.parametrize(
    ("question", "shown"),
    [
        ("How hot did the kiln get?", ANSWER),
        # Without a text of its own an entry is its cited sentences.
        ("Who built the kiln?", "[1] Mara Lindqvist built it in 2019.\n    The kiln, sentence 2"),
        # That the article doesn't say is said of an editor's near miss alone.
        ("how much did the kiln cost", "The article doesn't say."),
        ("zebra crossings?", "I found no answer to that in the article."),
    ],
)
def test_a_reply_in_lines(answerer: Answerer, question: str, shown: str) -> None:
    """The entry's text, and each citation with its sentence's number and its article."""
    assert text_of(answerer.ask(question)).startswith(shown)


@pytest.mark.parametrize("kind", get_args(ReplyKind))
def test_every_kind_of_reply_has_lines_and_a_record(answerer: Answerer, kind: str) -> None:
    """Every front end shows each kind of reply, and every key of a record is always there."""
    response = response_of(answerer, replies(answerer)[kind])
    record = record_of(response)
    assert record["reply"] == kind
    assert record["text"] == text_of(response) != ""
    assert record.keys() == KEYS
    assert record["parts"] == []


def test_several_questions_are_one_record_with_parts(answerer: Answerer) -> None:
    """Several questions in one message: citations are of all parts, the score of the least sure."""
    kinds = ["answer", "passage", "not_covered"]
    record = record_of(response_of(answerer, *(replies(answerer)[kind] for kind in kinds)))
    assert (record["reply"], record["entry"]) == ("multiple", None)
    assert record["score"] == round(0.5 / 3, 6)
    assert [part["reply"] for part in record["parts"]] == kinds
    assert [cited["sentence"] for cited in record["citations"]] == [1, 2]
    assert record["suggestions"] == ["how-hot"]
    assert record.keys() == KEYS


def test_the_closest_in_lines_and_as_a_record(answerer: Answerer) -> None:
    """What is likely stands under what it is, its question above its answer, then the options."""
    response = response_of(answerer, replies(answerer)["closest"])
    assert text_of(response) == (
        f"The closest question that the article answers:\nHow hot did the kiln get?\n{ANSWER}\n"
        "It also answers these:\n  - Who built the kiln?\n  - How often do they fire?"
    )
    record = record_of(response)
    assert (record["reply"], record["entry"]) == ("closest", "how-hot")
    assert [cited["sentence"] for cited in record["citations"]] == [1]
    assert record["suggestions"] == ["who-built", "how-often"]


def test_questions_that_were_too_many_are_named(answerer: Answerer) -> None:
    """In words for people, under a key of their own for machines."""
    several = response_of(answerer, *[NotCovered()] * 2)
    record = record_of(replace(several, left=("who owns it", "how big is it")))
    assert record["left"] == ["who owns it", "how big is it"]
    assert record["text"].endswith("on their own: who owns it · how big is it")


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def test_colours_on_a_terminal_plain_text_in_a_pipe(
    answerer: Answerer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Colours on a terminal, plain text in a pipe."""
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.delenv("NO_COLOR", raising=False)
    response = answerer.ask("How hot did the kiln get?")
    pipe, terminal = io.StringIO(), Terminal()
    show(lines_of(response), pipe)
    show(lines_of(response), terminal)
    assert pipe.getvalue() == text_of(response) + "\n"
    assert "\x1b[" in terminal.getvalue()


def test_a_terminal_is_not_commanded() -> None:
    """Control characters of an article or question don't reach a terminal."""
    assert harmless("a\x1b[2Jb\x07\x9bc\td\n") == "a\ufffd[2Jb\ufffd\ufffdc\td\n"
    assert harmless("wrapped\r\nby Windows\r") == "wrapped\nby Windows\ufffd"


ASKED = "how hot was the kiln"
LINES = ("Understood: ", "First: ", "Second: ", "Decided: ", "To change it: ")


def explained(answerer: Answerer, question: str, why: Why = "short") -> str:
    out = io.StringIO()
    explain(answerer.ask(question), out, why)
    return out.getvalue()


def test_why_is_five_lines(answerer: Answerer) -> None:
    """`--why` shows what was understood, what came near, what decided and what would change it."""
    empty, heading, *lines = explained(answerer, ASKED).splitlines()
    assert (empty, heading) == ("", f"Why, for “{ASKED}”")
    assert all(line.startswith(name) for line, name in zip(lines, LINES, strict=True))
    assert "how-hot" in lines[1]


def test_why_in_full_has_the_tables(answerer: Answerer) -> None:
    """`--why=all` adds words, candidates with each feature and what it adds, and thresholds."""
    said = explained(answerer, ASKED, "all")
    titles = ("Words of the question", "Nearest entries", "Thresholds", "What the features")
    told = [part for meaning in MEANINGS for part in (meaning.name, meaning.line)]
    assert [part for part in (*titles, *told) if part not in said] == []


def test_each_question_of_a_message_has_its_lines(answerer: Answerer) -> None:
    """Several questions are explained one by one, each under its own words."""
    said = explained(answerer, "How hot did the kiln get? And who built it?")
    assert said.count("Why, for “") == said.count("Decided: ") == 2


def test_records_hold_the_lines_and_all_of_the_evidence(answerer: Answerer) -> None:
    """`--json --why` gives the five lines, and beside them what they were made of."""
    record = record_of(answerer.ask(ASKED), why=True)
    lines, evidence = record["why"]["lines"], record["evidence"]
    assert all(line.startswith(name) for line, name in zip(lines, LINES, strict=True))
    assert lines[3] == f"Decided: {evidence['rule']}"
    assert lines[4] == f"To change it: {evidence['advice']}"
    assert set(evidence) == {"words", "candidates", "thresholds", "rule", "advice"}
    first = evidence["candidates"][0]
    assert set(first["adds"]) == {"start", *first["figures"], "score"}
    assert sum(first["adds"].values()) == pytest.approx(first["fit"], abs=1e-4)
    assert not {"why", "evidence"} & set(record_of(answerer.ask(ASKED)))
