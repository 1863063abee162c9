"""Evidence in lines: five, and the last is YAML that can be copied."""

from __future__ import annotations

import re

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from bot.answering.reply import Evidence, LineChange, LineChangeKind
from bot.faq.change_lines import advice, why_lines

ITEM = re.compile(r"`(- .*)`", re.DOTALL)
QUESTIONS = st.sampled_from(
    ["- is it", "why: because", "a # b", 'the "old" one', "it's", "yes", "2026-11-23", "?", "`x`"]
) | st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=60)


@given(question=QUESTIONS, kind=st.sampled_from(["phrasing", "near_miss", "old_near_miss"]))
def test_the_line_is_yaml_that_loads_to_the_question(question: str, kind: LineChangeKind) -> None:
    """Whatever a question holds, the proposed line stands for exactly that."""
    said = advice(Evidence(changes=(LineChange(kind, "faq/a.yaml", question, "one"),)))
    found = ITEM.search(said)
    assert found
    assert "\n" not in said
    assert yaml.safe_load(found[1]) == [question]


WHY = "faq/a.yaml", "why"


@pytest.mark.parametrize(
    ("change", "line"),
    [
        (
            LineChange("phrasing", *WHY, "one", when="if “one” answers it"),
            "entries → one → questions: add `- why` (if “one” answers it)",
        ),
        (
            LineChange("old_phrasing", *WHY, "one"),
            "entries → one → questions: narrow or remove `- why`",
        ),
        (LineChange("near_miss", WHY[0], "what: now"), 'not_covered: add `- "what: now"`'),
        (LineChange("old_near_miss", *WHY), "not_covered: narrow or remove `- why`"),
        (LineChange("synonym", *WHY, "reason"), "synonyms → reason: add `why`"),
        (LineChange("synonym", *WHY, "reason", new=True), "synonyms: add `reason: [why]`"),
        (
            LineChange("entry", *WHY, quote="It is."),
            "entries: add one with `- why` under questions and `- It is.` under cite",
        ),
    ],
)
def test_each_change_names_its_place(change: LineChange, line: str) -> None:
    """The file, the way to the list in it, and the line."""
    assert advice(Evidence(changes=(change,))) == f"faq/a.yaml, {line}"


def test_five_lines() -> None:
    """What was understood, the first two candidates, what decided, and what would change it."""
    evidence = Evidence(
        rule="answered: 0.81, 0.40 is needed",
        understood="“kiln”; asks why",
        nearest=("“one”, 0.81: explains all of it", "“two”, 0.02: explains none of it"),
        changes=(LineChange("near_miss", *WHY),),
    )
    assert why_lines(evidence) == (
        "Understood: “kiln”; asks why",
        "First: “one”, 0.81: explains all of it",
        "Second: “two”, 0.02: explains none of it",
        "Decided: answered: 0.81, 0.40 is needed",
        "To change it: faq/a.yaml, not_covered: add `- why`",
    )


@pytest.mark.parametrize("count", [0, 1, 2])
def test_a_missing_candidate_is_said(count: int) -> None:
    """The lines are five however few entries come near."""
    change = LineChange("near_miss", *WHY)
    lines = why_lines(Evidence(rule="r", understood="u", nearest=("x",) * count, changes=(change,)))
    assert len(lines) == 5
    assert lines[1:3].count("First: x") + lines[1:3].count("Second: x") == count


def test_what_is_no_question_has_one_line() -> None:
    """Small talk has a rule, and nothing else."""
    assert why_lines(Evidence(rule="the message is small talk")) == (
        "Decided: the message is small talk",
    )
