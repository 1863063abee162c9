"""What a language model is told; its reply is read in whatever shape it comes, never believed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.editing.draft import target_of
from bot.editing.draft_texts import ModelReply, PromptRequest, ProposedEntry, read_reply
from tests.conftest import Footnote
from tests.editing.conftest import Members

HOT = ProposedEntry("how-hot", ("How hot was it?", "kiln heat"), ("The kiln reached",))
PLAIN = """entries:
  - id: how-hot
    questions:
      - How hot was it?
      - kiln heat
    cite:
      - The kiln reached
not_covered:
  - what did it cost
"""
JSON = """{"entries": [{"id": "how-hot", "questions": ["How hot was it?", "kiln heat"],
 "cite": ["The kiln reached"]}], "not_covered": ["what did it cost"]}"""


@pytest.mark.parametrize(
    "text",
    [
        PLAIN,
        f"Sure, here it is!\n\n```yaml\n{PLAIN}```\n\nShall I go on? I can: just ask.",
        f"Here: it is.\n{PLAIN}",
        f"~~~~\n{PLAIN}~~~~",
        f"```yaml\n{PLAIN}",  # cut off before the fence ends
        f"<think>entries:\n - id: no\n</think>\n{PLAIN}",
        f"```\nnothing\n```\n```yaml\n{PLAIN}```",
        f"```json\n{JSON}\n```",
        PLAIN.replace("\n", "\r\n"),
        PLAIN.replace("entries:", "faq:\n entries:").replace("\n", "\n ").replace(" faq", "faq"),
        PLAIN.replace("not_covered", "near_misses").replace("cite", "quotes"),
        PLAIN.replace("- The kiln reached", '- "The kiln reached"').replace("    ", "\t"),
        PLAIN.replace("    cite:\n      - The", "    cite: The"),
        PLAIN.replace("cite:", "answer: null\n    cite:"),
    ],
)
def test_shapes_of_a_reply(text: str) -> None:
    """Fenced or not, with chatter round it, as JSON or with other names, it reads the same."""
    assert read_reply(text) == ModelReply((HOT,), ("what did it cost",))


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("what: the heat", "what: the heat"),
        ("how hot: really: hot", "how hot: really: hot"),
        ("is it oven #1", "is it oven #1"),
        ('"hot" kiln', '"hot" kiln'),
        ("*hot* kiln", "*hot* kiln"),
        ("@kiln how hot", "@kiln how hot"),
        ("'it''s hot: or not' he said", "'it''s hot: or not' he said"),
        ("[hot] kiln", "[hot] kiln"),
        ("& how hot", "& how hot"),
        ('"say \\"hot\\": why"', 'say "hot": why'),
        ("how\u202ehot", "howhot"),
    ],
)
def test_faults_of_a_line_are_mended(written: str, read: str) -> None:
    """What YAML would take for something else than text is taken for the text that it is."""
    (entry,) = read_reply(PLAIN.replace("kiln heat", written)).entries
    assert entry.questions == ("How hot was it?", read)


def test_a_fault_spoils_one_entry_alone() -> None:
    """What nothing can be made of is told; the entries round it are read."""
    broken = (
        '  - id: [broken\n    questions: {a: "b\n    cite: ]\n    more: }\n    and: {\n    on: }\n'
    )
    reply = read_reply(PLAIN.replace("not_covered:", f"{broken}not_covered:"))
    assert [entry.id for entry in reply.entries] == ["how-hot"]
    assert reply.not_covered == ("what did it cost",)
    assert len(reply.unread) == 1


def test_a_reply_that_was_cut_off_counts_as_far_as_it_came() -> None:
    """The last line may be half: what stands before it is read."""
    reply = read_reply(PLAIN + '  - "and who bui')
    assert reply.not_covered[0] == "what did it cost"


@pytest.mark.parametrize(
    "text", ["", "I can't help with that.", "```\n```", "entries:\n", "entries: " + "[" * 5_000]
)
def test_no_reply(text: str) -> None:
    """A text without an entry proposes nothing."""
    assert read_reply(text).entries == ()


def test_aliases_and_tags_do_nothing() -> None:
    """A reply can't grow or become anything but texts."""
    bomb = "a: &a [x, x]\nb: &b [*a, *a]\nentries:\n  - id: !!python/object:os.system x\n"
    assert all(isinstance(entry.id, str) for entry in read_reply(bomb).entries)


@given(
    st.text()
    | st.lists(st.sampled_from([*PLAIN.splitlines(), "```", "- - -", '"', "x: {", "\t|"])).map(
        "\n".join
    )
)
def test_any_text_reads(text: str) -> None:
    """Whatever a model replies, reading it ends, and gives texts on one line."""
    reply = read_reply(text)
    for entry in reply.entries:
        assert all("\n" not in said for said in (entry.id, *entry.questions, *entry.cite))


@pytest.mark.parametrize(
    ("words", "holds", "lacks"),
    [
        (
            [],
            ["how-hot: How hot did the kiln get?", "sentences 4, 5", "## Entries", "## Near"],
            ["# Questions that members"],
        ),
        (["--near"], ["write no entries", "how much did the kiln cost"], ["## Entries"]),
        (["--more"], ["who-built (cites [2]) has already: Who built"], ["## Entries"]),
        (["--more", "how-hot"], ["- how-hot (cites"], ["- who-built (cites"]),
        (
            ["--more", "--questions", "asked.txt"],
            ["- is there a yard cafe", "## Entries"],
            ["- kiln temperature\n"],
        ),
    ],
)
@pytest.mark.usefixtures("faq")
def test_prompts(footnote: Footnote, words: list[str], holds: list[str], lacks: list[str]) -> None:
    """A prompt holds the article and what its task needs, and nothing of another task."""
    Path("asked.txt").write_text("kiln temperature\nis there a yard cafe\n", encoding="utf-8")
    prompt = footnote("draft", "faq/kiln.yaml", *words, "--prompt").out
    assert "[1] The kiln reached 1,240 degrees on Friday.\n[2] Mara" in prompt
    assert [text for text in holds if text not in prompt] == []
    assert [text for text in lacks if text in prompt] == []


def test_gaps_of_the_ledger_are_told(members: Members, footnote: Footnote) -> None:
    """What members asked in vain is told to the model, where there is a database."""
    members.send("can i buy a mug")
    assert "- can i buy a mug" in footnote("draft", "faq/kiln.yaml", "--more", "--prompt").out


def test_many_thin_entries_are_asked_for_in_parts(faq: Path) -> None:
    """A model that is asked gets a few entries at once, and missed questions with the first."""
    target = target_of(faq, faq / "kiln.yaml")
    many = [replace(target.entries[0], id=f"entry-{number}") for number in range(30)]
    request = PromptRequest(target.article, "more", wanted=many, missed=["is it safe"])
    prompts = request.in_parts()
    assert [prompt.count("(cites [1])") for prompt in prompts] == [12, 12, 6]
    assert ["is it safe" in prompt for prompt in prompts] == [True, False, False]
