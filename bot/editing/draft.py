"""A draft: entries that a language model proposes for an article, proven before an editor decides.

What fails is kept in a file of its own beside the FAQ, which nothing serves: it can be mended by
hand and read back like any reply, or by a model with `--again`.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import ValidationError

from bot.answering.entry import Entry, Faq
from bot.answering.knowledge import Knowledge
from bot.article.article import Article
from bot.article.visible import one_line
from bot.editing.draft_entries import candidates
from bot.editing.draft_proof import Proof, drop_known_lines, prove
from bot.editing.draft_texts import ModelReply, ProposedEntry, read_reply
from bot.editing.reading import read_source
from bot.errors import FaultyFaq, FootnoteError
from bot.faq.articles import Articles
from bot.faq.edits import AddEntry, Edit, EditRefused, edited, entry_lines
from bot.faq.file_snapshot import Snapshot
from bot.faq.files import SUFFIXES, NoFaq, Unreadable, faq_files, read_bytes
from bot.faq.model import ArticleModel
from bot.faq.model_cache import ModelCache
from bot.faq.store import FaqReading, look
from bot.faq.write_journal import replace_files
from bot.faq.writing import SCHEMA_LINE, Change, held, schema_beside
from bot.faq.yaml_reading import MAX_BYTES, read
from bot.faq.yaml_scalars import quoted, scalar

FAILED = ".failed"  # behind the FAQ's name: the loader reads nothing of that name


class NoTarget(FootnoteError):
    """There is no FAQ that a draft could go into; the message says why and how to mend it."""


@dataclass(frozen=True, slots=True)
class DraftTarget:
    """The FAQ that a draft is for.

    `faq` is the folder, or the file alone; `file` is that of the article, and holds what stood
    there `before`, None if it is not there yet. Where it has no entry yet, `begun` is what it holds
    before the first. `faqs` are those of the whole folder.
    """

    faq: Path
    file: Path
    article: Article
    before: bytes | None = field(repr=False)
    begun: bytes | None = field(repr=False)
    entries: tuple[Entry, ...] = ()
    not_covered: tuple[str, ...] = ()
    faqs: tuple[Faq, ...] = ()

    @property
    def failures(self) -> Path:
        """Where what failed is kept."""
        return self.file.with_name(self.file.name + FAILED)

    def knowledge(self) -> Knowledge | None:
        """What is known now, which takes a while to learn; None if nothing is."""
        return Knowledge.build(self.faqs, "", ModelCache.at_home()) if self.faqs else None

    def edited(self, edits: Sequence[Edit]) -> bytes:
        """The file with changes made. Raises EditRefused."""
        if self.begun is None:
            return edited(str(self.file), self.before or b"", edits)
        first, *others = sorted(edits, key=lambda edit: not isinstance(edit, AddEntry))
        if not isinstance(first, AddEntry):
            raise EditRefused("A FAQ needs an entry first.")
        lines = "".join(f"{line}\n" for line in entry_lines(first))
        return edited(str(self.file), _with_first(self.begun, lines), others)

    def read(self, edits: Sequence[Edit]) -> FaqReading:
        """The FAQ as it would be. Raises EditRefused."""
        return look(self.faq, instead={self.file: self.edited(edits)})


def _with_first(begun: bytes, lines: str) -> bytes:
    """The file with its first entry below `entries:`."""
    text = begun.decode("utf-8")
    place = read("begun", begun).keys["entries",]
    end = text.find("\n", place.end)
    return (text[: end + 1] + lines + text[end + 1 :] if end >= 0 else f"{text}\n{lines}").encode()


def target_of(faq: Path, named: Path) -> DraftTarget:
    """The FAQ to draft for: a FAQ file, or that of an article, which need not be there yet.

    Raises:
        NoTarget: if several FAQs are of the article, or it can't be read, or lies where no FAQ
            can name it.
        FaultyFaq: if the FAQ has faults.
    """
    folder = faq if faq.is_dir() or faq.suffix not in SUFFIXES else faq.parent
    try:
        if named.suffix in SUFFIXES:
            file = folder / named.name if named.resolve().parent == folder.resolve() else named
            return _of_file(folder if file.parent == folder else file, file)
        own = [file for file in _files(folder) if _article_path(file) == named.resolve()]
        if len(own) > 1:
            several = ", ".join(map(str, own))
            mend = "Name one of them instead."
            raise NoTarget(f"Several FAQs are of this article: {several}. {mend}")
        return _of_file(folder, own[0]) if own else _new(folder, named)
    except Unreadable as error:
        raise NoTarget(f"{named}: {error}") from None


def _files(folder: Path) -> tuple[Path, ...]:
    try:
        return faq_files(folder)
    except NoFaq:
        return ()


def _article_path(file: Path) -> Path | None:
    """Where the article of a FAQ file lies, as far as that can be read."""
    try:
        value = read(str(file), read_bytes(file, MAX_BYTES)).value
        name = value["article"]["file"]  # type: ignore[index, call-overload]
        return (file.parent / str(name)).resolve()
    except (Unreadable, LookupError, TypeError, OSError, ValueError):
        return None


def _of_file(faq: Path, file: Path) -> DraftTarget:
    before = read_bytes(file, MAX_BYTES)
    document = read(str(file), before)
    value = document.value
    if isinstance(value, dict) and value.get("entries") == "" and not document.faults:
        with suppress(ValidationError, LookupError):  # then it has more faults than that
            return _begun(faq, file, before, before)
    reading = look(faq)
    if reading.faults:
        raise FaultyFaq(reading.faults)
    own = next(one for one in reading.faqs if Path(one.file) == file)
    return DraftTarget(
        faq, file, own.article, before, None, own.entries, own.not_covered, reading.faqs
    )


def _begun(faq: Path, file: Path, before: bytes | None, begun: bytes) -> DraftTarget:
    """The target where the file has no entry yet, or there is none.

    Raises FaultyFaq for faults of the folder's other files.
    """
    value = read(str(file), begun).value
    model = ArticleModel.model_validate(value["article"])  # type: ignore[index, call-overload]
    try:
        article = Articles(file.parent, Snapshot(file)).open(model)
    except Unreadable as error:
        raise NoTarget(f"{file}: The article {model.file!r} can't be used. {error}") from None
    if not any(one != file for one in _files(faq)):
        return DraftTarget(faq, file, article, before, begun)
    reading = look(faq)
    if faults := [fault for fault in reading.faults if fault.file != str(file)]:
        raise FaultyFaq(faults)
    others = tuple(one for one in reading.faqs if one.file != str(file))
    return DraftTarget(faq, file, article, before, begun, faqs=others)


def _new(folder: Path, named: Path) -> DraftTarget:
    """The target for an article without a FAQ, which lies where a FAQ may name it."""
    file = folder / f"{named.stem}.yaml"
    real = named.resolve()
    if not real.is_relative_to(folder.resolve().parent) or read_source(named).name != named.name:
        raise NoTarget(
            f"{named} can't be quoted from there as it is. Run `footnote new {named}` first: it "
            "stores the article's text where the FAQ can name it."
        )
    if file.exists():
        raise NoTarget(f"{file} is there already, of another article. Rename the article first.")
    path = os.path.relpath(real, folder.resolve()).replace(os.sep, "/")
    begun = f"{SCHEMA_LINE}\narticle:\n  file: {quoted(path)}\n\nentries:\n"
    return _begun(folder, file, None, begun.encode())


@dataclass(slots=True)
class Drafted:
    """A reply, proven: what would be written, and what failed."""

    target: DraftTarget
    proof: Proof
    unread: tuple[str, ...]
    after: bytes | None

    def write(self) -> None:
        """Put what holds into the FAQ and what failed beside it, or neither.

        Raises ChangedMeanwhile or Unwritable.
        """
        target, failures = self.target, self.failures()
        changes = []
        if self.after is not None:
            changes.append(Change(target.file, target.before, self.after))
            changes += self.beside()
        if failures:
            before = held(target.failures)
            changes.append(Change(target.failures, before, failures.encode()))
        target.file.parent.mkdir(parents=True, exist_ok=True)
        replace_files(changes, target.file.parent)
        if not failures:
            target.failures.unlink(missing_ok=True)

    def beside(self) -> list[Change]:
        """The schema, where it is written with a FAQ that is new."""
        new = self.target.before is None and self.after is not None
        return schema_beside(self.target.file.parent) if new else []

    def failures(self) -> str:
        """What failed as a file that can be mended and read back; empty if nothing did.

        What failed before and this reply does not mention stays.
        """
        earlier = (held(self.target.failures) or b"").decode("utf-8", "replace")
        proposed, before = [one.proposed for one in self.proof.candidates], read_reply(earlier)
        ids, asked = {one.id for one in proposed}, {one.questions for one in proposed}
        kept = [one for one in before.entries if one.id not in ids and one.questions not in asked]
        lines: list[str] = []
        for one in kept:
            lines += _failed_entry(one, _reasons(earlier, f"id: {scalar(one.id)}"))
        for tried in self.proof.failed:
            lines += _failed_entry(tried.proposed, map(str, tried.fatal + tried.dropped))
        if lines:
            lines.insert(0, "entries:")
        refused = self._refused(earlier, before.not_covered)
        lines += ["not_covered:", *refused] if refused else []
        unread = (line for piece in self.unread for line in piece.splitlines())
        lines += [f"# Not read: {one_line(line)}" for line in unread]
        return "\n".join(lines) + "\n" if lines else ""

    def _refused(self, earlier: str, before: Sequence[str]) -> list[str]:
        """The lines of the near misses that failed, now or before."""
        failed = {one.text: [f"{one.problem} {one.mend}".rstrip()] for one in self.proof.dropped}
        gone = {*failed, *self.proof.near_misses}
        kept = {line: _reasons(earlier, scalar(line)) for line in before if line not in gone}
        lines: list[str] = []
        for text, why in (kept | failed).items():
            lines += [*_comments(why), f"  - {scalar(text)}"]
        return lines


def drafted(target: DraftTarget, reply: ModelReply) -> Drafted:
    """Prove a reply. Raises EditRefused if it leads old questions astray whatever is dropped."""
    known = [entry for faq in target.faqs for entry in faq.entries]
    found = candidates(reply, target.article, target.entries, known, target.not_covered)
    proof = Proof(found, list(reply.not_covered))
    drop_known_lines(proof, target.entries, target.not_covered)
    prove(proof, target.read, target.knowledge())
    after = target.edited(proof.edits()) if proof.reading else None
    return Drafted(target, proof, reply.unread, after)


def _reasons(failures: str, item: str) -> list[str]:
    """Why an item of the file of failures failed, as the comment before it says."""
    found = re.search(rf"((?:^  # .*\n)+)  - {re.escape(item)}$", failures, re.MULTILINE)
    return [line.removeprefix("  # ") for line in found[1].splitlines()] if found else []


def _failed_entry(proposed: ProposedEntry, why: Iterable[str]) -> list[str]:
    entry = AddEntry(proposed.id or "entry", proposed.questions, proposed.cite, proposed.answer)
    return ["", *_comments(why), *entry_lines(entry)]


def _comments(why: Iterable[str]) -> list[str]:
    return [f"  # {one_line(reason)}" for reason in why]
