"""A draft: what a model proposes is proven, and nothing else reaches the FAQ."""

from __future__ import annotations

import io
import re
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.answering.message import answer
from bot.answering.reply import Answer
from bot.editing.draft import Drafted, drafted, target_of
from bot.editing.draft_texts import read_reply
from bot.exit_status import ExitStatus
from bot.faq.model import schema_text
from bot.faq.store import look
from bot.faq.writing import SCHEMA_LINE
from bot.terminal.main import run
from tests.conftest import ARTICLE, FAQ, Folder, Footnote, lay
from tests.editing.conftest import GLAZE

YARD = """  - id: yard
    questions:
      - Where can you watch the firing?
      - spectators yard
    cite:
      - Visitors may watch the firing from the yard
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
    reply = answer(look(faq).build(), "spectators yard").first.reply
    assert isinstance(reply, Answer)
    assert reply.entry.id == "yard"


QUOTE = "Visitors may watch the firing from the yard"
ASKED = "Where can you watch the firing?\n      - spectators yard"


@pytest.mark.parametrize(
    ("before", "after", "why"),
    [
        (QUOTE, "Visitors may watch the firing from the garden", "Nearest is sentence 5: "),
        (f"    cite:\n      - {QUOTE}\n", "", "nothing"),
        (QUOTE, "the", "several places"),
        (QUOTE, "[99]", "not in the article"),
        (QUOTE, "THE", "not in the article"),
        (ASKED, "kiln temperature", "how-hot"),
        (ASKED, "word " * 80, "can be shown"),
        (ASKED, "~", "can be shown"),
    ],
)
def test_what_fails_names_the_reason(faq: Path, before: str, after: str, why: str) -> None:
    """An entry that is not proven is kept out, and the reason stands beside it with the mend."""
    found = draft(faq, f"entries:\n{YARD.replace(before, after)}{GLAZE}")
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
        f"[5] {QUOTE}",
        f"“{QUOTE}”",
        "visitors may watch, the firing, from the yard!",
        "Visitors may watch the firing from …",
        "5",
    ],
)
def test_a_quote_may_carry_its_number_or_marks(faq: Path, quote: str) -> None:
    """What differs in number, marks, capitals and punctuation alone quotes its sentence."""
    draft(faq, f"entries:\n{YARD.replace(QUOTE, quote)}").write()
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
    path = folder(f"{ARTICLE}Dogs are not allowed.\n")
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
    more = "  - id: who-built\n    questions: [the mason, kiln temperature]\n"
    draft(faq, f"entries:\n{more}").write()
    last = "      - builder of the kiln\n"
    text = (faq / "kiln.yaml").read_text(encoding="utf-8")
    assert text == FAQ.replace(last, f"{last}      - the mason\n")


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
    lay(faq.parent, {"seeds/barn.txt": ARTICLE.replace("kiln", "barn")})
    drafted(target_of(faq, Path("seeds/barn.txt")), read_reply(f"entries:\n{YARD}")).write()
    head = f'{SCHEMA_LINE}\narticle:\n  file: "../seeds/barn.txt"'
    assert (faq / "barn.yaml").read_text(encoding="utf-8").startswith(head)
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
    greedy = YARD.replace("spectators yard", "how much did the kiln cost")
    draft(faq, f"entries:\n{greedy}      - We fire twice a month\n").write()
    reply = answer(look(faq).build(), "how much did the kiln cost").first.reply
    assert not isinstance(reply, Answer)


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


BOTH = f"entries:\n{YARD}{GLAZE.replace('Lisbon', 'Rome')}"


def test_nothing_is_written_unasked(faq: Path, footnote: Footnote) -> None:
    """Where nobody can be asked, the change is shown and nothing is written, but for --yes."""
    Path("reply.txt").write_text(BOTH, encoding="utf-8")
    before = (faq / "kiln.yaml").read_bytes()
    shown = footnote("draft", "seeds/kiln.txt", "--reply", "reply.txt")
    assert "+  - id: yard # proposed" in shown.out
    assert "Proven: entries 1 of 2" in shown.out
    assert (faq / "kiln.yaml").read_bytes() == before
    assert not (faq / "kiln.yaml.failed").exists()
    footnote("draft", "faq/kiln.yaml", "--reply", "reply.txt", "--yes")
    assert b"# proposed" in (faq / "kiln.yaml").read_bytes()


def test_a_reply_comes_through_a_pipe(faq: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`-` stands for standard input, odd bytes and all."""
    piped = io.TextIOWrapper(io.BytesIO(b"\xff Sure!\nentries:\n" + YARD.encode()))
    monkeypatch.setattr("sys.stdin", piped)
    assert run(["draft", "faq/kiln.yaml", "--reply", "-", "--yes"]) == ExitStatus.DONE
    assert "yard" in look(faq).build().by_id


