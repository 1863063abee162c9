"""A question about one identifier is never answered by what is said of another."""

from __future__ import annotations

import pytest

from bot.answering.knowledge import Knowledge
from bot.answering.message import answer
from bot.answering.reply import SmallTalk
from bot.answering.units import UnitReader
from bot.matching.text import tokens
from tests.answering.conftest import answered
from tests.conftest import lay, load

ENTRIES = {
    "still-there": ("No, proc-macro1 was taken down on Monday.",
                    ["is proc-macro1 still on crates.io", "proc-macro1"]),
    "malicious": ("The release arrayref@0.3.10 steals keys.",
                  ["is arrayref 0.3.10 malicious", "arrayref 0.3.10"]),
    "safe": ("Version 0.8.7 is safe.", ["is 0.8.7 safe", "which version is safe"]),
    "sign-in": ("2FA is asked of everybody.", ["do I need 2FA", "is 2FA asked of me"]),
    "code": ("The code is kept at GitLab.", ["where is the GitLab code", "is the code at GitLab"]),
    "accounts": ("New sign ups are closed.", ["are sign ups closed", "why are sign ups closed"]),
    "where": ("Crates are kept in ~/.cargo/registry.",
              ["where are crates kept", "what is in ~/.cargo/registry"]),
    "degree": ("A PhD is not needed.", ["do I need a PhD", "is a PhD needed"]),
    "models": ("AI helps nobody here.", ["is AI used here", "does AI help"]),
    "abroad": ("USA residents pay no duty.", ["do USA residents pay duty", "duty for the USA"]),
    "net": ("A VPN is allowed.", ["may I use a VPN", "is a VPN allowed"]),
    "physics": ("Ørsted found the field.", ["what did Ørsted find", "who was Ørsted"]),
    "papers": ("A résumé is read by two people.", ["who reads my résumé", "is a résumé read"]),
    "c": ("C is taught on Monday.", ["is C taught", "when is C taught"]),
    "cpp": ("C++ is taught on Tuesday.", ["is C++ taught", "when is C++ taught"]),
    "sharp": ("C# is taught on Friday.", ["is C# taught", "when is C# taught"]),
    "opening": ("We open at 5pm.", ["when do you open", "are you open at 5pm"]),
    "channel": ("The #rules channel holds the rules.",
                ["where is #rules", "what does #rules hold"]),
}  # fmt: skip


@pytest.fixture(scope="module")
def knowledge(tmp_path_factory: pytest.TempPathFactory) -> Knowledge:
    entries = "".join(
        f"  - {{id: {name}, questions: {questions!r}, cite: ['{sentence}']}}\n"
        for name, (sentence, questions) in ENTRIES.items()
    )
    article = "\n\n".join(sentence for sentence, _ in ENTRIES.values())
    faq = f"article: {{file: ../seeds/kiln.txt}}\nentries:\n{entries}"
    files = {"seeds/kiln.txt": article, "faq/kiln.yaml": faq}
    return load(lay(tmp_path_factory.mktemp("identifiers"), files))


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
    assert answered(answer(knowledge, question))[:1] == [entry]


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
