"""The prompt: one text that says to any language model what to propose for an article."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Literal

from bot.answering.entry import Entry
from bot.article.article import Article, Kind, Sentence
from bot.article.visible import legible

if TYPE_CHECKING:
    from jinja2 import Template

Task = Literal["draft", "more", "near", "again"]
PART = 3_000  # characters of an article; small models lose the thread of longer replies
FEW = 12  # phrasings: an entry with fewer is thin
MOST_WANTED = 60  # entries that more phrasings are asked for
AT_ONCE = 12  # of them in one part
LINES = 60  # near misses that are told
SHOWN = 8  # phrasings of an entry that are told


@dataclass(frozen=True, slots=True)
class PromptRequest:
    """What a model is asked for.

    Attributes:
        article: The article.
        task: Whole entries, more phrasings, near misses, or what failed mended.
        known: The entries that the article's FAQ has.
        not_covered: Its near misses.
        wanted: Those that need more phrasings.
        missed: Questions that got no answer.
        failed: What failed, with the reasons, as the file of failures holds it.
    """

    article: Article
    task: Task = "draft"
    known: Sequence[Entry] = ()
    not_covered: Sequence[str] = ()
    wanted: Sequence[Entry] = ()
    missed: Sequence[str] = ()
    failed: str = ""

    def whole(self) -> str:
        """The prompt about the whole article."""
        return self._text(self.article.sentences, "")

    def in_parts(self) -> list[str]:
        """Prompts that a small model can follow: a few entries at once, near misses on their own.

        What the article does not tell can be judged by the whole of it alone.
        """
        if self.task == "more" and len(self.wanted) > AT_ONCE:
            first, rest = self.wanted[:AT_ONCE], self.wanted[AT_ONCE:]
            others = replace(self, wanted=rest, missed=())
            return [replace(self, wanted=first).whole(), *others.in_parts()]
        parts = list(_parts(self.article)) if self.task == "draft" else []
        if len(parts) < 2:
            return [self.whole()]
        prompts = [
            self._text(sentences, f"{number} of {len(parts)}")
            for number, sentences in enumerate(parts, start=1)
        ]
        return [*prompts, replace(self, task="near").whole()]

    def _text(self, sentences: Sequence[Sentence], part: str) -> str:
        cited = {cited.number for entry in self.known for cited in entry.citations}
        article = self.article
        return _template().render(
            task=self.task,
            title=legible(article.title) if article.title != article.name else "",
            part=part,
            blocks=list(_blocks(article, sentences)),
            first=sentences[0].number,
            last=sentences[-1].number,
            known=self.known,
            uncited=[one.number for one in sentences if one.number not in cited],
            lines=self.not_covered[:LINES],
            wanted=[_wanted(entry) for entry in self.wanted],
            missed=[legible(text) for text in self.missed],
            failed=self.failed.strip(),
        )


def thin(entries: Sequence[Entry], most: int = MOST_WANTED) -> tuple[Entry, ...]:
    """The entries with the fewest phrasings, if they have few."""
    few = [entry for entry in entries if len(entry.questions) < FEW]
    return tuple(sorted(few, key=lambda entry: len(entry.questions))[:most])


@cache
def _template() -> Template:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(  # noqa: S701 - what it makes is plain text
        loader=PackageLoader("bot.editing", "templates"),
        undefined=StrictUndefined,
        trim_blocks=True,
        keep_trailing_newline=True,
    )
    return environment.get_template("draft.txt.j2")


def _wanted(entry: Entry) -> dict[str, object]:
    return {
        "id": entry.id,
        "cites": " ".join(f"[{cited.number}]" for cited in entry.citations),
        "questions": entry.questions[:SHOWN],
    }


def _blocks(article: Article, sentences: Sequence[Sentence]) -> Iterator[list[tuple[int, str]]]:
    """The sentences with their numbers, paragraph by paragraph."""
    block: list[tuple[int, str]] = []
    for before, sentence in zip([None, *sentences], sentences, strict=False):
        if before is not None and before.paragraph != sentence.paragraph:
            yield block
            block = []
        heading = "(heading) " if sentence.kind is Kind.HEADING else ""
        block.append((sentence.number, heading + legible(article.quote(sentence))))
    yield block


def _parts(article: Article) -> Iterator[list[Sentence]]:
    """The sentences in parts of about a length, cut between paragraphs unless one is too long."""
    part: list[Sentence] = []
    length = 0
    for sentence in article.sentences:
        size = sentence.span.end - sentence.span.start
        begins = part and part[-1].paragraph != sentence.paragraph
        if (begins and length + size > PART) or length > 2 * PART:
            yield part
            part, length = [], 0
        part.append(sentence)
        length += size
    if part:
        yield part
