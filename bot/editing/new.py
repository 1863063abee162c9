"""A new FAQ: the file of what is proposed for an article, proven before anybody writes it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.article.visible import legible
from bot.editing.collisions import collisions
from bot.editing.first_faq import FirstEntry, first_entries
from bot.editing.html_text import Source
from bot.editing.question_templates import Asks
from bot.errors import Fault, FaultyFaq
from bot.faq.edits import PROPOSED, AddEntry, entry_lines
from bot.faq.files import NoFaq
from bot.faq.store import FaqReading, look
from bot.faq.validation import ids_in
from bot.faq.writing import SCHEMA_LINE
from bot.faq.yaml_scalars import scalar

_HEAD = f"""\
# Proposed from the article's own sentences, and served as it stands. Go through the entries: mend
# the questions (the first is shown to people; more of them, in members' words, find more), delete
# what nobody would ask, and take `{PROPOSED.strip()}` away from what you keep.
"""
_IN_AN_ENTRY = """\
    # answer: In your own words, with a mark for each quote [1].   (without it the quotes answer)
    # next: [another-id]                                           (offered as a follow-up)
"""
_TAIL = """
# synonyms:                        # words that mean the same here
#   word: [another word for it]
# not_covered:                     # near misses: of these the bot says that the article doesn't say
#   - a question that the article does not answer, though it sounds like it
"""


@dataclass(frozen=True, slots=True)
class FirstFaq:
    """A proven FAQ file that is not written yet.

    `kinds` counts what its entries ask for; so many of the article's `sentences` are `cited`; so
    many phrasings were `dropped`, as they would have led to another entry.
    """

    data: bytes
    kinds: Counter[Asks]
    sentences: int
    cited: int
    dropped: int


def first_faq(source: Source, stored: Path, target: Path, name: str) -> FirstFaq:
    """The first FAQ of an article, proven beside all that its folder holds.

    Args:
        source: The article.
        stored: Where it lies or will lie.
        target: Where the FAQ will lie.
        name: The article's path, as the FAQ names it.

    Raises:
        FaultyFaq: if no question can be made of the article, without a fault; or if none of its
            entries can be proven, with the faults.
    """
    article, folder = source.article, target.parent
    ids, phrasings, known = _others(folder)
    kept = first_entries(article, ids, phrasings)
    if not kept:
        raise FaultyFaq([])

    def tried(some: Sequence[FirstEntry]) -> FaqReading:
        data = _file(source, name, some).encode()
        return look(folder, {target: data, stored.resolve(): source.data})

    reading = tried(kept)
    while faults := [fault for fault in reading.faults if fault not in known]:
        faulty = {fault.entry for fault in faults if fault.file == str(target)}
        left = [one for one in kept if one.id not in faulty]
        if not left or len(left) == len(kept):
            raise FaultyFaq(faults)
        kept, reading = left, tried(left)
    led = _led_astray(reading, target)
    better = [one.without(led.get(one.id, frozenset())) for one in kept]
    kept = [one for one in better if one] or kept
    quotes = {quote for one in kept for quote in one.cite}
    return FirstFaq(
        data=_file(source, name, kept).encode(),
        kinds=Counter(one.shown[0].asks for one in kept),
        sentences=len(article.sentences),
        cited=len(quotes),
        dropped=sum(map(len, led.values())),
    )


def _others(folder: Path) -> tuple[list[str], list[str], tuple[Fault, ...]]:
    """The ids and the phrasings that the FAQs of a folder have, and their faults."""
    try:
        reading = look(folder)
    except NoFaq:
        return [], [], ()
    ids = [name for document in reading.documents for name in ids_in(document)]
    entries = [entry for faq in reading.faqs for entry in faq.entries]
    return ids, [text for entry in entries for text in entry.questions], reading.faults


def _led_astray(reading: FaqReading, target: Path) -> dict[str, frozenset[str]]:
    """The phrasings of a file that, asked, lead to another entry than their own, by id.

    Each is asked of the built knowledge as if it were not there itself.
    """
    own = [faq for faq in reading.faqs if faq.file == str(target)]
    knowledge = FaqReading(tuple(own), (), reading.documents, reading.snapshot).build()
    found: dict[str, frozenset[str]] = {}
    for one in collisions(knowledge):
        if one.kind != "answered":  # said a little otherwise, it leads elsewhere: the check's
            found[one.entry.id] = found.get(one.entry.id, frozenset()) | {one.text}
    return found


def _file(source: Source, name: str, entries: Sequence[FirstEntry]) -> str:
    lines = [SCHEMA_LINE, "#", _HEAD, "article:", f"  file: {_scalar(name)}"]
    lines += [_data("title", source.title), _data("url", source.url)]
    lines += [_data("published", source.published)]
    lines += ["  links:"] if source.links else []
    lines += [f"    {_scalar(words)}: {_scalar(to)}" for words, to in source.links.items()]
    lines += ["", "entries:"]
    for at, entry in enumerate(entries):
        cite = tuple(map(legible, entry.cite))
        lines += entry_lines(AddEntry(entry.id, entry.phrasings, cite, proposed=True))
        lines += [_IN_AN_ENTRY if at == 0 else ""]
    return "\n".join(lines) + _TAIL


def _data(key: str, value: str | None) -> str:
    return f"  {key}: {_scalar(value)}" if value else f"  # {key}:"


def _scalar(text: str) -> str:
    """A text as YAML takes it on one line, without what nobody sees."""
    return scalar(legible(text))
