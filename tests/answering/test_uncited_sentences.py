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


def built(article: Article) -> Section:
    """The section of an article of which one sentence alone is cited."""
    entry = Entry("first", ("What does it say first?",), None, (article.cite(1),))
    return Section(Faq("one.yaml", article, (entry,)))


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
    source = next((ARTICLES / name / "seeds").glob("*.txt"))
    section = built(Article.of(source.name, source.read_text(encoding="utf-8")))
    scorer, sentences = section.scorer, section.uncited.sentences
    profiles = [
        Profile(profile_of([], [scorer.reader.read(tokens(one.quote))], scorer.rarity))
        for one in sentences
    ]
    items = yaml.safe_load((ARTICLES / name / "questions.yaml").read_text("utf-8"))["items"]
    found = []
    for text in (*(item["question"] for item in items), *(one.quote for one in sentences[:40])):
        question = section.read(text).question
        if question.total:
            found.append(section.uncited.best(question, LEAST))
            assert found[-1] == one_by_one(section, question, profiles), text
    assert any(found)
    assert not all(found)


def test_a_heading_is_no_passage() -> None:
    """A heading that says what is asked answers nothing; the sentence under it may."""
    text = "The kiln is lit.\n\n# Opening hours of the workshop\n\nIt opens at nine.\n"
    uncited = built(Article.of("kiln.txt", text)).uncited
    assert [one.quote for one in uncited.sentences] == ["It opens at nine."]
