"""A reader of Discord's Markdown, for the tests: what somebody sees, and what takes effect.

Written after the rules that Discord documents for people ("Markdown Text 101") and for developers
("Message Formatting"), in the order of a simple-markdown parser: the first rule that matches wins.
It errs towards effect: where Discord's clients differ, the construct counts as active here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

_LINE_RULES = (
    ("heading", re.compile(r"[ \t]*#{1,3}[ \t]+\S")),
    ("subtext", re.compile(r"[ \t]*-#[ \t]+\S")),
    ("quote", re.compile(r"[ \t]*>(?:>>)?[ \t]")),
    ("list", re.compile(r"[ \t]*(?:[-*+]|\d+\.)[ \t]+\S")),
)
_INLINE_RULES = (
    ("escape", re.compile(r"\\([^0-9A-Za-z\s])")),
    ("fence", re.compile(r"```[\s\S]+?```")),
    ("code", re.compile(r"(`+)(?!`)[\s\S]+?(?<!`)\1(?!`)")),
    ("angle", re.compile(r"<(?:@!?|@&|#|t:|a?:\w+:|/|id:|https?:|mailto:|tel:|sms:|\+)[^>\n]*>")),
    ("mail", re.compile(r"<[^\s<>@]+@[^\s<>]+>")),
    ("everyone", re.compile(r"@(?:everyone|here)")),
    ("masked link", re.compile(r"\[[^\]]*\]\([^)\s]*[^)]*\)")),
    ("link", re.compile(r"(?:https?|steam|discord)://\S")),
    ("emoji", re.compile(r":[\w+-]+:")),
    ("spoiler", re.compile(r"\|\|[\s\S]+?\|\|")),
    ("strike", re.compile(r"~~[\s\S]+?~~")),
    ("bold", re.compile(r"\*\*[\s\S]+?\*\*")),
    ("underline", re.compile(r"__[\s\S]+?__")),
    ("italics", re.compile(r"\*(?!\s)[\s\S]+?\*|_[\s\S]+?_")),
)


@dataclass(slots=True)
class Read:
    """What is seen, and the names of the rules that took effect."""

    visible: str = ""
    active: list[str] = field(default_factory=list)


def read(markdown: str) -> Read:
    """What Discord makes of a text."""
    result = Read()
    for number, line in enumerate(markdown.split("\n")):
        result.active += [name for name, rule in _LINE_RULES if rule.match(line)]
        result.visible += "\n" if number else ""
        result.visible += line
    result.visible = _inline(markdown, result.active)
    return result


def _inline(text: str, active: list[str]) -> str:
    visible, at = "", 0
    while at < len(text):
        for name, rule in _INLINE_RULES:
            found = rule.match(text, at)
            if found:
                if name == "escape":
                    visible += found[1]
                else:
                    active.append(name)
                    visible += found[0]
                at = found.end()
                break
        else:
            visible += text[at]
            at += 1
    return visible
