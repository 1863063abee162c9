"""A proposal: a change to a FAQ file that was proven before a person is asked to accept it.

It is made in the terminal (`footnote accept`) and in Discord ("Add to the FAQ") alike.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

from bot.answering.entry import Faq
from bot.answering.knowledge import Knowledge
from bot.article.article import Article, Citation
from bot.article.visible import legible
from bot.faq.edits import AddEntry, Edit, EditRefused, edited
from bot.faq.files import read_bytes
from bot.faq.model import ID, SHOWN
from bot.faq.store import FaqReading, look
from bot.faq.writing import replace_file
from bot.faq.yaml_reading import MAX_BYTES
from bot.matching.lexicon import TermKind, lexicon
from bot.matching.passages import SentenceIndex
from bot.matching.text import words

_LIGHT = (TermKind.FUNCTION, TermKind.CHAT)
MAX_FAULTS = 3


def is_content(word: str) -> bool:
    """Whether a normalised word says what is asked about, and doesn't merely ask or join."""
    term = lexicon().exact(word)
    return term is None or term.kind not in _LIGHT


@dataclass(frozen=True, slots=True, eq=False)
class Proposal:
    """A file's bytes before and after a change, and what the whole FAQ then is."""

    file: Path
    before: bytes
    after: bytes = field(repr=False)
    reading: FaqReading = field(repr=False)
    knowledge: Knowledge = field(repr=False)

    def write(self) -> None:
        """Put the change into the file. Raises ChangedMeanwhile or Unwritable."""
        replace_file(self.file, self.before, self.after)


def propose(faq: Path, file: str, edits: Sequence[Edit]) -> Proposal:
    """Make edits in memory, and prove the whole FAQ as it would be.

    Args:
        faq: The FAQ, a file or a folder.
        file: The file of it that is edited.
        edits: What to change there.

    Raises:
        EditRefused: with the reason: what the check of the files would say.
    """
    target = Path(file)
    before = read_bytes(target, MAX_BYTES)
    after = edited(file, before, edits)
    reading = look(faq, instead={target: after})
    if reading.faults:
        faults = "\n".join(f"  {fault}" for fault in reading.faults[:MAX_FAULTS])
        raise EditRefused(f"Nothing was changed. The FAQ would have faults:\n{faults}")
    return Proposal(target, before, after, reading, reading.build())


def nearest_sentences(
    articles: Iterable[Article], question: str, limit: int = 5
) -> tuple[Citation, ...]:
    """The sentences of the articles that are most likely to answer a question, best first.

    An article that several FAQs derive from counts once.
    """
    once = {article.name: article for article in articles}
    found = []
    for article in once.values():
        index = SentenceIndex.build(
            [article.quote(sentence) for sentence in article.sentences],
            paragraphs=[sentence.paragraph for sentence in article.sentences],
        )
        ranked = [one for one in index.rank(question, limit) if one.score > 0]
        found += [(one.score, article.cite(one.sentence + 1)) for one in ranked]
    found.sort(key=lambda one: -one[0])
    return tuple(citation for _, citation in found[:limit])


def new_entry(
    knowledge: Knowledge,
    question: str,
    cited: Sequence[Citation],
    answer: str = "",
    name: str = "",
) -> tuple[str, AddEntry]:
    """A new entry and the file it belongs to: the one whose article is cited.

    Args:
        knowledge: What is known now; ids are unique in it.
        question: The entry's first phrasing, which is shown to people.
        cited: The sentences that answer it, all of one article.
        answer: The answer in words; without one the sentences are the answer.
        name: The entry's id; without one it is made from the question.

    Raises:
        EditRefused: without a citation, with citations of several articles, or if the question is
            too long to be shown.
    """
    if not cited:
        raise EditRefused("An entry needs a quote from the article. Choose at least one sentence.")
    if len({citation.article.name for citation in cited}) > 1:
        raise EditRefused("The sentences are of different articles. Choose those of one.")
    if len(question.strip()) > SHOWN:
        raise EditRefused(
            f"The question has {len(question.strip())} characters. It is shown to people, and "
            f"Discord shows {SHOWN}: shorten it."
        )
    article = cited[0].article.name
    file = next(faq.file for faq in knowledge.faqs if faq.article.name == article)
    quotes = tuple(legible(citation.quote) for citation in cited)
    entry_id = name or fresh_id(question, knowledge.by_id)
    return file, AddEntry(entry_id, (question,), quotes, answer.strip() or None)


def home_of(faqs: Sequence[Faq], entry: str) -> str:
    """The FAQ file that holds an entry; the first file for an unknown id."""
    homes = (faq.file for faq in faqs for found in faq.entries if found.id == entry)
    return next(homes, faqs[0].file)


def fresh_id(question: str, taken: Iterable[str]) -> str:
    """An id from the question's content words that no entry has yet."""
    plain = [word.text for word in words(question) if re.fullmatch(r"[a-z0-9]+", word.text)]
    kept = list(dict.fromkeys(word for word in plain if is_content(word))) or plain or ["entry"]
    name = kept[0][: ID - 4]
    for word in kept[1:4]:
        if len(name) + 1 + len(word) <= ID - 4:
            name += f"-{word}"
    return unused(name, set(taken))


def slug(text: str) -> str:
    """The letters and figures of a text as an id, to which a number may be added; "" of none."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")[: ID - 4].strip("-")


def unused(name: str, taken: Collection[str]) -> str:
    """An id that is not taken: the name, or with the first number behind it that makes it new."""
    numbered = (name if number == 1 else f"{name}-{number}" for number in count(1))
    return next(found for found in numbered if found not in taken)
