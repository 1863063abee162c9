"""Texts that differ in a sign are two; marks that only end or join what is said make no other."""

from __future__ import annotations

import json

import pytest

from bot.answering.answerer import Answerer
from bot.answering.knowledge import Knowledge
from bot.answering.reply import Answer
from bot.faq.store import look
from bot.matching.text import exact_key
from bot.terminal.main import run
from tests.conftest import Folder, load

ARTICLE = (
    "C is taught on Monday. C++ is taught on Tuesday. C# follows. Equal has a sign. We like it. "
    "R&D is upstairs. R D is a ring road."
)
FAQ = """\
article: {file: ../seeds/kiln.txt}
entries:
  - {id: c, questions: [is C taught, C], cite: [C is taught]}
  - {id: cpp, questions: [is C++ taught, C++], cite: [C++ is taught]}
  - {id: sharp, questions: ["is C# taught", "C#"], cite: ["C# follows"]}
  - {id: sign, questions: ["==="], cite: [Equal has a sign]}
  - {id: like, questions: ["👍", do you like it], cite: [We like it]}
  - {id: research, questions: [where is R&D], cite: [R&D is upstairs]}
  - {id: road, questions: [where is R D], cite: [R D is a ring road]}
not_covered: [is C% taught]
"""


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("C", "C++"),
        ("C#", "C++"),
        ("F#", "F"),
        (".NET", "net"),
        ("HTTP/2", "HTTP 2"),
        ("R&D", "R D"),
        ("5%", "5"),
        ("v1.2", "v1 2"),
        ("👍", "👎"),
        ("===", "=="),
        ("résumé", "resume"),
        ("Ørsted", "Orsted"),
    ],
)
def test_a_sign_makes_another_text(one: str, other: str) -> None:
    """Texts that differ in a sign of a word, or of which no word is left, are two."""
    assert exact_key(one) != exact_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("What is C?", "what is c"),
        ("what's C++!", "What is C++"),
        ("it is done.", "it is done"),
        ("**why** so", "why so"),
        ("“why” – so", '"why" so'),
        ("👍", "👍️"),
        ("= =", "=="),
        ("dіscord", "discord"),
        ("Ｃａｆｅ́", "café"),
        ("sign\u00adup", "signup"),
    ],
)
def test_marks_make_no_other_text(one: str, other: str) -> None:
    """Capitals, punctuation, emphasis and how an emoji is shown make no difference."""
    assert exact_key(one) == exact_key(other)


@pytest.fixture
def knowledge(folder: Folder) -> Knowledge:
    return load(folder(ARTICLE, kiln=FAQ))


@pytest.mark.parametrize(
    ("question", "entry"),
    [
        ("C", "c"),
        ("c++?", "cpp"),
        ("Is C++ taught?", "cpp"),
        ("is C# taught", "sharp"),
        ("===", "sign"),
        ("👍", "like"),
        ("is C taught", "c"),
    ],
)
def test_each_is_answered_word_for_word(knowledge: Knowledge, question: str, entry: str) -> None:
    """Asked sign for sign, a phrasing gets the answer of its own entry, with words or without."""
    (part,) = Answerer(knowledge).ask(question).parts
    assert isinstance(part.reply, Answer)
    assert part.reply.entry.id == entry


@pytest.mark.parametrize("question", ["is C% taught", "👎", "?!"])
def test_others_are_not(knowledge: Knowledge, question: str) -> None:
    """A near miss that differs in a sign is refused, and so is what no phrasing spells."""
    (part,) = Answerer(knowledge).ask(question).parts
    assert not isinstance(part.reply, Answer)


def test_the_check_says_what_differs_in_signs_alone(
    folder: Folder, capsys: pytest.CaptureFixture[str]
) -> None:
    """Phrasings that differ in signs are no fault; a warning says that only those differ."""
    path = folder(ARTICLE, kiln=FAQ)
    assert look(path).faults == ()
    assert run(["check", "--json", "--faq", str(path)]) == 0
    problems = [fault["problem"] for fault in json.loads(capsys.readouterr().out)["faults"]]
    assert any(one.startswith("`where is R&D` differs from") for one in problems)
    assert not any("===" in problem for problem in problems)
