"""Texts that differ in a sign are two; marks that only end or join what is said make no other."""

from __future__ import annotations

import pytest

from bot.app import checked
from bot.faq.store import look
from bot.matching.text import exact_key
from tests.conftest import Folder


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("C", "C++", False),
        ("C#", "C++", False),
        ("F#", "F", False),
        (".NET", "net", False),
        ("HTTP/2", "HTTP 2", False),
        ("R&D", "R D", False),
        ("5%", "5", False),
        ("v1.2", "v1 2", False),
        ("👍", "👎", False),
        ("===", "==", False),
        ("résumé", "resume", False),
        ("Ørsted", "Orsted", False),
        ("What is C?", "what is c", True),
        ("what's C++!", "What is C++", True),
        ("it is done.", "it is done", True),
        ("**why** so", "why so", True),
        ("“why” – so", '"why" so', True),
        ("👍", "👍️", True),
        ("= =", "==", True),
        ("dіscord", "discord", True),
        ("Ｃａｆｅ́", "café", True),
        ("sign\u00adup", "signup", True),
    ],
)
def test_a_sign_makes_another_text(one: str, other: str, same: bool) -> None:
    """Texts that differ in a sign of a word, or of which no word is left, are two.

    Capitals, punctuation, emphasis and how an emoji is shown make no difference.
    """
    assert (exact_key(one) == exact_key(other)) == same


SIGNS = """\
article: {file: ../seeds/kiln.txt}
entries:
  - {id: sign, questions: ["==="], cite: [Equal has a sign]}
  - {id: like, questions: ["👍", do you like it], cite: [We like it]}
  - {id: research, questions: [where is R&D], cite: [R&D is upstairs]}
  - {id: road, questions: [where is R D], cite: [R D is a ring road]}
"""


def test_the_check_says_what_differs_in_signs_alone(folder: Folder) -> None:
    """Phrasings that differ in signs are no fault; a warning says that only those differ."""
    article = "Equal has a sign. We like it. R&D is upstairs. R D is a ring road."
    faults = checked(look(folder(article, kiln=SIGNS)))
    assert {fault.severity for fault in faults} == {"warning"}
    problems = [fault.problem for fault in faults]
    assert any(one.startswith("`where is R&D` differs from") for one in problems)
    assert not any("===" in problem for problem in problems)
