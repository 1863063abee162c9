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


@pytest.mark.parametrize(
    ("change", "line"),
    [
        (
            LineChange("phrasing", "faq/a.yaml", "why so", "one", when="if “one” answers it"),
            "faq/a.yaml, entries → one → questions: add `- why so` (if “one” answers it)",
        ),
        (
            LineChange("old_phrasing", "faq/a.yaml", "why so", "one"),
            "faq/a.yaml, entries → one → questions: narrow or remove `- why so`",
        ),
        (
            LineChange("near_miss", "faq/a.yaml", "what: now"),
            'faq/a.yaml, not_covered: add `- "what: now"`',
        ),
        (
            LineChange("old_near_miss", "faq/a.yaml", "why"),
            "faq/a.yaml, not_covered: narrow or remove `- why`",
        ),
        (
            LineChange("synonym", "faq/a.yaml", "nda", "agreement"),
            "faq/a.yaml, synonyms → agreement: add `nda`",
        ),
        (
            LineChange("synonym", "faq/a.yaml", "nda", "agreement", new=True),
            "faq/a.yaml, synonyms: add `agreement: [nda]`",
        ),
        (
            LineChange("entry", "faq/a.yaml", "why", quote="It is."),
            "faq/a.yaml, entries: add one with `- why` under questions and `- It is.` under cite",
        ),
    ],
)
def test_each_change_names_its_place(change: LineChange, line: str) -> None:
    """The file, the way to the list in it, and the line."""
    assert advice(Evidence(changes=(change,))) == line


def test_five_lines() -> None:
    """What was understood, the first two candidates, what decided, and what would change it."""
    change = LineChange("near_miss", "faq/a.yaml", "why")
    evidence = Evidence(
        rule="answered: 0.81, 0.40 is needed",
        understood="“kiln”; asks why",
        nearest=("“one”, 0.81: explains all of it", "“two”, 0.02: explains none of it"),
        changes=(change,),
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
    change = LineChange("near_miss", "faq/a.yaml", "why")
    lines = why_lines(Evidence(rule="r", understood="u", nearest=("x",) * count, changes=(change,)))
    assert len(lines) == 5
    assert lines[1:3].count("First: x") + lines[1:3].count("Second: x") == count


def test_what_is_no_question_has_one_line() -> None:
    """Small talk has a rule, and nothing else."""
    assert why_lines(Evidence(rule="the message is small talk")) == (
        "Decided: the message is small talk",
    )
