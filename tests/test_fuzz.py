"""Thirty thousand questions that nobody would ask: none brings the bot down.

Each mixes what members type by accident or on purpose. Of every reply each citation must be a slice
of its article, and the record must be JSON; completions and cards are tried with a share of them.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable

import pytest

from bot.answering.answerer import Answerer
from bot.answering.knowledge import Knowledge
from bot.answering.reply import Response
from bot.discord.buttons import ButtonState, resolve
from bot.discord.card_check import excesses
from bot.discord.cards import Audience, card
from bot.discord.text import one_line, shortened
from bot.faq.store import FaqStore
from bot.matching.text import length
from bot.terminal.json_lines import record_of
from tests.conftest import ROOT

FAQ = ROOT / "faq"
CHUNKS, QUESTIONS = 5, 6_000
COMPLETED, DRAWN = 5, 10  # of so many questions one is completed, and drawn as a card
ASKED = 400  # characters of a question that is drawn, as Discord's face bounds it

BLOCKS = [
    (0x00, 0x20), (0x20, 0x7F), (0x80, 0x250), (0x300, 0x370), (0x370, 0x600), (0x600, 0x700),
    (0x900, 0xE00), (0xE00, 0x1200), (0x1E00, 0x2000), (0x2000, 0x2070), (0x2070, 0x2400),
    (0x2400, 0x2C00), (0x3000, 0x3400), (0x4E00, 0x4F00), (0xAC00, 0xAD00), (0xD800, 0xE000),
    (0xE000, 0xE100), (0xFB00, 0xFE00), (0xFE00, 0x10000), (0x1D400, 0x1D800), (0x1F300, 0x1FA00),
    (0xE0000, 0xE0200),
]  # fmt: skip
MARKS = ["?", "??", "!", ".", ",", "\n", "\n- ", "\n1. ", "\n> ", "\r\n", "\t", " & ", " - ", "…"]
ODD = [
    "\u200b", "\u200d", "\u202e", "\u2066", "\ufeff", "\ufdfa", "\u0130", "\u00df", "\ufb03",
    "\0", "\x1b[31m", "\ud800", "\udfff\ud800", "`", "```", "**", "__", "||", "~~", "@everyone",
    "<@1>", "<#2>", "<t:1:R>", "</ask:1>", "https://example.org/a?b=c", "www.", "<:a:1>",
    "'s", "n't",
    "1e309", "0x41", "3.14.15", "-0", "½", "²", "Ⅳ", "faq:", "#", "@", "f1:", "{}", "%s", "\\",
    "&amp;",
]  # fmt: skip

Piece = Callable[[random.Random, Knowledge], str]


def block(draw: random.Random, _: Knowledge) -> str:
    first, end = draw.choice(BLOCKS)
    return "".join(chr(draw.randrange(first, end)) for _ in range(draw.randint(1, 12)))


def word(draw: random.Random, knowledge: Knowledge) -> str:
    return draw.choice(phrasing(draw, knowledge).split() or ["what"])


def phrasing(draw: random.Random, knowledge: Knowledge) -> str:
    return draw.choice(draw.choice(knowledge.entries).questions)


def mutated(draw: random.Random, knowledge: Knowledge) -> str:
    letters = list(phrasing(draw, knowledge))
    for _ in range(draw.randint(1, 6)):
        at = draw.randrange(len(letters))
        change = draw.choice(["", letters[at] * 2, chr(draw.randrange(97, 123)), draw.choice(ODD)])
        letters[at] = change or letters[at].upper()
    if draw.random() < 0.2:
        draw.shuffle(letters)
    return "".join(letters)


def odd(draw: random.Random, _: Knowledge) -> str:
    return draw.choice(ODD) * draw.choice([1, 1, 1, 2, 30])


def mark(draw: random.Random, _: Knowledge) -> str:
    return draw.choice(MARKS) * draw.choice([1, 1, 1, 3])


def accents(draw: random.Random, _: Knowledge) -> str:
    count = draw.choice([1, 1, 3, 200])
    return "e" + "".join(chr(draw.randrange(0x300, 0x370)) for _ in range(count))


def long_word(draw: random.Random, _: Knowledge) -> str:
    letters = draw.choice(["a", "ab", "é", "ß", "1", "'", "_", "한", "w'w"])
    return letters * draw.choice([9, 9, 90, 600])


def quoted(draw: random.Random, knowledge: Knowledge) -> str:
    article = draw.choice(knowledge.articles)
    start = draw.randrange(len(article.text))
    return article.text[start : start + draw.randint(1, 90)]


PIECES: list[Piece] = [
    block, word, word, word, phrasing, mutated, mutated, odd, mark, mark, accents, long_word,
    quoted,
]  # fmt: skip


def question(draw: random.Random, knowledge: Knowledge) -> str:
    count = draw.choice([1, 1, 1, 2, 2, 3, 5])
    between = draw.choice(["", " ", " ", " ", "\n"])
    return between.join(draw.choice(PIECES)(draw, knowledge) for _ in range(count))


def sound(response: Response) -> None:
    """Whether a turn quotes nothing but its articles, and can be written down."""
    assert response.parts
    for cited in response.citations:
        assert cited.quote
        assert cited.quote == cited.article.text[cited.start : cited.end]
    written = json.dumps(record_of(response)).encode()
    assert json.loads(written)["fingerprint"] == response.fingerprint
    assert all(0.0 <= part.score <= 1.0 for part in response.parts)


def drawable(response: Response, asked: str) -> None:
    """Whether its card is one that Discord takes."""
    audience = Audience(1 << 60, asked)
    # discord.py leaves it untyped.
    sent = card(response, audience).to_components()  # type: ignore[no-untyped-call]
    assert not excesses(sent)
    json.dumps(sent)


@pytest.mark.stress
@pytest.mark.timeout(1_200)  # it takes one or two minutes by itself
@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_no_question_brings_it_down(chunk: int) -> None:
    """Whatever is asked, completed and drawn: no fault, and every citation is a slice."""
    answerer = Answerer(FaqStore(FAQ))
    knowledge = answerer.knowledge
    draw = random.Random(chunk)  # noqa: S311  a sample, not a secret
    asked = ["who owns linkedin"]
    for number in range(QUESTIONS):
        text = question(draw, knowledge)
        history = draw.sample(asked, min(len(asked), draw.choice([0, 0, 0, 1, 3])))
        asked = [*asked[-5:], text]
        try:
            sound(answerer.ask(text, history))
            if number % COMPLETED == 0:
                assert len(answerer.complete(text)) <= 25
                assert ButtonState.read(text) is None or text.startswith("f1:")
                resolve(text[:100], knowledge)
            if number % DRAWN == 0:
                shown = shortened(one_line(text), ASKED)
                if shown and length(shown) <= ASKED:
                    drawable(answerer.ask(shown), shown)
        except Exception as error:
            raise AssertionError(f"{text!r} after {history!r}") from error


@pytest.mark.stress
def test_the_questions_are_as_odd_as_they_are_meant_to_be() -> None:
    """Among them is every sort, so that the test above tests something."""
    knowledge = FaqStore(FAQ).current
    draw = random.Random(0)  # noqa: S311  a sample, not a secret
    texts = [question(draw, knowledge) for _ in range(2_000)]
    assert len(set(texts)) > 1_700
    for held in ("\ufdfa", "\ud800", "\u200b", "\n", "?", "\u0301"):
        assert any(held in text for text in texts), held
    assert max(map(len, texts)) > 1_000
    answerer = Answerer(FaqStore(FAQ))
    kinds = {type(answerer.ask(text).first.reply).__name__ for text in texts[:200]}
    assert len(kinds) >= 3
