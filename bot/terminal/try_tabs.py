"""The tabs beside the channel of `footnote try`: the state of the FAQ, and what decided."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from bot.answering.entry import titles_of
from bot.answering.features import MEANINGS
from bot.answering.reply import (
    Evidence,
    Reply,
    Response,
    citations_of,
    entry_of,
    suggestions_of,
)
from bot.errors import Fault, and_more, errors_among, first
from bot.faq.change_lines import why_lines
from bot.faq.store import FaqReading, FaqStore
from bot.faq.watch import watch
from bot.terminal.output import EvidenceTable, thresholds_table, words_table

Part = dict[str, Any]


async def follow(
    reading: FaqReading,
    opening: Awaitable[FaqStore],
    show: Callable[[tuple[Part, ...], str, str], None],
) -> None:
    """Show the FAQ's state at once and with each version of its files, until cancelled."""
    show(*state_of(reading, reading.fingerprint))
    store = await opening

    def changed(_: object) -> None:
        show(*state_of(store.reading, store.current.fingerprint))

    await watch(store, changed, asyncio.Event())


def state_of(reading: FaqReading, serving: str) -> tuple[tuple[Part, ...], str, str]:
    """The state of a version of the files: its parts, `good` or `bad`, and the same in a few words.

    Args:
        reading: The version.
        serving: The fingerprint of the version that serves.
    """
    parts = (
        {"kind": "facts", "rows": _facts(reading, serving)},
        *_faults(reading.faults),
        *(_file(path, reading) for path in reading.snapshot.faq_files),
    )
    count = len(errors_among(reading.faults))
    if not count:
        return parts, "good", f"Good. {reading.fingerprint} serves"
    counted = f"{count} fault{'' if count == 1 else 's'}"
    return parts, "bad", f"{counted}; {serving} keeps serving"


def _facts(reading: FaqReading, serving: str) -> list[list[str]]:
    rows = [["Fingerprint", reading.fingerprint]]
    if serving != reading.fingerprint:
        rows.append(["Serving", serving])
    entries = [entry for faq in reading.faqs for entry in faq.entries]
    rows.append(["Entries", str(len(entries))])
    rows.append(["Phrasings", str(sum(len(entry.questions) for entry in entries))])
    rows.append(["Article", ", ".join(titles_of(reading.faqs))])
    return rows


def _faults(faults: Sequence[Fault]) -> list[Part]:
    told, more = first(faults)
    items = [{"text": f"{_place(one)}: {one.problem}", "note": one.mend} for one in told]
    if more:
        items.append({"text": and_more(more), "note": ""})
    return [{"kind": "list", "title": "What is wrong", "items": items}] if items else []


def _place(fault: Fault) -> str:
    name = Path(fault.file).name
    return f"{name}, line {fault.line}" if fault.line else name


def _file(path: Path, reading: FaqReading) -> Part:
    lines = reading.data.get(path, b"").decode("utf-8", "replace").splitlines()
    marked = {str(one.line): one.problem for one in reading.faults if Path(one.file) == path}
    return {"kind": "lines", "title": path.name, "lines": lines, "marked": marked}


# What decided an answer.


def why_parts(response: Response) -> tuple[Part, ...]:
    """What decided each part of a response, and all that counted in tables."""
    return tuple(
        part for one in response.parts for part in _why(one.question, one.reply, one.evidence)
    )


def _why(question: str, reply: Reply, evidence: Evidence) -> Iterator[Part]:
    lines = [line.partition(": ") for line in why_lines(evidence)]
    rows = [["Question", question], ["Reply", _brief(reply)]]
    yield {"kind": "facts", "rows": rows + [[name, said] for name, _, said in lines]}
    for table in (thresholds_table(evidence), _candidates(evidence), words_table(evidence)):
        if table.rows:
            yield {"kind": "table", "folded": True} | table._asdict()


def _candidates(evidence: Evidence) -> EvidenceTable:
    """A row for each entry: other than on a terminal there is no room for columns of them."""
    names = (one.name.replace("_", " ") for one in MEANINGS)
    rows = [
        [one.entry.id, f"{one.score:.3f}", f"{one.confidence:.3f}"]
        + [f"{feature.value:.2f} {feature.adds:+.2f}" for feature in one.features]
        for one in evidence.candidates
    ]
    title = "Nearest entries, with what each feature adds"
    return EvidenceTable(title, ["entry", "score", "confidence", *names], rows)


def _brief(reply: Reply) -> str:
    """The kind of the reply, and which entries or sentences it shows."""
    kind, entry = reply.kind, entry_of(reply)
    shown = [entry.id] if entry else []
    if kind == "passage":
        shown = ["sentence " + ", ".join(str(cited.number) for cited in citations_of(reply))]
    elif kind == "did_you_mean":
        shown = [one.id for one in suggestions_of(reply)]
    return ": ".join(filter(None, (kind.replace("_", " "), ", ".join(shown))))
