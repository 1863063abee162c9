"""Evidence in five lines, the last of them what to write into the FAQ file, ready to be copied."""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never

from bot.answering.reply import Evidence, LineChange
from bot.faq.yaml_scalars import scalar

NOTHING_ELSE = ("no entry comes near", "no other entry comes near")


def why_lines(evidence: Evidence) -> tuple[str, ...]:
    """What decided, in five lines; fewer for what is no question."""
    return tuple(f"{name}: {said}" for name, said in _named(evidence))


def advice(evidence: Evidence) -> str:
    """What would change the outcome, in words and YAML; empty if no line of the FAQ would."""
    return "; or ".join(map(_said, evidence.changes))


def _named(evidence: Evidence) -> Iterator[tuple[str, str]]:
    if evidence.understood:
        first, second = (*evidence.nearest, *NOTHING_ELSE[len(evidence.nearest) :])
        yield "Understood", evidence.understood
        yield "First", first
        yield "Second", second
    if evidence.rule:
        yield "Decided", evidence.rule
    if evidence.changes:
        yield "To change it", advice(evidence)


def _said(change: LineChange) -> str:
    line = f"{change.file}, {_line(change)}"
    return f"{line} ({change.when})" if change.when else line


def _line(change: LineChange) -> str:
    """The place in the file and the line, as YAML."""
    item = f"`- {scalar(change.text)}`"
    match change.kind:
        case "phrasing":
            return f"entries → {change.under} → questions: add {item}"
        case "old_phrasing":
            return f"entries → {change.under} → questions: narrow or remove {item}"
        case "near_miss":
            return f"not_covered: add {item}"
        case "old_near_miss":
            return f"not_covered: narrow or remove {item}"
        case "synonym" if change.new:
            return f"synonyms: add `{scalar(change.under)}: [{scalar(change.text)}]`"
        case "synonym":
            return f"synonyms → {change.under}: add `{scalar(change.text)}`"
        case "entry":
            cited = f" and `- {scalar(change.quote)}` under cite" if change.quote else ""
            return f"entries: add one with {item} under questions{cited}"
        case _:
            assert_never(change.kind)
