"""What must hold between entries and between files: each id and phrasing once, each name known."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz import process

from bot.core.article import Article
from bot.core.errors import TOLD
from bot.core.exact import exact_key
from bot.store.proof import Draft
from bot.store.shape import entry_of, ids_in
from bot.store.yaml_text import Document, Path


@dataclass(frozen=True, slots=True)
class _Here:
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


def prove_together(drafts: Sequence[Draft], documents: Sequence[Document]) -> None:
    """Note in the drafts' documents what is wrong between them.

    `documents` are those of the whole folder: what is named may stand in one that makes no draft.
    """
    known = dict.fromkeys(name for document in documents for name in ids_in(document))
    ids = [here for draft in drafts for here in _ids(draft)]
    phrasings = [here for draft in drafts for here in _phrasings(draft)]
    _prove_unique("id", ids)
    _prove_unique("question", phrasings)
    _prove_articles(drafts)
    _prove_words(phrasings)
    for draft in drafts:
        if all(document.whole for document in documents):
            _prove_next(draft, known)
        _prove_near_misses(draft)


def _ids(draft: Draft) -> Iterator[_Here]:
    for position, entry in enumerate(draft.model.entries):
        yield _Here(draft, ("entries", position, "id"), entry.id)


def _phrasings(draft: Draft) -> Iterator[_Here]:
    for position, entry in enumerate(draft.model.entries):
        for number, text in enumerate(entry.questions):
            yield _Here(draft, ("entries", position, "questions", number), text)


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


def _prove_words(phrasings: Sequence[_Here]) -> None:
    """A phrasing shows something: a word, or signs that are asked sign for sign."""
    for here in phrasings:
        if not exact_key(here.text):
            here.fault("The question holds no word and no sign.", "Write it in words.")


def _prove_unique(what: str, texts: Sequence[_Here]) -> None:
    """Within an entry no text stands twice; over all entries not even in other punctuation.

    One entry may hold both "what's new" and "what is new"; of two entries only one could answer.
    C, C++ and C# are three texts: asked word for word, each has its own answer.
    """
    spelt: dict[str, _Here] = {}
    read: dict[str, _Here] = {}
    for here in texts:
        same = spelt.setdefault(_spelling(here.text), here)
        alike = read.setdefault(_words(here.text), here)
        first = alike if alike.entry != here.entry else same
        if first is not here:
            problem = f"The {what} `{here.text}` stands twice, first at {first}."
            here.fault(problem, "Keep one of the two.")


def _spelling(text: str) -> str:
    return " ".join(text.casefold().split())


def _words(text: str) -> str:
    return exact_key(text) or _spelling(text)


def _prove_next(draft: Draft, ids: Mapping[str, None]) -> None:
    choices, unknown = list(ids), 0
    for position, entry in enumerate(draft.model.entries):
        for number, name in enumerate(entry.next):
            here = _Here(draft, ("entries", position, "next", number), name)
            if name == entry.id:
                here.fault("The entry follows itself.", "Name another entry.")
            elif name not in ids:
                unknown += 1  # a hundred are told: of more the nearest would be sought in vain
                best = unknown <= TOLD and process.extractOne(name, choices, score_cutoff=60)
                mend = f"Write `{best[0]}`?" if best else "Name the id of an entry."
                here.fault(f"No entry has the id `{name}`.", mend)


def _prove_near_misses(draft: Draft) -> None:
    """No near miss of a file is a phrasing of it."""
    phrasings = {_words(here.text): here for here in _phrasings(draft)}
    for number, text in enumerate(draft.model.not_covered):
        phrasing = phrasings.get(_words(text))
        if phrasing:
            problem = f"The near miss `{text}` is also a question, at {phrasing}."
            mend = "An entry answers it, or the article doesn't cover it: keep one of the two."
            draft.fault(("not_covered", number), problem, mend)
