"""What a file's size costs: four times as much of anything takes about four times the work."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz import process

from bot.article import quotes, sentences
from bot.article.article import Article
from bot.article.quotes import Finder, Found, Missing, Suffixes, difference
from bot.article.sentences import paragraphs
from bot.editing import idle_lines
from bot.editing.drift import survey, targets
from bot.editing.first_faq import first_entries
from bot.editing.html_text import Source
from bot.errors import MOST_SHOWN
from bot.faq import validation as shape
from bot.faq.store import look
from bot.faq.yaml_reading import Document
from tests.article.test_sentences import split
from tests.conftest import Folder
from tests.work import calls_of, prove_linear

HEAD = "article: {file: ../seeds/kiln.txt}\nentries:\n"


def entry(number: int, more: str = "", cite: str = "Mara Lindqvist built it") -> str:
    return f"  - {{id: e-{number}, questions: [question {number}], cite: ['{cite}']{more}}}\n"


FAQS: dict[str, Callable[[int], str]] = {
    "follow-ups that are known": lambda size: "".join(
        entry(i, f", next: [{', '.join(f'e-{(i * 7 + k) % size}' for k in range(10))}]")
        for i in range(size)
    ),
    "follow-ups that are unknown": lambda size: "".join(
        entry(i, f", next: [x-{i}, y-{i}]") for i in range(size)
    ),
    "follow-ups in one entry": lambda size: entry(
        1, f", next: [{', '.join(f'x-{k}' for k in range(size))}]"
    ),
    "equal ids": lambda size: "".join(entry(1) for _ in range(size)),
    "unusable entries": lambda size: "  - {id: Bad, cite: [nothing], oops: 1}\n" * size,
    "unknown keys": lambda size: entry(1) + "".join(f"bad{i}: 1\n" for i in range(size)),
    "wrong quotes": lambda size: "".join(
        entry(i, cite=f"wrong quote number {i}") for i in range(size)
    ),
    "wrong markers": lambda size: "".join(entry(i, ", answer: 'x [2]'") for i in range(size)),
    "near misses that are phrasings": lambda size: (
        "".join(map(entry, range(size)))
        + "not_covered:\n"
        + "".join(f"- question {i}\n" for i in range(size))
    ),
    "synonyms": lambda size: (
        entry(1) + "synonyms:\n" + "".join(f"  word{i}: [other{i}]\n" for i in range(size))
    ),
    "anchors": lambda size: entry(1) + "not_covered:\n" + "- &a text\n" * size,
    "an id of any length": lambda size: (
        f"  - {{id: {'a-' * size}, questions: [x], cite: [Mara]}}\n"
    ),
}


@pytest.mark.parametrize("made", FAQS.values(), ids=FAQS.keys())
def test_reading_a_faq_takes_work_by_its_size(made: Callable[[int], str], folder: Folder) -> None:
    """A FAQ is read and proven in work that grows with it, however faulty it is."""

    def measure(size: int) -> int:
        path = folder(kiln=HEAD + made(size))
        return calls_of(lambda: look(path))

    prove_linear(measure)


class _Compared(str):
    """A text that counts how often it is compared."""

    __slots__ = ()
    compared = 0

    def __eq__(self, other: object) -> bool:
        type(self).compared += 1
        return str.__eq__(self, other)

    def __hash__(self) -> int:
        return str.__hash__(self)


def test_follow_ups_are_compared_with_few_ids(
    folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """That an entry exists is looked up, not sought among all; so comparisons grow with the FAQ."""

    def counted(document: Document) -> Iterator[str]:
        return map(_Compared, shape.ids_in(document))

    monkeypatch.setattr(idle_lines, "ids_in", counted)

    def measure(size: int) -> int:
        reading = look(folder(kiln=HEAD + FAQS["follow-ups that are known"](size)))
        before = _Compared.compared
        assert not list(idle_lines.unknown_next(reading))
        return 1 + _Compared.compared - before

    prove_linear(measure)


@pytest.fixture
def compared(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """With how many others each text is compared of which the nearest is sought."""
    numbers, extract = list[int](), process.extractOne

    def counted(text: str, choices: list[str], **named: Any) -> object:
        numbers.append(len(choices))
        return extract(text, choices, **named)

    monkeypatch.setattr(process, "extractOne", counted)
    return numbers


def test_the_nearest_id_is_sought_for_those_that_are_told(
    folder: Folder, compared: list[int]
) -> None:
    """The nearest name is sought for the first faults; nobody reads the others."""
    reading = look(folder(kiln=HEAD + FAQS["follow-ups in one entry"](500)))
    assert len(list(idle_lines.unknown_next(reading))) == 500
    assert len(compared) <= MOST_SHOWN


@pytest.mark.parametrize(
    ("mine", "theirs"),
    [("a ", "a "), ("a b ", "b a "), ("a ", "b "), ("the kiln ", "the ")],
)
def test_a_difference_takes_work_by_its_size(mine: str, theirs: str) -> None:
    """Words that repeat make no difference dear."""
    prove_linear(lambda size: 100 + calls_of(lambda: difference(mine * size, theirs * (size - 9))))


ARTICLES: dict[str, Callable[[int], str]] = {
    "equal sentences": lambda size: "It is hot today. " * size,
    "like sentences": lambda size: "".join(f"It is number {i} of it. " for i in range(size)),
    "lines": lambda size: "a\n" * size,
    "titles": lambda size: "Mr. " * 8 * size,
    "initials": lambda size: "A. " * 8 * size,
    "no full stop": lambda size: "word " * 8 * size,
    "one word": lambda size: "a" * 200 * size,
    "one quotation": lambda size: "“" + "go on. " * 8 * size + "”",
    "marks": lambda size: "… ( “ . " * 8 * size,
    "apostrophes": lambda size: "a'" * 8 * size,
    "attributions": lambda size: "“Go.” He said. " * size,
    "wrapped": lambda size: "the kiln was built by people of the town who wanted\n" * size,
    "items": lambda size: "- item\n" * size,
    "spaces": lambda size: ("a" + " " * 100) * size,
}
PIECE = 500  # characters: sentences are split piece by piece, and only several pieces tell


@pytest.mark.parametrize("made", ARTICLES.values(), ids=ARTICLES.keys())
def test_an_article_is_split_in_work_by_its_size(
    made: Callable[[int], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Sentences are found in work that grows with the text, whatever it holds."""
    monkeypatch.setattr(sentences, "LONGEST", PIECE)

    def measure(size: int) -> int:
        text = made(size)
        return 1_000 + calls_of(lambda: paragraphs(text, split(text)))

    prove_linear(measure)


