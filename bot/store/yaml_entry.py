"""A new entry as YAML, laid out like the last one that stands in the list."""

from __future__ import annotations

import yaml

from bot.store.edits import AddEntry
from bot.store.yaml_insert import below, dash, into_flow
from bot.store.yaml_layout import Layout, Splice
from bot.store.yaml_scalar import folded, quoted, scalar


def entry_at_end(layout: Layout, entries: yaml.SequenceNode, entry: AddEntry) -> list[Splice]:
    """The entry after the last of the list."""
    if entries.flow_style:
        return into_flow(layout, entries, _in_braces(entry))
    start = dash(layout, entries)
    lines = _lines(entry, start, _list_indent(entries.value[-1]))
    return [below(layout, layout.end(entries), [""] * _loose(layout, entries) + lines)]


def _lines(entry: AddEntry, start: str, list_indent: int) -> list[str]:
    keys = " " * len(start)
    item = keys + " " * list_indent + "- "
    answer = _answer(entry.answer, keys) if entry.answer else []
    return [
        f"{start}id: {scalar(entry.id)}",
        f"{keys}questions:",
        *(item + scalar(text) for text in entry.questions),
        *answer,
        f"{keys}cite:",
        *(item + scalar(text) for text in entry.cite),
    ]


def _answer(answer: str, keys: str) -> list[str]:
    """On one line where it fits, else folded."""
    lines = folded(answer, len(keys) + 2)
    if lines is None or len(lines) == 1:
        return [f"{keys}answer: {scalar(answer)}"]
    return [f"{keys}answer: >-", *lines]


def _in_braces(entry: AddEntry) -> str:
    answer = f'"answer": {quoted(entry.answer)}, ' if entry.answer else ""
    questions = ", ".join(map(quoted, entry.questions))
    cite = ", ".join(map(quoted, entry.cite))
    return f'{{"id": {quoted(entry.id)}, "questions": [{questions}], {answer}"cite": [{cite}]}}'


def _list_indent(last: yaml.Node) -> int:
    """By how many columns the last entry indents its lists below their keys."""
    if isinstance(last, yaml.MappingNode) and not last.flow_style:
        for key, value in last.value:
            if isinstance(value, yaml.SequenceNode) and not value.flow_style:
                return int(value.start_mark.column - key.start_mark.column)
    return 2


def _loose(layout: Layout, entries: yaml.SequenceNode) -> bool:
    """Whether blank lines stand between entries; a single entry gets one after it."""
    if len(entries.value) < 2:
        return True
    before, last = entries.value[-2:]
    return layout.blank_between(layout.end(before), last.start_mark.index)
