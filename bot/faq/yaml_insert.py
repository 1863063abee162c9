"""Insertions into a YAML text: an item at the end of a list, a key at the end of a mapping.

Each is laid out as its neighbours are: same indentation, same line breaks, on a line of its own
where they have lines of their own. Nothing that stands there is touched.
"""

from __future__ import annotations

import yaml

from bot.faq.edits import AddEntry, EditRefused
from bot.faq.yaml_layout import BREAK, Layout, Splice, folded, quoted, scalar
from bot.faq.yaml_reading import Path


def dash(layout: Layout, items: yaml.SequenceNode) -> str:
    """What an item's line begins with in a block list: indentation, dash, spaces."""
    column = layout.column(items)
    gap = layout.column(items.value[-1]) - column
    return " " * column + "-" + " " * (max(gap, 2) - 1)


def below(layout: Layout, end: int, lines: list[str]) -> Splice:
    """Lines of their own below the line in which a text ends; a missing last break stays away."""
    line_break = layout.line_break(end)
    start = layout.next_line(end)
    if start is None:
        start = len(layout.text)
        return Splice(start, start, line_break + line_break.join(lines))
    return Splice(start, start, "".join(line + line_break for line in lines))


def into_flow(layout: Layout, items: yaml.CollectionNode, item: str) -> list[Splice]:
    """An item at the end of a list in brackets or a mapping in braces."""
    if not items.value:
        start = items.start_mark.index + 1
        near_comment = layout.text.startswith("#", start)
        return [Splice(start, start, item + " " * near_comment)]
    last = items.value[-1]
    first, end = (
        (last[0], layout.end(last[1])) if isinstance(last, tuple) else (last, layout.end(last))
    )
    close = items.end_mark.index - 1
    comma = layout.comma(end, close)
    indent = layout.before_on_line(first.start_mark.index)
    if indent.strip() or items.start_mark.line == first.start_mark.line:
        return _on_the_line(end, comma, item)
    return _on_its_own_line(layout, end, close, comma, indent + item)


def _on_the_line(end: int, comma: int | None, item: str) -> list[Splice]:
    if comma is None:
        return [Splice(end, end, f", {item}")]
    return [Splice(comma + 1, comma + 1, f" {item},")]


def _on_its_own_line(
    layout: Layout, end: int, close: int, comma: int | None, line: str
) -> list[Splice]:
    """Below the last item and its comment, with the comma that the last item may lack."""
    at = end if comma is None else comma + 1
    start = layout.line_end(at)
    if start > close:
        start = at
    new = layout.line_break(at) + line
    if comma is not None:
        return [Splice(start, start, new + ",")]
    if start == end:
        return [Splice(end, end, "," + new)]
    return [Splice(end, end, ","), Splice(start, start, new)]


def key_at_end(layout: Layout, key: str, item: str) -> list[Splice]:
    """A new key of the whole file, with a list of one item."""
    root = layout.root
    assert isinstance(root, yaml.MappingNode)  # noqa: S101 - a FAQ of the right shape is one
    if root.flow_style:
        name = quoted(key) if root.value[-1][0].style == '"' else key
        return into_flow(layout, root, f"{name}: [{scalar(item, _style(root), flow=True)}]")
    indent = " " * layout.column(root)
    lines = [f"{indent}{key}:", f"{indent}  - {scalar(item)}"]
    end = layout.end(root)
    if not layout.only_comments_after(end):
        return [below(layout, end, lines)]
    loose = layout.blank_between(root.start_mark.index, end)
    return [_at_the_end(layout, ["", *lines] if loose else lines)]


def _style(root: yaml.MappingNode) -> str | None:
    style: str | None = root.value[-1][0].style
    return style


def _at_the_end(layout: Layout, lines: list[str]) -> Splice:
    start = len(layout.text)
    line_break = layout.line_break(start)
    if layout.before_on_line(start):
        return Splice(start, start, line_break + line_break.join(lines))
    return Splice(start, start, "".join(line + line_break for line in lines))


def replaced(layout: Layout, path: Path, text: str) -> Splice:
    """Another text in the place of a scalar, in its own style where that can hold it."""
    node = layout.node(path)
    if not isinstance(node, yaml.ScalarNode):
        raise EditRefused(f"No text stands at {'.'.join(map(str, path))}. Look at the file again.")
    start, end = node.start_mark.index, node.end_mark.index
    written = layout.text[start:end]
    if node.style not in ("|", ">"):
        return Splice(start, end, scalar(text, node.style, flow=layout.in_flow(path)))
    end = start + len(written.rstrip())
    lines = folded(text, len(_indent_below(written)))
    if lines is None:
        return Splice(start, end, scalar(text))
    line_break = layout.line_break(start)
    return Splice(start, end, line_break.join([">-", *lines]))


def _indent_below(block: str) -> str:
    """The indentation of the first line of a block scalar."""
    first = next((line for line in BREAK.split(block)[1:] if line.strip()), "")
    return first[: len(first) - len(first.lstrip(" "))]


# A new entry as YAML, laid out like the last one that stands in the list.


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
