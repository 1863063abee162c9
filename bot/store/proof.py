"""The proof of a FAQ file: every quote stands in its article, every marker names a quote."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.core.article import Article, Citation
from bot.core.faq import Entry, Faq
from bot.core.links import link_faults
from bot.core.quotes import Finder, Found, Missing, Twice
from bot.store.faq_file import SHOWN, EntryModel, FaqModel
from bot.store.shape import entry_of
from bot.store.yaml_text import Document, Path

MARKER = re.compile(r"\[(\d{1,4})\]")


@dataclass(slots=True)
class Draft:
    """A file whose shape is right, with its article if it can be used: proven, it is a `Faq`."""

    document: Document
    model: FaqModel
    article: Article | None
    _finder: Finder | None = field(init=False)

    def __post_init__(self) -> None:
        self._finder = Finder(self.article) if self.article else None

    def prove(self) -> Faq | None:
        """The FAQ with its citations resolved; what can't be is noted in the document's faults.

        None without an article, though all else is proven.
        """
        model = self.model
        entries = tuple(self._entry(*numbered) for numbered in enumerate(model.entries))
        if self.article is None:
            return None
        return Faq(
            file=self.document.file,
            article=self.article,
            entries=entries,
            synonyms={word: tuple(others) for word, others in model.synonyms.items()},
            not_covered=tuple(model.not_covered),
        )

    def fault(self, path: Path, problem: str, mend: str) -> None:
        """Note a fault at a path of the document."""
        place = self.document.place(path)
        self.document.fault(place, problem, mend, entry_of(self.document, path))

    def _entry(self, position: int, model: EntryModel) -> Entry:
        path: Path = ("entries", position)
        if len(model.questions[0]) > SHOWN:
            self.fault(
                (*path, "questions", 0),
                f"The first question has {len(model.questions[0])} characters.",
                f"It is shown to people, and Discord shows {SHOWN}: put a shorter one first.",
            )
        groups = [
            self._resolved((*path, "cite", number), quote)
            for number, quote in enumerate(model.cite)
        ]
        return Entry(
            id=model.id,
            questions=tuple(model.questions),
            answer=self._answer((*path, "answer"), model.answer, groups),
            citations=tuple(dict.fromkeys(cited for group in groups for cited in group)),
            next=tuple(model.next),
        )

    def _resolved(self, path: Path, quote: str) -> tuple[Citation, ...]:
        """The citations of a quote: one for each sentence that it touches."""
        if self.article is None or self._finder is None:
            return ()
        match self._finder.find(quote):
            case Found(sentences):
                return tuple(Citation(self.article, sentence) for sentence in sentences)
            case Twice(sentences):
                numbers = ", ".join(str(sentence.number) for sentence in sentences)
                problem = f"The quote stands in several places (sentences {numbers})."
                self.fault(path, problem, "Quote more of the sentence that is meant.")
            case Missing() as missing:
                self.fault(path, "The quote is not in the article.", str(missing))
        return ()

    def _answer(
        self, path: Path, answer: str | None, groups: Sequence[tuple[Citation, ...]]
    ) -> str | None:
        if answer is None:
            return None
        self._prove_markers(path, answer, len(groups))
        for problem, mend in link_faults(answer):
            self.fault(path, problem, mend)
        return renumbered(answer, groups)

    def _prove_markers(self, path: Path, answer: str, count: int) -> None:
        named = {int(number) for number in MARKER.findall(answer)}
        quotes = set(range(1, count + 1))
        for number in sorted(named - quotes):
            problem = f"[{number}] names no quote: `cite` holds {count}."
            self.fault(path, problem, "Quotes are numbered from 1 in their order under `cite`.")
        for number in sorted(quotes - named) if named else ():
            problem = f"Quote {number} has no marker, while others have."
            self.fault(path, problem, f"Write [{number}] where it belongs, or take the quote out.")


def renumbered(answer: str, groups: Sequence[tuple[Citation, ...]]) -> str:
    """The answer with markers that count citations, where the editor's count quotes.

    They differ where a quote touches two sentences, or two quotes stand in the same one.
    """
    citations = dict.fromkeys(cited for group in groups for cited in group)
    numbers = {cited: number for number, cited in enumerate(citations, start=1)}

    def replaced(marker: re.Match[str]) -> str:
        quote = int(marker[1])
        group = groups[quote - 1] if 0 < quote <= len(groups) else ()
        return "".join(f"[{numbers[cited]}]" for cited in group)

    return MARKER.sub(replaced, answer)