def test_what_failed_is_mended_and_taken_in(faq: Path, footnote: Footnote) -> None:
    """What failed can be told to a model, mended in its file, and read back; then it is gone."""
    command, failed = ("draft", "faq/kiln.yaml"), Path("faq/kiln.yaml.failed")
    Path("reply.txt").write_text(BOTH, encoding="utf-8")
    footnote(*command, "--reply", "reply.txt", "--yes")
    prompt = footnote(*command, "--again", "--prompt").out
    assert "# `The glaze came from a workshop in Rome.`: It is not in the article." in prompt
    assert "[4] The glaze came from a workshop in Lisbon." in prompt
    mended = failed.read_text("utf-8").replace("Rome", "Lisbon")
    failed.write_text(mended, encoding="utf-8")
    footnote(*command, "--reply", failed, "--yes")
    assert not failed.exists()
    assert {"yard", "glaze"} <= set(look(faq).build().by_id)


@pytest.mark.parametrize(
    ("arguments", "status", "why"),
    [
        ("faq/kiln.yaml", ExitStatus.USAGE, ""),
        ("faq/kiln.yaml --prompt --reply x", ExitStatus.USAGE, ""),
        ("faq/kiln.yaml how-hot --prompt", ExitStatus.USAGE, ""),
        ("faq/kiln.yaml --more nobody --prompt", ExitStatus.UNUSABLE, ""),
        ("faq/kiln.yaml --again --prompt", ExitStatus.UNUSABLE, ""),
        ("faq/kiln.yaml --reply none.txt", ExitStatus.UNUSABLE, ""),
        ("faq/kiln.yaml --reply empty.txt", ExitStatus.UNUSABLE, ""),
        ("/etc/hostname --prompt", ExitStatus.UNUSABLE, "footnote new"),
        ("seeds/none.txt --prompt", ExitStatus.UNUSABLE, "not there"),
        ("faq/none.yaml --prompt", ExitStatus.UNUSABLE, "not there"),
        ("seeds/two.txt --prompt", ExitStatus.UNUSABLE, "Name one"),
    ],
)
def test_what_is_refused(
    faq: Path, footnote: Footnote, arguments: str, status: int, why: str
) -> None:
    """Options that contradict each other, articles that no FAQ or two could name, empty replies.

    Each is refused with its mend.
    """
    two = FAQ.replace("kiln.txt", "two.txt")
    lay(faq.parent, {"empty.txt": "I can't help with that.", "seeds/two.txt": ARTICLE})
    lay(faq, {"two.yaml": two, "three.yaml": two} if "two" in arguments else {})
    ran = footnote("draft", *arguments.split(), status=status)
    assert why in ran.err


# Whatever a model replies.

WORDS = st.sampled_from(
    ["kiln", "yard", "how hot", "who", "cost", "Lisbon", "[1]", ": #", "\u202e", "'", '"', "%",
     "a" * 600, "12", "fire"]
)  # fmt: skip
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
    for name, questions, quotes, said in entries:
        lines += [f"  - id: {name}", "    questions:", *(f"      - {one}" for one in questions)]
        lines += ["    cite:", *(f"      - {one}" for one in quotes), f"    answer: {said}"]
    near = draw(st.lists(TEXTS, max_size=4))
    return "\n".join([*lines, "not_covered:", *(f"  - {one}" for one in near)])


@settings(max_examples=30)
@given(replies())
def test_the_faq_stands_whatever_the_reply(reply: str) -> None:
    """Whatever a model replies, the FAQ loads afterwards and all its lines stand, in order."""
    with TemporaryDirectory() as name:
        faq = lay(Path(name), {"seeds/kiln.txt": ARTICLE, "faq/kiln.yaml": FAQ})
        draft(faq, reply).write()
        assert look(faq).faults == ()
        lines = iter((faq / "kiln.yaml").read_text(encoding="utf-8").splitlines())
        assert all(line in lines for line in FAQ.splitlines())
