"""FAQ files in every layout that YAML has for them, drawn together with their content."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

from bot.article.visible import first_unseen
from bot.faq.yaml_reading import Value

LETTERS = "abcXYZ0189 éß中🙂\xa0"
MARKS = ":#,[]{}'\"\\?&*!|>%@`-_=~."
OLD_TEXTS = (
    st.text(LETTERS + MARKS, min_size=1, max_size=24).map(str.strip).filter(bool)
    | st.sampled_from(["yes", "null", "2026-11-23", "12", "a: b", "a #b", "- a", "x:", "---", "<<"])
    | st.lists(st.text("abc", min_size=1, max_size=9), min_size=4, max_size=20).map(" ".join)
)
NEW_TEXTS = (
    st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40)
    .map(str.strip)
    .filter(lambda text: bool(text) and first_unseen(text) is None)
) | OLD_TEXTS
COMMENT = st.text("abc '\"[]{},:#-", max_size=12).map(lambda text: f"# {text}")
PLAIN_AT_ALL = set("abcXYZ0189 éß中🙂")


@dataclass(frozen=True, slots=True)
class Laid:
    """A file and what it must load to."""

    data: bytes
    content: dict[str, Value]


@st.composite
def contents(draw: st.DrawFn) -> dict[str, Value]:
    """The content of a FAQ of one to three entries, keys in any order, optional ones at times."""
    entries: list[Value] = []
    for number in range(draw(st.integers(1, 3))):
        entry: dict[str, Value] = {
            "id": f"entry-{number}",
            "questions": list(draw(st.lists(OLD_TEXTS, min_size=1, max_size=3))),
            "cite": list(draw(st.lists(OLD_TEXTS, min_size=1, max_size=2))),
        }
        if draw(st.booleans()):
            entry["answer"] = draw(OLD_TEXTS)
        if draw(st.booleans()):
            entry["next"] = []
        entries.append(_shuffled(draw, entry))
    whole: dict[str, Value] = {"article": {"file": "a.txt"}, "entries": entries}
    if draw(st.booleans()):
        whole["not_covered"] = list(draw(st.lists(OLD_TEXTS, max_size=3)))
    if draw(st.booleans()):
        whole["synonyms"] = {"sign up": ["join", "register"]}
    return _shuffled(draw, whole)


def _shuffled(draw: st.DrawFn, value: dict[str, Value]) -> dict[str, Value]:
    return {key: value[key] for key in draw(st.permutations(list(value)))}


@st.composite
def layouts(draw: st.DrawFn) -> Laid:
    """A FAQ file in some layout."""
    content = draw(contents())
    writer = _Writer(draw)
    lines = writer.whole(content)
    line_break = draw(st.sampled_from(["\n", "\r\n", "\r"]))
    last = draw(st.sampled_from(["", line_break, line_break * 2]))
    text = line_break.join(lines) + last
    bom = b"\xef\xbb\xbf" if draw(st.booleans()) else b""
    return Laid(bom + text.encode(), content)


class _Writer:
    """Writes values as lines, each choice drawn."""

    def __init__(self, draw: st.DrawFn) -> None:
        self.draw = draw

    def whole(self, content: dict[str, Value]) -> list[str]:
        if self.some(8):
            return self.head() + self.flow_lines(content, 0) + self.tail()
        indent = self.draw(st.sampled_from([0, 0, 2]))
        return self.head() + self.mapping(content, indent) + self.tail()

    def head(self) -> list[str]:
        start = ["%YAML 1.1", "---"] if self.some(8) else ["---"] if self.some(4) else []
        return start + self.between(0)

    def tail(self) -> list[str]:
        return self.between(0) + (["..."] if self.some(8) else [])

    def some(self, one_in: int) -> bool:
        return self.draw(st.integers(0, one_in - 1)) == one_in - 1

    def between(self, indent: int) -> list[str]:
        """Blank lines and comments."""
        lines = []
        while self.some(5):
            comment = " " * self.draw(st.sampled_from([0, indent, indent + 2])) + self.draw(COMMENT)
            lines.append(self.draw(st.sampled_from(["", "  ", comment])))
        return lines

    def trailing(self) -> str:
        return self.draw(st.sampled_from(["", "", "", "  ", " "])) + (
            " " + self.draw(COMMENT) if self.some(6) else ""
        )

    # --- Block style ---

    def mapping(self, value: dict[str, Value], indent: int) -> list[str]:
        lines: list[str] = []
        for key, child in value.items():
            lines += self.between(indent) if lines else []
            name = json.dumps(key) if self.some(6) else f"'{key}'" if self.some(8) else key
            pad = " " * indent
            if self.some(8):
                lines += [f"{pad}? {name}", *self.after(f"{pad}:", child, indent)]
            else:
                lines += self.after(f"{pad}{name}:", child, indent)
        return lines

    def after(self, start: str, value: Value, indent: int) -> list[str]:
        """A value behind its key."""
        if isinstance(value, str):
            return self.scalar(start + self.gap(), value, indent)
        if not value or self.some(3):
            return self.flow_lines(value, indent, start + " ")
        first = [start + self.trailing(), *self.between(indent)]
        if isinstance(value, dict):
            return first + self.mapping(value, indent + self.draw(st.sampled_from([1, 2, 4])))
        return first + self.sequence(value, indent + self.draw(st.sampled_from([0, 2, 4])))

    def gap(self) -> str:
        return self.draw(st.sampled_from([" ", " ", "  "]))

    def sequence(self, value: list[Value], indent: int) -> list[str]:
        lines: list[str] = []
        gap = self.draw(st.sampled_from([" ", " ", "   "]))
        for child in value:
            lines += self.between(indent) if lines else []
            start = " " * indent + "-" + gap
            if isinstance(child, str):
                lines += self.scalar(start, child, indent)
            elif isinstance(child, dict) and not self.some(4):
                inner = self.mapping(child, len(start))
                lines += [start + inner[0][len(start) :], *inner[1:]]
            else:
                lines += self.flow_lines(child, indent, start)
        return lines

    def scalar(self, start: str, text: str, indent: int) -> list[str]:
        """A text behind a dash or a key, in a style that can hold it."""
        deep = " " * (indent + self.draw(st.sampled_from([1, 2, 4])))
        style = self.draw(st.sampled_from(["plain", "plain", "'", '"', "|", ">", "wrapped"]))
        safe = set(text) <= PLAIN_AT_ALL and text[0] in "abcXYZ"
        if style == "plain" and safe:
            return [start + text + self.trailing()]
        if style == "'":
            return [start + "'" + text.replace("'", "''") + "'" + self.trailing()]
        if style == "wrapped" and safe and "  " not in text and "\xa0" not in text:
            return self.wrapped(start, deep, text)
        if style in ("|", ">") and not start.rstrip().startswith("?"):
            chomp = "-" if text.startswith("entry-") else self.draw(st.sampled_from(["", "-", "+"]))
            note = " " + self.draw(COMMENT) if self.some(6) else ""
            return [start + style + chomp + note, deep + text, *[""] * self.draw(st.integers(0, 2))]
        return [start + json.dumps(text, ensure_ascii=self.draw(st.booleans())) + self.trailing()]

    def wrapped(self, start: str, deep: str, text: str) -> list[str]:
        quote = self.draw(st.sampled_from(["", '"', "'"]))
        first, *rest = text.split(" ")
        lines = [start + quote + first]
        for word in rest:
            if self.some(3):
                lines.append(deep + word)
            else:
                lines[-1] += " " + word
        lines[-1] += quote + self.trailing()
        return lines

    # --- Flow style ---

    def flow_lines(self, value: Value, indent: int, start: str = "") -> list[str]:
        """A value in brackets or braces, on one line or on several."""
        if not isinstance(value, list | dict) or not value or self.some(2):
            return [start + self.flow(value) + self.trailing()]
        opens, closes = ("[", "]") if isinstance(value, list) else ("{", "}")
        deep = " " * (indent + self.draw(st.sampled_from([2, 4])))
        lines = [start + opens + self.trailing(), *self.between(indent + 2)]
        items = self.flow_items(value)
        for number, item in enumerate(items):
            comma = "," if number < len(items) - 1 or self.some(2) else ""
            lines += [deep + item + self.draw(st.sampled_from(["", " "])) + comma + self.trailing()]
            lines += self.between(indent + 2)
        if self.some(4) and "#" not in lines[-1]:
            return [*lines[:-1], lines[-1] + closes + self.trailing()]
        return [*lines, " " * (indent + 1) + closes + self.trailing()]

    def flow(self, value: Value) -> str:
        if isinstance(value, str):
            if set(value) <= PLAIN_AT_ALL and value[0] in "abcXYZ" and self.some(2):
                return value
            if self.some(3):
                return "'" + value.replace("'", "''") + "'"
            return json.dumps(value, ensure_ascii=False)
        opens, closes = ("[", "]") if isinstance(value, list) else ("{", "}")
        comma = "," if value and self.some(5) else ""
        space = self.draw(st.sampled_from(["", " "]))
        return opens + space + self.joined(self.flow_items(value)) + comma + space + closes

    def joined(self, items: list[str]) -> str:
        return self.draw(st.sampled_from([", ", ",  ", " , "])).join(items)

    def flow_items(self, value: Any) -> list[str]:
        if isinstance(value, list):
            return [self.flow(item) for item in value]
        return [f"{json.dumps(key)}: {self.flow(child)}" for key, child in value.items()]
