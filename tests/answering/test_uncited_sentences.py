"""Sentences that no entry cites: found through an index, as if each had been looked at."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from bot.answering.entry import Entry, Faq
from bot.answering.profiles import Profile, profile_of
from bot.answering.section import Section
from bot.answering.units import WeighedQuestion
from bot.article.article import Article, Citation
from bot.matching.text import tokens

ARTICLES = Path(__file__).parents[1] / "benchmarks/articles"
LEAST = 0.6  # a share that many sentences reach


def built(name: str) -> Section:
    """The section of one of the benchmark's articles of which one sentence alone is cited."""
    source = next((ARTICLES / name / "seeds").glob("*.txt"))
    article = Article.of(source.name, source.read_text(encoding="utf-8"))
    entry = Entry("first", ("What does it say first?", "the first sentence"), None, _first(article))
    return Section(Faq("one.yaml", article, (entry,)))


def _first(article: Article) -> tuple[Citation, ...]:
    return (article.cite(1),)


def one_by_one(
    section: Section, question: WeighedQuestion, profiles: list[Profile]
) -> Citation | None:
    """The same by laying the question against every sentence, the slow and plain way."""
    best, share = None, 0.0
    for sentence, profile in zip(section.uncited.sentences, profiles, strict=True):
        shares = [profile.explains(unit) for unit in question.units]
        covered = question.explained(shares) / question.total
        if covered > share:
            best, share = sentence, covered
    return best if share >= LEAST else None


@pytest.mark.parametrize(
    "name",
    ["manual", *(pytest.param(one, marks=pytest.mark.stress) for one in ("rules", "bridge"))],
)
def test_the_index_finds_what_looking_at_every_sentence_finds(name: str) -> None:
    """The sentence that explains most of a question is the same, however it is looked for."""
    section = built(name)
    scorer = section.scorer
    profiles = [
        Profile(profile_of([], [scorer.reader.read(tokens(one.quote))], scorer.rarity))
        for one in section.uncited.sentences
    ]
    items = yaml.safe_load((ARTICLES / name / "questions.yaml").read_text(encoding="utf-8"))[
        "items"
    ]
    texts = [*(item["question"] for item in items), *(one.quote for one in _first_of(section))]
    found = []
    for text in texts:
        question = section.read(text).question
        if question.total:
            found.append(section.uncited.best(question, LEAST))
            assert found[-1] == one_by_one(section, question, profiles), text
    assert any(found)
    assert not all(found)


def _first_of(section: Section) -> tuple[Citation, ...]:
    return section.uncited.sentences[:40]


def test_a_heading_is_no_passage() -> None:
    """A heading that says what is asked answers nothing; the sentence under it may."""
    text = "The kiln is lit.\n\n# Opening hours of the workshop\n\nIt opens at nine.\n"
    article = Article.of("kiln.txt", text)
    entry = Entry("lit", ("Is the kiln lit?",), None, _first(article))
    section = Section(Faq("one.yaml", article, (entry,)))
    assert [one.quote for one in section.uncited.sentences] == ["It opens at nine."]
