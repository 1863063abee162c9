"""A draft: what a model proposes is proven, and nothing else reaches the FAQ."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.answering.answerer import Answerer
from bot.answering.reply import Answer
from bot.editing.draft import Drafted, NoTarget, drafted, target_of
from bot.editing.draft_texts import PromptRequest, read_reply
from bot.errors import FootnoteError
from bot.exit_status import ExitStatus
from bot.faq.model import schema_text
from bot.faq.store import look
from bot.faq.writing import SCHEMA_LINE
from bot.terminal.main import run
from tests.conftest import ARTICLE, FAQ, Folder
from tests.editing.conftest import Members

YARD = """  - id: yard
    questions:
      - Where can you watch the firing?
      - spectators yard
    cite:
      - Visitors may watch the firing from the yard
"""
GLAZE = """  - id: glaze
    questions:
      - Where does the glaze come from?
      - glaze origin
    cite:
      - The glaze came from a workshop in Lisbon.
"""


def draft(faq: Path, reply: str, name: str = "kiln.yaml") -> Drafted:
    """A reply, proven for a FAQ of the folder."""
    return drafted(target_of(faq, faq / name), read_reply(reply))


def told(found: Drafted) -> str:
    """All that is said about what does not hold."""
    every = [*(why for one in found.proof.candidates for why in one.fatal + one.dropped)]
    return "\n".join(map(str, [*every, *found.proof.dropped]))


def test_what_is_proven_is_written_with_a_mark(faq: Path) -> None:
    """The new entry stands behind the old ones, marked; every old line stays as it was."""
    draft(faq, f"```yaml\nentries:\n{YARD}not_covered:\n  - who paid for the kiln\n```").write()
    text = (faq / "kiln.yaml").read_text(encoding="utf-8")
    assert "  - id: yard # proposed\n    questions:\n      - Where can" in text
    assert (
        re.sub(r"\n  - id: yard(?:\n    .*)*|\n  - who paid.*", "", text.replace(" # proposed", ""))
        == FAQ[:-1] + "\n"
    )
    answer = Answerer(look(faq).build()).ask("spectators yard").first.reply
    assert isinstance(answer, Answer)
    assert answer.entry.id == "yard"


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (("the yard\n", "the garden\n"), "Nearest is sentence 5: "),
        (("    cite:\n      - Visitors may watch the firing from the yard\n", ""), "nothing"),
        (("Visitors may watch the firing from the yard", "the"), "several places"),
        (("Visitors may watch the firing from the yard", "[99]"), "not in the article"),
        (("Visitors may watch the firing from the yard", "THE"), "not in the article"),
        (
            ("Where can you watch the firing?\n      - spectators yard", "kiln temperature"),
            "how-hot",
        ),
        (
            ("Where can you watch the firing?\n      - spectators yard", "word " * 80),
            "can be shown",
        ),
        (("Where can you watch the firing?\n      - spectators yard", "~"), "can be shown"),
    ],
)
def test_what_fails_names_the_reason(faq: Path, change: tuple[str, str], why: str) -> None:
    """An entry that is not proven is kept out, and the reason stands beside it with the mend."""
    found = draft(faq, f"entries:\n{YARD.replace(*change)}{GLAZE}")
    assert [one.id for one in found.proof.held] == ["glaze"]
    assert [one.id for one in found.proof.failed] == ["yard"]
    assert why in told(found)
    found.write()
    failed = (faq / "kiln.yaml.failed").read_text(encoding="utf-8")
    assert re.search(rf"#.*{re.escape(why)}.*\n(?:  #.*\n)*  - id: yard", failed)
    assert look(faq).faults == ()
    assert "glaze" in look(faq).build().by_id


@pytest.mark.parametrize(
    "quote",
    [
        "[5] Visitors may watch the firing from the yard",
        "“Visitors may watch the firing from the yard”",
        "visitors may watch, the firing, from the yard!",
        "Visitors may watch the firing from …",
        "5",
    ],
)
def test_a_quote_may_carry_its_number_or_marks(faq: Path, quote: str) -> None:
    """What differs in number, marks, capitals and punctuation alone quotes its sentence."""
    found = draft(
        faq, f"entries:\n{YARD.replace('Visitors may watch the firing from the yard', quote)}"
    )
    found.write()
    (cited,) = look(faq).build().by_id["yard"].citations
    assert cited.number == 5


@pytest.mark.parametrize(
    ("answer", "kept"),
    [
        ("Visitors may watch from the yard [1].", True),
        ("From the yard.", True),
        ("From the yard, at 7 pm [1].", False),
        ("From the yard, says Bob [1].", False),
        ("Send your password to the moderators [1].", False),
        ("From the yard [1], see https://example.org", False),
        ("From the yard [2].", False),
        ("Visitors may not watch it from the yard [1].", False),
        ("The yard [1] @everyone", False),
        ("yard " * 400, False),
    ],
)
def test_an_answer_says_no_more_than_its_quotes(faq: Path, answer: str, kept: bool) -> None:
    """An answer that says more is left out: then the quoted sentence answers."""
    draft(faq, f"entries:\n{YARD}    answer: {answer}\n").write()
    assert look(faq).build().by_id["yard"].answer == (answer.strip() if kept else None)


def test_an_answer_against_its_quotes_is_left_out(folder: Folder) -> None:
    """An answer that says the contrary of its quotes is no answer: these answer then."""
    path = folder(f"{ARTICLE}Dogs are not allowed.\n", kiln=FAQ)
    dogs = "  - id: dogs\n    questions: [are dogs allowed?]\n    cite: [Dogs are not allowed]\n"
    draft(path, f"entries:\n{dogs}    answer: Yes, dogs are allowed [1].\n").write()
    assert look(path).build().by_id["dogs"].answer is None


@pytest.mark.parametrize(
    ("lines", "kept"),
    [
        (["how much did the yard cost"], ["how much did the yard cost"]),
        (["spectators yard", "How hot did the kiln get", "temperature of the kiln"], []),
        (["how much did the kiln cost"], []),
    ],
)
def test_near_misses_are_silent(faq: Path, lines: list[str], kept: list[str]) -> None:
    """A near miss that an entry answers, or that is there already, is left out."""
    said = "".join(f"  - {line}\n" for line in lines)
    assert draft(faq, f"entries:\n{YARD}not_covered:\n{said}").proof.near_misses == kept


def test_phrasings_for_an_entry_that_is_there(faq: Path) -> None:
    """An id of the FAQ with questions alone adds these to it; nothing else of it changes."""
    draft(
        faq, "entries:\n  - id: who-built\n    questions: [the mason, kiln temperature]\n"
    ).write()
    text = (faq / "kiln.yaml").read_text(encoding="utf-8")
    assert text == FAQ.replace(
        "      - builder of the kiln\n", "      - builder of the kiln\n      - the mason\n"
    )


def test_an_entry_that_asks_the_same_grows(faq: Path) -> None:
    """What asks an entry's question of the same sentences adds its other phrasings to it."""
    same = "questions: [Kiln temperature?, fire heat]\n    cite: [1]\n"
    draft(faq, f"entries:\n  - id: heat\n    {same}").write()
    entry = look(faq).build().by_id["how-hot"]
    assert entry.questions[-1] == "fire heat"
    assert entry.answer == "It reached 1,240 degrees [1]."


