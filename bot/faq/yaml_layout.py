"""How a YAML file is laid out: the node at a path, where its text ends, how its lines break."""

from __future__ import annotations

import re
import textwrap
from dataclasses import dataclass, field

import yaml
from yaml.resolver import Resolver

from bot.faq.yaml_reading import Path

BREAK = re.compile(r"\r\n|[\n\r\x85\u2028\u2029]")  # what YAML 1.1 ends a line at
_BREAKS = "\n\r\x85\u2028\u2029"
_COMMENT = re.compile(r"#[^\n\r\x85\u2028\u2029]*")
_KEPT = re.compile(r"[|>][1-9]?\+")
_ONLY_COMMENTS = re.compile(r"(?:\s|#[^\n\r\x85\u2028\u2029]*)*")
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class Splice:
    """Text to put in the place of a span, which is empty for an insertion."""

    start: int
    end: int
    text: str


def spliced(text: str, splices: list[Splice]) -> str:
    """The text with every splice made; they must not overlap."""
    for splice in sorted(splices, key=lambda one: one.start, reverse=True):
        text = text[: splice.start] + splice.text + text[splice.end :]
    return text


@dataclass(slots=True)
class Layout:
    """A well-formed text with its nodes; positions are characters of the text, 0-based."""

    text: str
    root: yaml.Node | None = field(init=False)

    def __post_init__(self) -> None:
        self.root = yaml.compose(self.text, Loader=_Loader)

    def node(self, path: Path) -> yaml.Node | None:
        """The node at a path; None if nothing is there."""
        return self._walk(path)[-1]

    def in_flow(self, path: Path) -> bool:
        """Whether the value at a path stands between brackets or braces."""
        return any(
            isinstance(node, yaml.CollectionNode) and node.flow_style
            for node in self._walk(path)[:-1]
        )

    def end(self, node: yaml.Node) -> int:
        """Where the text of a node ends; blank lines that a block scalar drops come after it."""
        if isinstance(node, yaml.CollectionNode) and not node.flow_style and node.value:
            last = node.value[-1]
            return self.end(last[1] if isinstance(last, tuple) else last)
        start, end = node.start_mark.index, node.end_mark.index
        if isinstance(node, yaml.ScalarNode) and node.style in ("|", ">"):
            written = self.text[start:end]
            return end if _KEPT.match(written) else start + len(written.rstrip())
        return int(end)

    def column(self, node: yaml.Node) -> int:
        """The 0-based column at which a node begins."""
        return int(node.start_mark.column)

    def line_end(self, position: int) -> int:
        """Where the line of a position ends, before its break."""
        found = BREAK.search(self.text, position)
        return found.start() if found else len(self.text)

    def next_line(self, position: int) -> int | None:
        """Where the line after that of a position begins; None if the text ends before."""
        if position and BREAK.fullmatch(self.text, position - 1, position):
            return position  # the span reached over its break already
        found = BREAK.search(self.text, position)
        return found.end() if found else None

    def line_break(self, position: int) -> str:
        """The break that ends the line of a position, or else that of the first line."""
        found = BREAK.search(self.text, position) or BREAK.search(self.text)
        return found[0] if found and found[0] in ("\r\n", "\n", "\r") else "\n"

    def before_on_line(self, position: int) -> str:
        """What stands before a position on its line."""
        start = 1 + max(self.text.rfind(one, 0, position) for one in _BREAKS)
        return self.text[start:position]

    def comma(self, start: int, end: int) -> int | None:
        """The first comma outside comments between two positions."""
        blanked = _COMMENT.sub(lambda found: " " * len(found[0]), self.text[start:end])
        place = blanked.find(",")
        return start + place if place >= 0 else None

    def blank_between(self, start: int, end: int) -> bool:
        """Whether a blank line stands between two positions."""
        lines = BREAK.split(self.text[start:end])
        return any(not line.strip() for line in lines[1:-1])

    def only_comments_after(self, position: int) -> bool:
        """Whether nothing but comments and white space follows."""
        return _ONLY_COMMENTS.fullmatch(self.text, position) is not None

    def _walk(self, path: Path) -> list[yaml.Node | None]:
        nodes: list[yaml.Node | None] = [self.root]
        for part in path:
            nodes.append(_child(nodes[-1], part))
        return nodes


def _child(node: yaml.Node | None, part: str | int) -> yaml.Node | None:
    if isinstance(node, yaml.MappingNode):
        return next((value for key, value in node.value if key.value == part), None)
    if isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
        child: yaml.Node = node.value[part]
        return child
    return None


# Texts written as YAML scalars that load to exactly the given text, as plain as it allows.

WIDTH = 100  # columns: longer texts are folded over several lines

# What a YAML reader takes for a line break or refuses to read; everything else stands as it is.
_UNPRINTABLE = "\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff"
_SPECIAL = re.compile(f"[{_UNPRINTABLE}]")
_ESCAPED = re.compile(f'[\\\\"{_UNPRINTABLE}]')
_NAMED = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}
_STRUCTURE = re.compile(r":(?=\s|$)|\s#")
_FLOW_STRUCTURE = re.compile(r"[,\[\]{}:?#]")
_STRING = "tag:yaml.org,2002:str"


def scalar(text: str, like: str | None = None, *, flow: bool = False) -> str:
    """The text as a scalar on one line.

    `like` is the style of a neighbour (None, `'`, `"` and so on, as PyYAML names them), kept where
    the text allows it; `flow` tells that it stands between brackets or braces.
    """
    if like == '"' or _SPECIAL.search(text):
        return quoted(text)
    if like == "'":
        return "'" + text.replace("'", "''") + "'"
    return text if _plain(text, flow=flow) else quoted(text)


def quoted(text: str) -> str:
    """The text in double quotes: the one style that can hold every text."""
    return '"' + _ESCAPED.sub(lambda found: _escape(found[0]), text) + '"'


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


def _plain(text: str, *, flow: bool) -> bool:
    """Whether the text needs no quotes, for this reader and for those that know other types."""
    if not text[:1].isalnum() or text != text.strip() or _STRUCTURE.search(text):
        return False
    if flow and _FLOW_STRUCTURE.search(text):
        return False
    tag = Resolver().resolve(yaml.ScalarNode, text, (True, False))  # type: ignore[no-untyped-call]  # PyYAML's stubs leave it out
    return bool(tag == _STRING)


def _escape(character: str) -> str:
    if character in _NAMED:
        return _NAMED[character]
    code = ord(character)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"
