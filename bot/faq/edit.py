"""Edits of a FAQ file in place: what an edit does not mean to change stays as it is to the byte.

Text is inserted at the marks of the file's YAML nodes; the result is read again and must load to
the old content with exactly these edits, or nothing is handed out.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import yaml

from bot.faq.edits import (
    AddEntry,
    AddNearMiss,
    AddPhrasing,
    Edit,
    EditRefused,
    Replace,
    edited_value,
    questions_of,
    trimmed,
)
from bot.faq.validation import note_unseen, shaped
from bot.faq.yaml_insert import below, dash, entry_at_end, into_flow, key_at_end, replaced
from bot.faq.yaml_layout import Layout, Splice, scalar, spliced
from bot.faq.yaml_reading import Document, Path, Value, read

__all__ = ["AddEntry", "AddNearMiss", "AddPhrasing", "Edit", "EditRefused", "Replace", "edited"]

_BOM = b"\xef\xbb\xbf"


def edited(file: str, data: bytes, edits: Sequence[Edit]) -> bytes:
    """The bytes of a FAQ file with these edits made; `file` names it in messages.

    Raises EditRefused if the file has faults of its own, or would have them afterwards, or if an
    edit's place is not there.
    """
    value = _sound(file, data, "Mend this first, then change the file").value
    bare = data.removeprefix(_BOM)
    for edit in map(trimmed, edits):
        layout = Layout(bare.decode())
        bare = _encoded(spliced(layout.text, _splices(layout, value, edit)))
        value = edited_value(value, edit)
    result = (_BOM if data.startswith(_BOM) else b"") + bare
    written = _sound(file, result, "Nothing was changed, because of this").value
    if _content(written) != _content(value):
        raise EditRefused(f"{file}: Its layout defeats this change. Make it by hand.")
    return result


def _splices(layout: Layout, value: Value, edit: Edit) -> list[Splice]:
    match edit:
        case AddPhrasing(entry, text):
            return _item_at_end(layout, questions_of(value, entry), text)
        case AddNearMiss(text):
            if layout.node(("not_covered",)) is None:
                return key_at_end(layout, "not_covered", text)
            return _item_at_end(layout, ("not_covered",), text)
        case AddEntry():
            return entry_at_end(layout, _list_at(layout, ("entries",)), edit)
        case Replace(path, text):
            return [replaced(layout, path, text)]


def _item_at_end(layout: Layout, path: Path, text: str) -> list[Splice]:
    items = _list_at(layout, path)
    like = items.value[-1].style if items.value else None
    if items.flow_style:
        return into_flow(layout, items, scalar(text, like, flow=True))
    return [below(layout, layout.end(items), [dash(layout, items) + scalar(text, like)])]


def _list_at(layout: Layout, path: Path) -> yaml.SequenceNode:
    node = layout.node(path)
    if not isinstance(node, yaml.SequenceNode):
        raise EditRefused(f"No list stands at {'.'.join(map(str, path))}.")
    return node


def _sound(file: str, data: bytes, lead: str) -> Document:
    """The file's structure; raises EditRefused with the first fault of its shape."""
    document = read(file, data)
    note_unseen(document)
    if not document.faults:
        shaped(document)
    if document.faults:
        raise EditRefused(f"{lead}: {document.faults[0]}")
    return document


def _encoded(text: str) -> bytes:
    try:
        return text.encode()
    except UnicodeEncodeError:
        raise EditRefused("The text holds half a character. Type it again.") from None


def _content(value: Value) -> Any:
    """The content as the FAQ takes it: in order, texts without the white space around them."""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, list):
        return [_content(item) for item in value]
    return [(key, _content(item)) for key, item in value.items()]