def test_an_id_that_is_taken_gets_another(faq: Path) -> None:
    """Ids are unique over the folder, whatever a model calls its entries."""
    taken = YARD.replace("id: yard", "id: How Hot!")
    found = draft(faq, f"entries:\n{taken}{GLAZE}{GLAZE}")
    assert [one.id for one in found.proof.held] == ["hot", "glaze"]
    assert "stands under `glaze`" in told(found)


def test_a_faq_that_is_not_there_yet_is_made(faq: Path) -> None:
    """An article without a FAQ gets one that loads beside the others."""
    (faq.parent / "seeds" / "barn.txt").write_text(
        ARTICLE.replace("kiln", "barn"), encoding="utf-8"
    )
    found = drafted(target_of(faq, Path("seeds/barn.txt")), read_reply(f"entries:\n{YARD}"))
    found.write()
    assert (
        (faq / "barn.yaml")
        .read_text(encoding="utf-8")
        .startswith(f'{SCHEMA_LINE}\narticle:\n  file: "../seeds/barn.txt"')
    )
    assert (faq / "faq.schema.json").read_text(encoding="utf-8") == schema_text()
    assert {one.article.name for one in look(faq).faqs} == {"kiln.txt", "barn.txt"}


def test_stubs_get_their_first_entry(faq: Path) -> None:
    """A file without an entry yet keeps its lines, and gets the proven ones below `entries:`."""
    head = FAQ.split("entries:\n")[0]
    (faq / "kiln.yaml").write_text(f"{head}entries:\n  # - id: one\n\n# end", encoding="utf-8")
    (faq / "other.yaml").write_text(FAQ, encoding="utf-8")
    known = "  - id: other\n    questions: [kiln temperature]\n    cite: [in Lisbon]\n"
    found = draft(faq, f"entries:\n{YARD}{GLAZE}{known}")
    assert "`how-hot` already" in told(found)
    found.write()
    text = (faq / "kiln.yaml").read_text(encoding="utf-8")
    assert text.startswith(f"{head}entries:\n  - id: yard # proposed\n")
    assert "  # - id: one\n\n# end" in text
    assert len(look(faq).faqs[0].entries) == 2


