"""A question about one identifier is never answered by what is said of another."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml

from bot.answering.knowledge import Knowledge
from bot.answering.message import answer
from bot.answering.reply import SmallTalk
from bot.answering.units import UnitReader
from bot.matching.text import tokens
from tests.answering.conftest import answered
from tests.conftest import lay, load

TABLE = yaml.safe_load(Path(__file__).with_name("identifiers.yaml").read_text(encoding="utf-8"))
ENTRIES = TABLE["entries"]


@pytest.fixture(scope="module")
def knowledge(tmp_path_factory: pytest.TempPathFactory) -> Knowledge:
    faq = {
        "article": {"file": "../seeds/kiln.txt"},
        "entries": [
            {"id": name, "questions": questions, "cite": [sentence]}
            for name, sentence, questions, _ in ENTRIES
        ],
        "not_covered": TABLE["near_misses"],
    }
    article = "\n\n".join(sentence for _, sentence, _, _ in ENTRIES)
    files = {"seeds/kiln.txt": article, "faq/kiln.yaml": json.dumps(faq, ensure_ascii=False)}
    return load(lay(tmp_path_factory.mktemp("identifiers"), files))


@pytest.mark.parametrize(
    ("question", "entry"), [(text, name) for name, _, _, spelt in ENTRIES for text in spelt]
)
def test_the_usual_spellings_find_the_entry(
    knowledge: Knowledge, question: str, entry: str
) -> None:
    """However the signs, spaces and accents of a name are typed, its entry answers."""
    assert answered(answer(knowledge, question))[:1] == [entry]


@pytest.mark.parametrize("question", TABLE["others"])
def test_another_identifier_is_another_thing(knowledge: Knowledge, question: str) -> None:
    """What nearly is the identifier of an entry is not answered with it."""
    assert answered(answer(knowledge, question)) == []


@pytest.mark.parametrize(
    ("typed", "is_face"),
    [
        *(("A.I.", False), ("V.P.N.", False), ("Ph.D.?", False), ("U.S.A.", False)),
        *(("o.o", True), ("t_t", True), ("x.x", True)),
    ],
)
def test_an_abbreviation_is_told_from_a_face(
    knowledge: Knowledge, typed: str, is_face: bool
) -> None:
    """With full stops letters are the word without them; a face of two like ones asks nothing."""
    (part,) = answer(knowledge, typed).parts
    assert isinstance(part.reply, SmallTalk) == is_face


@pytest.mark.parametrize(
    ("one", "other"), [("proc-macro1", "proc-macro2"), ("0.3.9", "0.3.10"), ("c++", "c#")]
)
def test_two_identifiers_share_nothing(one: str, other: str) -> None:
    """The unit of an identifier weighs what a name does and explains that identifier alone."""
    (mine,), (theirs,) = (UnitReader().read(tokens(text)).units for text in (one, other))
    assert mine.weight == theirs.weight == 1.0
    assert not {key for key, _ in mine.keys} & {key for key, _ in theirs.seeks}
