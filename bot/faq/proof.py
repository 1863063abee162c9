"""The proof of a FAQ file: every quote stands in its article, every marker names a quote."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from bot.answering.entry import Entry, Faq
from bot.article.article import Article, Citation
from bot.article.quotes import Finder, Found, Missing, Twice
from bot.article.visible import link_fault, link_faults
from bot.faq.entry_lines import EntryLines
from bot.faq.model import SHOWN, EntryModel, FaqModel
from bot.faq.validation import entry_of
from bot.faq.yaml_reading import Document, Path
from bot.matching.text import OncePerText, exact_key

MARKER = re.compile(r"\[(\d{1,4})\]")


@dataclass(slots=True)
class Draft:
    """A file whose shape is right, with its article if it can be used: proven, it is a `Faq`.

    `lines` are those of its entries, if these are plain.
    `keys` gives the exact key of a phrasing, `finder` finds quotes, and `proven` are the entries as
    they were written and as they were proven, by id.
    """

    document: Document
    model: FaqModel
    article: Article | None
    lines: EntryLines | None = None
    keys: OncePerText = field(init=False)
    finder: Finder | None = field(init=False)
    proven: dict[str, tuple[EntryModel, Entry]] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self.keys = OncePerText(exact_key)
        self.finder = None

    def prove(self, known: Draft | None = None) -> Faq | None:
        """The FAQ with its citations resolved; what can't be is noted in the document's faults.

        None without an article, though all else is proven.

        Args:
            known: The file as it was before, without a fault: entries that are the same are taken
                over, if the article is.
        """
        before: Mapping[str, tuple[EntryModel, Entry]] = {}
        if known:
            self.keys = OncePerText(exact_key, known.keys.known)
        if known and known.article is self.article:
            self.finder, before = known.finder, known.proven
        elif self.article:
            self.finder = Finder(self.article)
        model = self.model
        for words, address in model.article.links.items():
            if wrong := link_fault(words, address):
                self.fault(("article", "links", words), *wrong)
        entries = []
        for position, one in enumerate(model.entries):
            same, entry = before.get(one.id, (None, None))
            entries.append(entry if entry and same == one else self._entry(position, one))
        self.proven = {
            one.id: (one, entry) for one, entry in zip(model.entries, entries, strict=True)
        }
        if self.article is None:
            return None
        return Faq(
            file=self.document.file,
            article=self.article,
            entries=tuple(entries),
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
        if self.article is None or self.finder is None:
            return ()
        match self.finder.find(quote):
            case Found(sentences):
                return tuple(Citation(self.article, sentence) for sentence in sentences)
            case Twice() as twice:
                self.fault(path, f"The quote {twice}.", "Quote more of the sentence that is meant.")
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


# What must hold between entries and between files: each id and phrasing once, each name known.


class _TextAt(NamedTuple):
    """A text at its place in a file."""

    draft: Draft
    path: Path
    text: str

    @property
    def entry(self) -> tuple[str, Path]:
        """Which entry it belongs to."""
        return (self.draft.document.file, self.path[:2])

    def __str__(self) -> str:
        document = self.draft.document
        entry = entry_of(document, self.path)
        return f"{document.file}:{document.place(self.path).line} [{entry}]"

    def fault(self, problem: str, mend: str) -> None:
        self.draft.fault(self.path, problem, mend)


def prove_together(drafts: Sequence[Draft]) -> None:
    """Note in the drafts' documents what is wrong between them."""
    ids = [here for draft in drafts for here in _ids(draft)]
    phrasings = [here for draft in drafts for here in _phrasings(draft)]
    _prove_unique("id", ids)
    _prove_unique("question", phrasings)
    _prove_articles(drafts)
    _prove_words(phrasings)
    for draft in drafts:
        _prove_next(draft)
        _prove_near_misses(draft, (here for here in phrasings if here.draft is draft))
        draft.keys.settle()


def _ids(draft: Draft) -> Iterator[_TextAt]:
    for position, entry in enumerate(draft.model.entries):
        yield _TextAt(draft, ("entries", position, "id"), entry.id)


def _phrasings(draft: Draft) -> Iterator[_TextAt]:
    for position, entry in enumerate(draft.model.entries):
        for number, text in enumerate(entry.questions):
            yield _TextAt(draft, ("entries", position, "questions", number), text)


def _prove_articles(drafts: Sequence[Draft]) -> None:
    """Two articles never share a name, for a citation has nothing else to tell them apart."""
    first: dict[str, tuple[Article, str]] = {}
    for draft in drafts:
        if draft.article is None:
            continue
        other, file = first.setdefault(draft.article.name, (draft.article, draft.document.file))
        if other.text != draft.article.text:
            problem = f"Another article is also called `{other.name}`, in {file}."
            mend = "Rename one of the two: citations name an article by its file's name."
            draft.fault(("article", "file"), problem, mend)


def _prove_words(phrasings: Sequence[_TextAt]) -> None:
    """A phrasing shows something: a word, or signs that are asked sign for sign."""
    for here in phrasings:
        if not here.draft.keys(here.text):
            here.fault("The question holds no word and no sign.", "Write it in words.")


def _prove_unique(what: str, texts: Sequence[_TextAt]) -> None:
    """Within an entry no text stands twice; over all entries not even in other punctuation.

    One entry may hold both "what's new" and "what is new"; of two entries only one could answer.
    C, C++ and C# are three texts: asked word for word, each has its own answer.
    """
    spelt: dict[str, _TextAt] = {}
    read: dict[str, _TextAt] = {}
    for here in texts:
        same = spelt.setdefault(_spelling(here.text), here)
        alike = read.setdefault(_words(here.draft, here.text), here)
        first = same if alike is here or alike.entry == here.entry else alike
        if first is not here:
            problem = f"The {what} `{here.text}` stands twice, first at {first}."
            here.fault(problem, "Keep one of the two.")


def _spelling(text: str) -> str:
    return " ".join(text.casefold().split())


def _words(draft: Draft, text: str) -> str:
    return draft.keys(text) or _spelling(text)


def _prove_next(draft: Draft) -> None:
    """No entry is offered after itself; one that is not written yet is not offered."""
    for position, entry in enumerate(draft.model.entries):
        if entry.id in entry.next:
            path = ("entries", position, "next", entry.next.index(entry.id))
            draft.fault(path, "The entry follows itself.", "Name another entry.")


def _prove_near_misses(draft: Draft, phrasings: Iterable[_TextAt]) -> None:
    """No near miss of a file is a phrasing of it."""
    read = {_words(draft, here.text): here for here in phrasings}
    for number, text in enumerate(draft.model.not_covered):
        phrasing = read.get(_words(draft, text))
        if phrasing:
            problem = f"The near miss `{text}` is also a question, at {phrasing}."
            mend = "An entry answers it, or the article doesn't cover it: keep one of the two."
            draft.fault(("not_covered", number), problem, mend)