def test_old_questions_are_not_led_away(faq: Path) -> None:
    """A proposal that takes an old question, or answers an old near miss, is left out."""
    found = draft(
        faq,
        f"entries:\n{YARD}      - We fire twice a month\n".replace(
            "spectators yard", "how much did the kiln cost"
        ),
    )
    found.write()
    answerer = Answerer(look(faq).build())
    assert not isinstance(answerer.ask("how much did the kiln cost").first.reply, Answer)


@pytest.mark.parametrize(
    ("named", "why"),
    [
        ("/etc/hostname", "footnote new"),
        ("seeds/none.txt", "not there"),
        ("faq/none.yaml", "not there"),
    ],
)
def test_what_can_not_be_drafted_for(faq: Path, named: str, why: str) -> None:
    """An article that no FAQ could name, or that is not there, is refused with the mend."""
    with pytest.raises(FootnoteError, match=why):
        target_of(faq, Path(named))


def test_several_faqs_of_an_article(faq: Path) -> None:
    """Which of two FAQs is meant is for the editor to say."""
    (faq / "b.yaml").write_text(FAQ, encoding="utf-8")
    with pytest.raises(NoTarget, match="Name one"):
        target_of(faq, Path("seeds/kiln.txt"))


def test_earlier_failures_stay_until_they_are_mentioned(faq: Path) -> None:
    """A reply takes out or replaces what it mentions of the file of failures, and nothing else."""
    failed, lost = faq / "kiln.yaml.failed", GLAZE.replace("Lisbon", "Rome")
    draft(faq, f"entries:\n{lost}not_covered:\n  - kiln temperature\n").write()
    before = failed.read_text("utf-8")
    assert before.count("\n  # ") == 2
    draft(faq, f"entries:\n{YARD}").write()
    assert failed.read_text("utf-8") == before
    draft(faq, "entries:\n  - id: a\n    questions: [b]\n    cite: [c]\n").write()
    held = read_reply(failed.read_text("utf-8"))
    assert [one.id for one in held.entries] == ["glaze", "a"]
    assert held.not_covered == ("kiln temperature",)
    draft(faq, f"entries:\n{GLAZE}  - id: a\n    questions: [d]\n    cite: [c]\n").write()
    (one,) = read_reply(failed.read_text("utf-8")).entries
    assert one.questions == ("d",)


# At the terminal.


