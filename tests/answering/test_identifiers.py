"""A question about one identifier is never answered by what is said of another."""

from __future__ import annotations

import pytest

from bot.answering.knowledge import Knowledge
from bot.answering.message import answer
from bot.answering.reply import Answer, SmallTalk
from bot.answering.units import UnitReader
from bot.matching.text import tokens
from tests.conftest import load

SENTENCES = {
    "still-there": "No, proc-macro1 was taken down on Monday.",
    "malicious": "The release arrayref@0.3.10 steals keys.",
    "safe": "Version 0.8.7 is safe.",
    "sign-in": "2FA is asked of everybody.",
    "code": "The code is kept at GitLab.",
    "accounts": "New sign ups are closed.",
    "where": "Crates are kept in ~/.cargo/registry.",
    "degree": "A PhD is not needed.",
    "models": "AI helps nobody here.",
    "abroad": "USA residents pay no duty.",
    "net": "A VPN is allowed.",
    "physics": "Ørsted found the field.",
    "papers": "A résumé is read by two people.",
    "c": "C is taught on Monday.",
    "cpp": "C++ is taught on Tuesday.",
    "sharp": "C# is taught on Friday.",
    "opening": "We open at 5pm.",
    "channel": "The #rules channel holds the rules.",
}
QUESTIONS = {
    "still-there": ["is proc-macro1 still on crates.io", "proc-macro1"],
    "malicious": ["is arrayref 0.3.10 malicious", "arrayref 0.3.10"],
    "safe": ["is 0.8.7 safe", "which version is safe"],
    "sign-in": ["do I need 2FA", "is 2FA asked of me"],
    "code": ["where is the GitLab code", "is the code at GitLab"],
    "accounts": ["are sign ups closed", "why are sign ups closed"],
    "where": ["where are crates kept", "what is in ~/.cargo/registry"],
    "degree": ["do I need a PhD", "is a PhD needed"],
    "models": ["is AI used here", "does AI help"],
    "abroad": ["do USA residents pay duty", "duty for the USA"],
    "net": ["may I use a VPN", "is a VPN allowed"],
    "physics": ["what did Ørsted find", "who was Ørsted"],
    "papers": ["who reads my résumé", "is a résumé read"],
    "c": ["is C taught", "when is C taught"],
    "cpp": ["is C++ taught", "when is C++ taught"],
    "sharp": ["is C# taught", "when is C# taught"],
    "opening": ["when do you open", "are you open at 5pm"],
    "channel": ["where is #rules", "what does #rules hold"],
}


@pytest.fixture(scope="module")
def knowledge(tmp_path_factory: pytest.TempPathFactory) -> Knowledge:
    root = tmp_path_factory.mktemp("identifiers")
    entries = "".join(
        f"  - {{id: {name}, questions: {QUESTIONS[name]!r}, cite: ['{sentence}']}}\n"
        for name, sentence in SENTENCES.items()
    )
    (root / "seeds").mkdir()
    (root / "faq").mkdir()
    (root / "seeds" / "kiln.txt").write_text("\n\n".join(SENTENCES.values()), encoding="utf-8")
    path = root / "faq" / "kiln.yaml"
    path.write_text(f"article: {{file: ../seeds/kiln.txt}}\nentries:\n{entries}", encoding="utf-8")
    return load(path)


def answered(knowledge: Knowledge, question: str) -> list[str]:
    parts = answer(knowledge, question).parts
    return [part.reply.entry.id for part in parts if isinstance(part.reply, Answer)]


@pytest.mark.parametrize(
    ("question", "entry"),
    [
        ("is procmacro1 still on crates.io", "still-there"),
        ("is proc macro1 still on crates.io?", "still-there"),
        ("proc_macro1", "still-there"),
        ("is arrayref@0.3.10 malicious", "malicious"),
        ("0.8.7", "safe"),
        ("v0.8.7?", "safe"),
        ("do i need 2-FA", "sign-in"),
        ("do i need 2 fa", "sign-in"),
        ("where is the git lab code", "code"),
        ("are signups closed", "accounts"),
        ("~/.cargo/registry", "where"),
        ("do I need a Ph.D.", "degree"),
        ("is A.I. used here", "models"),
        ("Hi! Is A.I. used here? And are signups closed", "models"),
        ("duty for the U.S.A.", "abroad"),
        ("is a V.P.N. allowed", "net"),
        ("who was orsted", "physics"),
        ("who reads my resume", "papers"),
        ("who reads my résumé́", "papers"),
        ("is c++ taught?", "cpp"),
        ("Hello there. I wonder: is C++ taught, please?", "cpp"),
        ("is C# taught", "sharp"),
        ("is c taught", "c"),
        ("are you open at 5 p.m.", "opening"),
        ("where is rules", "channel"),
        ("#rules", "channel"),
    ],
)
def test_the_usual_spellings_find_the_entry(
    knowledge: Knowledge, question: str, entry: str
) -> None:
    """However the signs, spaces and accents of a name are typed, its entry answers."""
    assert answered(knowledge, question)[:1] == [entry]


@pytest.mark.parametrize(
    "question",
    [
        "is proc-macro2 still on crates.io",
        "is procmacro2 still on crates.io",
        "proc macro2",
        "is arrayref 0.3.9 malicious",
        "is arrayref@0.3.9 malicious",
        "is 0.8.6 safe",
        "0.8.6",
        "do I need 3FA",
        "is F# taught",
        "is C++17 taught",
        "are you open at 6pm",
    ],
)
def test_another_identifier_is_another_thing(knowledge: Knowledge, question: str) -> None:
    """What nearly is the identifier of an entry is not answered with it."""
    assert answered(knowledge, question) == []


@pytest.mark.parametrize("question", ["A.I.", "V.P.N.", "Ph.D.?", "U.S.A."])
def test_letters_with_full_stops_are_no_small_talk(knowledge: Knowledge, question: str) -> None:
    """An abbreviation with its full stops is the word without them."""
    (part,) = answer(knowledge, question).parts
    assert not isinstance(part.reply, SmallTalk)


@pytest.mark.parametrize("face", ["o.o", "t_t", "x.x"])
def test_a_face_is_no_name(knowledge: Knowledge, face: str) -> None:
    """A face of two like letters asks nothing."""
    (part,) = answer(knowledge, face).parts
    assert isinstance(part.reply, SmallTalk)


@pytest.mark.parametrize(
    ("one", "other"), [("proc-macro1", "proc-macro2"), ("0.3.9", "0.3.10"), ("c++", "c#")]
)
def test_two_identifiers_share_nothing(one: str, other: str) -> None:
    """The unit of an identifier weighs what a name does and explains that identifier alone."""
    (mine,), (theirs,) = (UnitReader().read(tokens(text)).units for text in (one, other))
    assert mine.weight == theirs.weight == 1.0
    assert not {key for key, _ in mine.keys} & {key for key, _ in theirs.seeks}