@pytest.mark.parametrize("made", ARTICLES.values(), ids=ARTICLES.keys())
def test_a_new_faq_takes_work_by_the_article(made: Callable[[int], str]) -> None:
    """What is proposed takes work that grows with the article."""

    def measure(size: int) -> int:
        article = Source("a.txt", made(size).encode()).article
        return 10_000 + calls_of(lambda: first_entries(article))

    prove_linear(measure)


def test_a_new_version_is_compared_in_work_by_its_size(folder: Folder) -> None:
    """What becomes of quotes in a new version takes work by their number, also in one entry."""

    def measure(size: int) -> int:
        text = "".join(f"The number of it is {i}. " for i in range(size))
        cite = ", ".join(f"'number of it is {i}'" for i in range(size))
        one = f"  - {{id: one, questions: [how many], cite: [{cite}]}}\n"
        reading = look(folder(text, kiln=HEAD + one))
        (target,) = targets(reading)
        new = Article.of("kiln.txt", text.replace("number", "count"))
        return calls_of(lambda: survey(target, reading, new))

    prove_linear(measure)


def test_quotes_are_found_without_reading_all_for_each(monkeypatch: pytest.MonkeyPatch) -> None:
    """Once much was read, quotes are looked up in the text's order, with the same results."""
    article = Article.of("a.txt", ARTICLES["like sentences"](300) + "It is hot. It is hot.")
    texts = [article.quote(sentence) for sentence in article.sentences]
    asked = [*texts, *(text[2:-2] for text in texts), "it is cold", "s hot", "It is"]
    reading = Finder(article)
    expected = [reading.find(text) for text in asked]
    monkeypatch.setattr(quotes, "READ", 0)
    looking = Finder(article)
    assert [looking.find(text) for text in asked] == expected
    assert looking._read <= len(article.text)  # noqa: SLF001 - what it counts


@given(st.text(alphabet="ab \u00e9\U0001f44d\ud800", max_size=60), st.data())
def test_a_search_in_order_finds_what_reading_finds(text: str, data: st.DataObject) -> None:
    """A string's places in a text are the same, however they are sought."""
    wanted = data.draw(st.text(alphabet="ab \u00e9\U0001f44d", min_size=1, max_size=5))
    places = [at for at in range(len(text)) if text.startswith(wanted, at)]
    assert Suffixes(text).starts(wanted, 9) == places[:9]


def test_many_wrong_quotes_are_compared_with_few(
    monkeypatch: pytest.MonkeyPatch, compared: list[int]
) -> None:
    """Once all was compared for a while, the nearest is sought where the rarest words stand."""
    chance = Random(5)  # noqa: S311 - chooses, hides nothing
    words = [f"w{number}" for number in range(500)]
    said = [" ".join(chance.choices(words, k=9)).capitalize() + ". " for _ in range(800)]
    monkeypatch.setattr(quotes, "COMPARED", 0)
    finder, right = Finder(Article.of("a.txt", "".join(said))), 0
    for number in range(0, 800, 8):
        found = finder.find(said[number].strip().replace(" ", " not ", 1))
        assert isinstance(found, Missing)
        assert found.nearest is not None
        right += found.nearest.number == number + 1
    assert right >= 95
    compared.clear()
    finder.find("w1 w2 w3 w4 w5 and more")
    assert compared
    assert max(compared) <= 2 * quotes.CANDIDATES


def test_a_quote_over_many_sentences_is_found_at_once() -> None:
    """A quote of many sentences is found with the sentences that it touches."""
    text = ARTICLES["like sentences"](300)
    found = Finder(Article.of("a.txt", text)).find(text)
    assert isinstance(found, Found)
    assert len(found.sentences) == 300