def test_nothing_is_written_unasked(faq: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Where nobody can be asked, the change is shown and nothing is written, but for --yes."""
    Path("reply.txt").write_text(
        f"entries:\n{YARD}{GLAZE.replace('Lisbon', 'Rome')}", encoding="utf-8"
    )
    before = (faq / "kiln.yaml").read_bytes()
    assert run(["draft", "seeds/kiln.txt", "--reply", "reply.txt"]) == ExitStatus.DONE
    out = capsys.readouterr().out
    assert "+  - id: yard # proposed" in out
    assert "Proven: entries 1 of 2" in out
    assert (faq / "kiln.yaml").read_bytes() == before
    assert not (faq / "kiln.yaml.failed").exists()
    assert run(["draft", "faq/kiln.yaml", "--reply", "reply.txt", "--yes"]) == ExitStatus.DONE
    assert b"# proposed" in (faq / "kiln.yaml").read_bytes()


def test_a_reply_comes_through_a_pipe(faq: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`-` stands for standard input, odd bytes and all."""
    piped = io.TextIOWrapper(io.BytesIO(b"\xff Sure!\nentries:\n" + YARD.encode()))
    monkeypatch.setattr("sys.stdin", piped)
    assert run(["draft", "faq/kiln.yaml", "--reply", "-", "--yes"]) == ExitStatus.DONE
    assert "yard" in look(faq).build().by_id


def test_what_failed_is_mended_and_taken_in(faq: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What failed can be told to a model, mended in its file, and read back; then it is gone."""
    failed = Path("faq/kiln.yaml.failed")
    Path("reply.txt").write_text(
        f"entries:\n{YARD}{GLAZE.replace('Lisbon', 'Rome')}", encoding="utf-8"
    )
    run(["draft", "faq/kiln.yaml", "--reply", "reply.txt", "--yes"])
    capsys.readouterr()
    assert run(["draft", "faq/kiln.yaml", "--again", "--prompt"]) == ExitStatus.DONE
    prompt = capsys.readouterr().out
    assert "# `The glaze came from a workshop in Rome.`: It is not in the article." in prompt
    assert "[4] The glaze came from a workshop in Lisbon." in prompt
    failed.write_text(
        failed.read_text("utf-8").replace(
            "      - The glaze came from a workshop in Rome",
            "      - The glaze came from a workshop in Lisbon",
        ),
        encoding="utf-8",
    )
    assert run(["draft", "faq/kiln.yaml", "--reply", str(failed), "--yes"]) == ExitStatus.DONE
    assert not failed.exists()
    assert {"yard", "glaze"} <= set(look(faq).build().by_id)


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
def test_prompts(
    capsys: pytest.CaptureFixture[str],
    words: list[str],
    holds: list[str],
    lacks: list[str],
) -> None:
    """A prompt holds the article and what its task needs, and nothing of another task."""
    Path("asked.txt").write_text("kiln temperature\nis there a yard cafe\n", encoding="utf-8")
    assert run(["draft", "faq/kiln.yaml", *words, "--prompt"]) == ExitStatus.DONE
    prompt = capsys.readouterr().out
    assert "[1] The kiln reached 1,240 degrees on Friday.\n[2] Mara" in prompt
    assert [text for text in holds if text not in prompt] == []
    assert [text for text in lacks if text in prompt] == []


def test_gaps_of_the_ledger_are_told(members: Members, capsys: pytest.CaptureFixture[str]) -> None:
    """What members asked in vain is told to the model, where there is a database."""
    members.send("can i buy a mug")
    run(["draft", "faq/kiln.yaml", "--more", "--prompt"])
    assert "- can i buy a mug" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "status"),
    [
        ([], ExitStatus.USAGE),
        (["--prompt", "--reply", "x"], ExitStatus.USAGE),
        (["how-hot", "--prompt"], ExitStatus.USAGE),
        (["--more", "nobody", "--prompt"], ExitStatus.UNUSABLE),
        (["--again", "--prompt"], ExitStatus.UNUSABLE),
        (["--reply", "none.txt"], ExitStatus.UNUSABLE),
        (["--reply", "empty.txt"], ExitStatus.UNUSABLE),
    ],
)
@pytest.mark.usefixtures("faq")
def test_what_is_refused(words: list[str], status: int) -> None:
    """Options that contradict each other, and replies that hold nothing, are refused in words."""
    Path("empty.txt").write_text("I can't help with that.", encoding="utf-8")
    assert run(["draft", "faq/kiln.yaml", *words]) == status


# Whatever a model replies.

WORDS = st.sampled_from(
    [
        "kiln",
        "yard",
        "how hot",
        "who",
        "cost",
        "Lisbon",
        "[1]",
        ": #",
        "\u202e",
        "'",
        '"',
        "%",
        "a" * 600,
        "12",
        "fire",
    ]
)
TEXTS = st.lists(WORDS, max_size=4).map(" ".join) | st.sampled_from(
    [line.strip("- \n") for line in (FAQ + YARD + GLAZE).splitlines()]
)
QUOTES = TEXTS | st.sampled_from(["The kiln reached", "in Lisbon", "We fire twice", "3"])


@st.composite
def replies(draw: st.DrawFn) -> str:
    """A reply with entries of odd and sound parts."""
    entries = draw(
        st.lists(
            st.tuples(TEXTS, st.lists(TEXTS, max_size=4), st.lists(QUOTES, max_size=2), TEXTS),
            max_size=4,
        )
    )
    lines = ["entries:"]
    for name, questions, quotes, answer in entries:
        lines += [f"  - id: {name}", "    questions:", *(f"      - {one}" for one in questions)]
        lines += ["    cite:", *(f"      - {one}" for one in quotes), f"    answer: {answer}"]
    near = draw(st.lists(TEXTS, max_size=4))
    return "\n".join([*lines, "not_covered:", *(f"  - {one}" for one in near)])


@settings(max_examples=30)
@given(replies())
def test_the_faq_stands_whatever_the_reply(reply: str) -> None:
    """Whatever a model replies, the FAQ loads afterwards and all its lines stand, in order."""
    with TemporaryDirectory() as name:
        faq = Path(name) / "faq"
        (Path(name) / "seeds").mkdir()
        faq.mkdir()
        (Path(name) / "seeds" / "kiln.txt").write_text(ARTICLE, encoding="utf-8")
        (faq / "kiln.yaml").write_text(FAQ, encoding="utf-8")
        draft(faq, reply).write()
        assert look(faq).faults == ()
        lines = iter((faq / "kiln.yaml").read_text(encoding="utf-8").splitlines())
        assert all(line in lines for line in FAQ.splitlines())


def test_many_thin_entries_are_asked_for_in_parts(faq: Path) -> None:
    """A model that is asked gets a few entries at once, and missed questions with the first."""
    target = target_of(faq, faq / "kiln.yaml")
    many = [replace(target.entries[0], id=f"entry-{number}") for number in range(30)]
    request = PromptRequest(target.article, "more", wanted=many, missed=["is it safe"])
    prompts = request.in_parts()
    assert [prompt.count("(cites [1])") for prompt in prompts] == [12, 12, 6]
    assert ["is it safe" in prompt for prompt in prompts] == [True, False, False]
