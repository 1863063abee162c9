"""Texts written as YAML scalars that load to exactly the given text, as plain as it allows."""

from __future__ import annotations

import re
import textwrap

WIDTH = 100  # columns: longer texts are folded over several lines

# What a YAML reader takes for a line break or refuses to read; everything else stands as it is.
_UNPRINTABLE = "\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff"
_SPECIAL = re.compile(f"[{_UNPRINTABLE}]")
_ESCAPED = re.compile(f'[\\\\"{_UNPRINTABLE}]')
_NAMED = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}
_STRUCTURE = re.compile(r":(?=\s|$)|\s#")
_STRING = "tag:yaml.org,2002:str"


def scalar(text: str, like: str | None = None) -> str:
    """The text on one line, in the style `like` of a neighbour where that can hold it."""
    if like == '"' or _SPECIAL.search(text):
        return quoted(text)
    if like == "'":
        return "'" + text.replace("'", "''") + "'"
    return text if _is_plain(text) else quoted(text)


def quoted(text: str) -> str:
    """The text in double quotes: the one style that can hold every text."""
    return '"' + _ESCAPED.sub(lambda found: _escape(found[0]), text) + '"'


def _escape(character: str) -> str:
    if character in _NAMED:
        return _NAMED[character]
    code = ord(character)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"


def _is_plain(text: str) -> bool:
    """Whether the text needs no quotes, for this reader and for those that know other types."""
    if not text[:1].isalnum() or text != text.strip() or _STRUCTURE.search(text):
        return False
    import yaml  # some 10 ms, which a question alone need not wait for
    from yaml.resolver import Resolver

    tag = Resolver().resolve(yaml.ScalarNode, text, (True, False))  # type: ignore[no-untyped-call]  # PyYAML's stubs leave it out
    return bool(tag == _STRING)


def folded(text: str, indent: int) -> list[str] | None:
    """The lines of a text under a `>-` at this indentation; None if they would not load to it."""
    lines = textwrap.wrap(
        text,
        max(WIDTH - indent, 40),
        break_long_words=False,
        break_on_hyphens=False,
        expand_tabs=False,
        replace_whitespace=False,
        drop_whitespace=True,
    )
    if _SPECIAL.search(text) or " ".join(lines) != text:
        return None
    return [" " * indent + line for line in lines]
