"""Both sides of every comparison are read by the same rules."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.matching.text import (
    beginning,
    ending,
    is_identifier,
    length,
    normalise,
    stem,
    tokens,
    words,
)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        # case, quotes, accents' forms, marks and contractions make no difference
        ("What’s  LinkedIn's plan?", "what is linkedin plan"),
        ("I don't know, can't say", "i do not know can not say"),
        ("whats up, dont ask", "what is up do not ask"),
        ("_really_ **bold** `code`", "really bold code"),
        ("ﬁve ½ ＡＢＣ", "five 1 2 abc"),
        ("cafe\u0301 İzmir", "cafe izmir"),
        ("O´Brien’s", "o brien"),
        ("", ""),
        ("?!", ""),
        # hyphens between ordinary words, slashes, full stops and Discord's marks part words
        ("sign-ups are well-known", "sign ups are well known"),
        ("and/or 1/2 TCP/IP 24/7", "and or 1 2 tcp ip 24 7"),
        ("it works.Then what", "it works then what"),
        ("banned.how so --what", "banned how so what"),
        ("a 24-hour stay, 18-year-old", "a 24 hour stay 18 year old"),
        ("10:30pm 10:30 pm", "10:30 pm 10:30 pm"),
        ("9am-5pm, 10-12 days, Covid-19", "9am 5pm 10 12 days covid 19"),
        ("the 21st-century mp3-player", "the 21st century mp3 player"),
        ("arrayref-0.3.10", "arrayref 0.3.10"),
        ("~~strike~~ _one_ __two__", "strike one two"),
        ("<@123> <#45> <:wave:12>", "123 45 wave 12"),
        ("the U.S. and us", "the u.s and us"),
        # letters read as what they come from or look like; another script stays what it is
        ("Ørsted", "orsted"),
        ("résumé", "resume"),
        ("Łódź", "lodz"),
        ("Straße", "strasse"),
        ("æther œuvre", "aether oeuvre"),
        ("ＡＢＣ 𝐝𝐢𝐬𝐜𝐨𝐫𝐝 ᴅɪsᴄᴏʀᴅ", "abc discord discord"),
        ("dіscоrd ΝET", "discord net"),
        ("si\u00adgn up\u200bs w\u2060e", "sign ups we"),
        ("привет мир Ελλάδα", "привет мир ελλάδα"),
        ("бот-bot", "бот bot"),
    ],
)
def test_texts_that_mean_the_same_read_the_same(typed: str, read: str) -> None:
    """However it is typed, a text is read as its words in one spelling."""
    assert normalise(typed) == read


SIGNED = st.text(alphabet="aAbцоßøΝ\u00ad019.-_/@#+:~'v ", max_size=24)


@given(st.text(max_size=60) | SIGNED)
def test_words_keep_their_place(typed: str) -> None:
    """Every word comes from a span inside the typed text; spans never run backwards.

    What was normalised is normal.
    """
    found = words(typed)
    assert [word.text for word in found] == tokens(typed) == normalise(typed).split()
    assert all(0 <= word.start < word.end <= len(typed) for word in found)
    assert [word.start for word in found] == sorted(word.start for word in found)
    assert normalise(normalise(typed)) == normalise(typed)


def test_a_stem_joins_forms_of_a_word() -> None:
    """Forms of a word have one stem."""
    assert len({stem(word) for word in ("register", "registers", "registered")}) == 1


@given(st.text(max_size=60) | st.text(alphabet="a\ufdfa\u0301½ ", max_size=60), st.integers(1, 40))
def test_a_bound_holds_after_normalising(text: str, most: int) -> None:
    """What is left of either end is no longer once normalised; what fits is left whole."""
    first, last = beginning(text, most), ending(text, most)
    assert text.startswith(first)
    assert text.endswith(last)
    # Composed with its neighbour a character is no longer than by itself.
    assert length(first) <= most
    assert length(last) <= most
    if len(text) <= most and length(text) <= most:
        assert first == last == text


def test_one_character_may_stand_for_many() -> None:
    """Two hundred of the longest are 3,600 characters, and are bounded as such."""
    assert length("\ufdfa" * 200) == 3_600
    assert ending("ab" + "\ufdfa" * 2, 35) == "\ufdfa"
    assert beginning("\ufdfa" * 200, 200) == "\ufdfa" * 11


@pytest.mark.parametrize(
    "identifier",
    ["0.8.7", "1.2.x", "192.168.0.1", "python3.11", "~/.cargo/registry", "/etc/x.conf", "./run.sh",
     "file.yaml", "src/main.rs", "node.js", "crates.io", "https://x.y/z", "me@mail.com",
     "arrayref@0.3.10", "c++", "c#", "c++17", ".net", "--no-cache", "snake_case", "10:30",
     "10:30:05", "5pm", "2024-05-01", "3.5mm", "2fa"],
)  # fmt: skip
def test_an_identifier_is_one_word(identifier: str) -> None:
    """An identifier is one word wherever it stands, and the marks around it are no part of it."""
    assert is_identifier(identifier)
    for text in ("{}", "is {}?", "({}), so", "**{}**", "`{}`", "_{}_", "{}'s", '"{}".', "a {}, b"):
        read = words(text.format(identifier))
        assert [word.text for word in read].count(identifier) == 1
        assert not [word for word in read if word.text not in (identifier, "is", "so", "a", "b")]


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("proc-macro1 procmacro1 proc_macro1", "procmacro1"),
        ("2-FA 2FA", "2fa"),
        ("sha-256 SHA_256 sha256", "sha256"),
        ("HTTP/2 http2", "http2"),
        ("v1.2 1.2 V1.2.", "1.2"),
        ("v2.4.1-rc2 2.4.1rc2", "2.4.1rc2"),
        ("A.I. AI A.I", "ai"),
        ("U.S.A. USA", "usa"),
        ("Ph.D. PhD Ph.D", "phd"),
        ("V.P.N. VPN", "vpn"),
        ("#rules rules @rules /rules", "rules"),
    ],
)
def test_usual_spellings_are_one_identifier(typed: str, read: str) -> None:
    """Signs that some leave out are left out for all."""
    assert set(tokens(typed)) == {read}


@pytest.mark.parametrize("word", ["rules", "8", "2024", "1st", "22nd", "c", "привет"])
def test_a_plain_word_or_number_is_no_identifier(word: str) -> None:
    """Words, numbers and ordinals are none."""
    assert not is_identifier(word)


@pytest.mark.parametrize("text", ["https://a.example/b?c=d\ud800e", "a.py/b\udfffc", "x\ud800.y"])
def test_half_a_character_is_part_of_no_word(text: str) -> None:
    """What no file and no message can hold does not hide in an address: words can be written."""
    for word in tokens(text):
        assert stem(word).encode()
