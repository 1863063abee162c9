"""The advice: the line of the FAQ that would change a reply, and where it goes."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from bot.answering.knowledge import Knowledge
from bot.answering.message import answer
from bot.answering.reply import Answer, LineChange
from bot.faq.edits import AddPhrasing, edited
from bot.matching.lexicon import asks
from tests.answering.conftest import SERVER, SERVER_ARTICLE
from tests.conftest import lay, load


def changes(knowledge: Knowledge, question: str, *history: str) -> tuple[LineChange, ...]:
    """What would change the reply to a single question."""
    return answer(knowledge, question, history).first.evidence.changes


@pytest.mark.parametrize(
    ("question", "kind", "under", "text"),
    [
        ("who really owns this linkedin", "near_miss", "", "who really owns this linkedin"),
        ("Who owns  linkedin?", "old_phrasing", "owner", "Who owns LinkedIn?"),
        ("is maimai dangerous", "phrasing", "maimai", "is maimai dangerous"),
        ("who is the CEO of linkedin", "old_near_miss", "", "who is the ceo of linkedin"),
        ("has linkedin ever stopped sign-ups before",
         "old_near_miss", "", "has linkedin paused sign-ups in china before"),
        ("China? in have LinkedIn does users many How",  # explained whole, but for a near miss
         "old_near_miss", "", "how many employees does linkedin have in china"),
        ("best pizza topping", "entry", "", "best pizza topping"),
        ("zzyzx qwrt", "entry", "", "zzyzx qwrt"),
    ],
)  # fmt: skip
def test_the_line_that_changes_a_reply(
    knowledge: Knowledge, question: str, kind: str, under: str, text: str
) -> None:
    """Each rule has its line: a wrong answer's, a refusal's, one that was nearly answered."""
    change, *_ = changes(knowledge, question)
    assert (change.kind, change.under, change.text) == (kind, under, text)
    assert Path(change.file).name == "linkedin-china.yaml"


def test_nothing_can_change_small_talk(knowledge: Knowledge) -> None:
    """What is no question has no line."""
    assert changes(knowledge, "hello") == ()


@pytest.mark.parametrize("question", ["how do i unmute a member", "what does tier 3 include"])
def test_the_contradicted_entry_is_where_to_write(server: Knowledge, question: str) -> None:
    """An entry that is near but for a contradiction gets the phrasing, should it answer both."""
    (change,) = changes(server, question)
    assert (change.kind, change.text) == ("phrasing", question)
    assert change.under in ("mute", "tier-two")
    assert change.when == f"if “{change.under}” answers it"


def test_no_new_entry_while_the_right_one_stands_first(knowledge: Knowledge) -> None:
    """An entry that explains most of what was asked gets a phrasing, however unsure it is."""
    for entry in knowledge.entries:
        evidence = answer(knowledge, f"{entry.questions[-1]} zzyzx qwrt").first.evidence
        words = [word for word in evidence.words if not asks(word.read.split())]
        explained = sum(word.weight * word.explained for word in words)
        if evidence.candidates[0].entry is entry and explained > sum(w.weight for w in words) / 2:
            assert all(one.kind != "entry" for one in evidence.changes), entry.id


@pytest.mark.parametrize("word", ["makes", "find", "io", "please", "7"])
def test_no_synonym_for_idle_and_common_words(knowledge: Knowledge, word: str) -> None:
    """Plain English, scraps and numbers stand for nothing."""
    for phrasing in (text for entry in knowledge.entries for text in entry.questions[:2]):
        *most, _ = phrasing.split()
        asked = changes(knowledge, " ".join([*most, word]))
        assert all(one.kind != "synonym" for one in asked), phrasing


def test_a_strange_word_is_proposed_for_the_one_it_stands_for(knowledge: Knowledge) -> None:
    """The one telling word that the entry lacks, for the one that the question lacks."""
    _, synonym = changes(knowledge, "what's the chinese equivalent of blorptron")
    assert (synonym.kind, synonym.text, synonym.under) == ("synonym", "blorptron", "linkedin")
    assert synonym.when == "if it means “linkedin”"
    assert not synonym.new


def test_names_are_no_synonyms_of_each_other(knowledge: Knowledge) -> None:
    """A known name never stands for a known word, still less for another name."""
    for name in ("facebook", "germany", "netflix"):
        asked = changes(knowledge, f"what's the chinese equivalent of {name}")
        assert all(one.kind != "synonym" for one in asked)


def test_a_follow_up_is_written_with_what_it_follows(knowledge: Knowledge) -> None:
    """By itself it would be asked of anything."""
    change, *_ = changes(knowledge, "who makes it", "what is maimai")
    assert change.text == "what is maimai who makes it"


def test_a_sentence_that_no_entry_cites_is_one_to_cite(server: Knowledge) -> None:
    """It is said that no entry cites what was quoted, and an entry that cites it is proposed."""
    evidence = answer(server, "are fines waived").first.evidence
    assert evidence.rule.startswith("sentence 5 is quoted: no entry cites it, and it explains the")
    (change,) = evidence.changes
    assert (change.kind, change.quote) == ("entry", "Fines are never waived.")


def test_the_file_of_the_entry_is_named(tmp_path: Path) -> None:
    """Near misses and synonyms bind their own file: the line goes where the entry stands."""
    club = (
        "article: {file: ../seeds/club.txt, title: The club}\nentries:\n"
        "  - {id: sauna, questions: [what does the sauna cost, sauna fee, price of the sauna],"
        " cite: [The sauna costs]}\nnot_covered: [who built the sauna]\n"
    )
    files = {"seeds/server.txt": SERVER_ARTICLE, "faq/server.yaml": SERVER, "faq/club.yaml": club}
    other = SERVER_ARTICLE.replace("plugin", "sauna").replace("mute", "greet")
    knowledge = load(lay(tmp_path, files | {"seeds/club.txt": other}))
    for question, file in (
        ("how much is a sauna", "club.yaml"),
        ("who built the sauna", "club.yaml"),
        ("how much is this plugin", "server.yaml"),
        ("who wrote the plugin", "server.yaml"),
    ):
        change, *_ = changes(knowledge, question)
        assert Path(change.file).name == file, question


@pytest.mark.parametrize("question", ["how do i unmute a member", "what does tier 3 include #now"])
def test_the_line_does_what_it_promises(server: Knowledge, tmp_path: Path, question: str) -> None:
    """Written where the advice says, the phrasing is answered by its entry."""
    (change,) = changes(server, question)
    assert change.kind == "phrasing"
    shutil.copytree(Path(change.file).parents[1], tmp_path / "copy")
    file = tmp_path / "copy/faq/server.yaml"
    text = re.sub(r"questions: \[(.*)\]", _one_a_line, file.read_text(encoding="utf-8"))
    edit = AddPhrasing(change.under, change.text)
    file.write_bytes(edited("server.yaml", text.encode(), [edit]))
    reply = answer(load(file), question).first.reply
    assert isinstance(reply, Answer)
    assert reply.entry.id == change.under


def _one_a_line(brackets: re.Match[str]) -> str:
    return "questions:" + "".join(f"\n      - {one}" for one in brackets[1].split(", "))
