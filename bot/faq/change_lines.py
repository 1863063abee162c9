"""Evidence in five lines, the last of them what to write into the FAQ file, ready to be copied."""

from __future__ import annotations

from collections.abc import Iterator

from bot.answering.reply import Evidence, LineChange, LineChangeKind
from bot.faq.yaml_scalars import scalar

NOTHING_ELSE = ("no entry comes near", "no other entry comes near")
_LINES: dict[LineChangeKind, str] = {
    "phrasing": "entries → {under} → questions: add `- {text}`",
    "old_phrasing": "entries → {under} → questions: narrow or remove `- {text}`",
    "near_miss": "not_covered: add `- {text}`",
    "old_near_miss": "not_covered: narrow or remove `- {text}`",
    "synonym": "synonyms → {under}: add `{text}`",
    "entry": "entries: add one with `- {text}` under questions",
}
"""The place in the file and the line, as YAML, for each kind of change."""
_NEW_SYNONYM = "synonyms: add `{key}: [{text}]`"


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
    line = _NEW_SYNONYM if change.kind == "synonym" and change.new else _LINES[change.kind]
    text, key = scalar(change.text), scalar(change.under)
    said = f"{change.file}, {line.format(under=change.under, key=key, text=text)}"
    if change.quote:
        said += f" and `- {scalar(change.quote)}` under cite"
    return f"{said} ({change.when})" if change.when else said
