"""Sheets: the FAQ's state, what decided, and the bot's log, as the page's panel shows them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from bot.answering.knowledge import Knowledge
from bot.answering.reply import (
    Answer,
    DidYouMean,
    Evidence,
    NotCovered,
    Part,
    Passage,
    Response,
    SmallTalk,
)
from bot.errors import Fault, and_more, first
from bot.faq.store import FaqReading
from bot.sandbox.panel import Sheet

FAQ, WHY, LOG = "faq", "why", "log"


def faq_sheet(reading: FaqReading, serving: Knowledge | None = None) -> Sheet:
    """The FAQ's files as they stand, and what serves meanwhile if they have faults."""
    errors = [fault for fault in reading.faults if fault.severity == "error"]
    parts = [
        {"kind": "facts", "rows": _facts(reading, serving)},
        *_faults(reading.faults),
        *(_file(Path(one.file), reading) for one in reading.documents),
    ]
    if not errors:
        return Sheet(FAQ, "FAQ", tuple(parts), "good", f"Good. {reading.fingerprint} serves")
    count = f"{len(errors)} fault{'' if len(errors) == 1 else 's'}"
    kept = f"; {serving.fingerprint} keeps serving" if serving else ""
    return Sheet(FAQ, "FAQ", tuple(parts), "bad", f"{count}{kept}")


def _facts(reading: FaqReading, serving: Knowledge | None) -> list[list[str]]:
    rows = [["Fingerprint", reading.fingerprint]]
    if serving and serving.fingerprint != reading.fingerprint:
        rows.append(["Serving", serving.fingerprint])
    entries = [entry for faq in reading.faqs for entry in faq.entries]
    rows.append(["Entries", str(len(entries))])
    rows.append(["Phrasings", str(sum(len(entry.questions) for entry in entries))])
    articles = dict.fromkeys(faq.article.title or faq.article.name for faq in reading.faqs)
    rows.append(["Article", ", ".join(articles)])
    return rows


def _faults(faults: Sequence[Fault]) -> list[dict[str, Any]]:
    told, more = first(faults)
    items = [{"text": f"{_place(one)}: {one.problem}", "note": one.mend} for one in told]
    if more:
        items.append({"text": and_more(more), "note": ""})
    return [{"kind": "list", "title": "What is wrong", "items": items}] if items else []


def _place(fault: Fault) -> str:
    name = Path(fault.file).name
    return f"{name}, line {fault.line}" if fault.line else name


def _file(path: Path, reading: FaqReading) -> dict[str, Any]:
    lines = reading.data.get(path, b"").decode("utf-8", "replace").splitlines()
    marked = {str(one.line): one.problem for one in reading.faults if Path(one.file) == path}
    return {"kind": "lines", "title": path.name, "lines": lines, "marked": marked}


def why_sheet(response: Response | None) -> Sheet:
    """What decided the last answer."""
    if response is None:
        text = "Ask something: here stands what decided the answer."
        return Sheet(WHY, "Why", ({"kind": "text", "text": text},))
    parts = tuple(one for part in response.parts for one in _part(part))
    return Sheet(WHY, "Why", parts)


def _part(part: Part) -> Iterable[dict[str, Any]]:
    evidence = part.evidence
    rows = [["Question", part.question], ["Reply", _kind(part)]]
    if evidence.rule:
        rows.append(["Decided", evidence.rule])
    if evidence.advice:
        rows.append(["To change it", evidence.advice])
    yield {"kind": "facts", "rows": rows}
    yield from _tables(evidence)


def _kind(part: Part) -> str:
    match part.reply:
        case Answer(entry):
            return f"answer: {entry.id}"
        case Passage(citations):
            return "passage: sentence " + ", ".join(str(one.number) for one in citations)
        case DidYouMean(entries):
            return "did you mean: " + ", ".join(entry.id for entry in entries)
        case NotCovered():
            return "not covered"
        case SmallTalk(topic):
            return f"small talk: {topic}"


def _tables(evidence: Evidence) -> Iterable[dict[str, Any]]:
    if evidence.thresholds:
        head = ["threshold", "reached", "needed", ""]
        rows = [
            [name, f"{reached:.3f}", f"{needed:.3f}", "yes" if reached >= needed else "no"]
            for name, reached, needed in evidence.thresholds
        ]
        yield _table("Thresholds", head, rows)
    if evidence.candidates:
        features = [name for name, _ in evidence.candidates[0].features]
        rows = [
            [one.entry.id, f"{one.score:.3f}", f"{one.confidence:.3f}"]
            + [f"{value:.2f}" for _, value in one.features]
            for one in evidence.candidates
        ]
        yield _table("Nearest entries", ["entry", "score", "confidence", *features], rows)
    if evidence.words:
        head = ["word", "read as", "weight", "explained"]
        rows = [
            [word.typed, word.read, f"{word.weight:.2f}", f"{word.explained:.0%}"]
            for word in evidence.words
        ]
        yield _table("Words of the question", head, rows)


def _table(title: str, head: list[str], rows: list[list[str]]) -> dict[str, Any]:
    return {"kind": "table", "title": title, "head": head, "rows": rows}


def log_sheet(lines: Iterable[str]) -> Sheet:
    """The bot's log."""
    return Sheet(LOG, "Log", ({"kind": "lines", "title": "The bot's log", "lines": list(lines)},))
