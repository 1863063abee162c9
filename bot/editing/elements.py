"""What single elements of HTML are and hold."""

from __future__ import annotations

import re
from typing import Any

BLOCK = re.compile(
    r"address|article|aside|blockquote|body|caption|center|dd|details|dialog|div|dl|dt|fieldset"
    r"|figcaption|figure|footer|form|h[1-6]|header|hgroup|html|legend|li|main|ol|p|pre|search"
    r"|section|summary|table|tbody|td|tfoot|th|thead|tr|ul"
)


def number(text: str | None, otherwise: int) -> int:
    """The number that an attribute gives."""
    return int(text) if text and re.fullmatch(r"\d{1,3}", text) else otherwise


def only_contents(element: Any) -> bool:
    """Whether a list only leads to places of the same page: a table of contents."""
    links = [one for one in element.iter("a") if (one.get("href") or "").startswith("#")]
    said = sum(len("".join(one.itertext()).strip()) for one in links)
    return len(links) > 1 and said >= len("".join("".join(element.itertext()).split()))


_EDGE = "\ue003"  # of a block in code


def raw_text(element: Any) -> str:
    """What code says, with its own white space; each block in it begins and ends a line."""
    for one in element.iterdescendants():
        if one.tag == "br":
            one.tail = f"\n{one.tail or ''}"
        elif isinstance(one.tag, str) and BLOCK.fullmatch(one.tag):
            one.text, one.tail = f"{_EDGE}{one.text or ''}", f"{_EDGE}{one.tail or ''}"
    said = "".join(element.itertext())
    return re.sub(f"\n?{_EDGE}+(?:\n{_EDGE}*)?", "\n", said)


def definition_parts(element: Any) -> list[Any]:
    """The terms and definitions of a list, those apart that the parser put into each other."""
    parts = [one for one in element.iter("dt", "dd") if next(one.iterancestors("dl")) is element]
    for one in parts:
        if one.getparent().tag in ("dt", "dd"):
            one.getparent().remove(one)
    return parts
