"""Attribution: words such as “Bloomberg wrote.” that only say whose the quotation before them is.

Alone they answer nothing, and the quotation without them lacks its speaker; so they belong to it.
The patterns are narrow on purpose: a sentence that tells anything of its own stays one.
"""

import re
from collections.abc import Iterable

from bot.core.span import Span

LONGEST = 160
"""An attribution is short, in characters; what is longer tells something of its own."""

_QUOTATION_ENDS = re.compile(r"[.!?…,][”’\"'»]{1,3}\Z")

_TELLING = re.compile(
    r"\b(?:what|that|which|who|how|why|if|as|is|are|was|were|be|has|have|had|did|does|do|would|will"
    r"|could|can|may|might|should|not|no|never|nobody|nothing|none|and|but|or)\b",
    re.IGNORECASE,
)
"""Words by which a subject turns out to be a clause: “That is what he said.”"""

_VERB = (
    r"(?:sa(?:id|ys)|wr(?:ote|ites)|report(?:ed|s)|add(?:ed|s)|ask(?:ed|s)|repl(?:ied|ies)"
    r"|not(?:ed|es)|explain(?:ed|s)|stat(?:ed|es)|announc(?:ed|es)|claim(?:ed|s)|warn(?:ed|s)"
    r"|argu(?:ed|es)|comment(?:ed|s)|conclud(?:ed|es)|insist(?:ed|s)|tweet(?:ed|s)|post(?:ed|s))"
)
_NAME = r"[A-Z][\w&’'-]*"
_WORD = r"(?:(?:Mr|Mrs|Ms|Dr|Prof|Sen|Rep|Gov|Gen|[A-Z])\.|[\w&’'-]+)"
_LISTENER = (
    r"(?:(?:reporters|journalists|investors|analysts|employees|staff|users|members|customers)"
    rf"|(?:[Tt]he\s+)?{_NAME}(?:\s+{_NAME}){{0,3}})"
)
_DAY = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
_WHEN_OR_WHERE = (
    rf"\s+(?:(?:on|late|early|last)\s+{_DAY}|{_DAY}|yesterday|today|later|afterwards|at\s+the\s+time"
    rf"|to\s+{_LISTENER}"
    r"|in\s+(?:a|an|the|its|his|her|their)\s+(?:\w+\s+){0,2}"
    r"(?:statement|interview|post|tweet|email|report|letter|memo|note|press\s+release))"
)
_ATTRIBUTION = (
    rf"(?P<subject>{_WORD}(?:\s+{_WORD}){{0,6}}?)\s+(?:{_VERB}|(?:told|tells)\s+{_LISTENER})"
    rf"(?:{_WHEN_OR_WHERE}){{0,2}}\."
    rf"|(?:Said|Says|Wrote|Writes)\s+(?:[Tt]he\s+)?{_WORD}(?:\s+{_NAME}){{0,3}}\."
)


def attached(text: str, spans: Iterable[Span]) -> list[Span]:
    """Join each attribution that stands alone after a quotation to the sentence before it.

    Args:
        text: The text of the spans.
        spans: Sentences in order, all of one paragraph.

    Returns:
        The sentences in order; a joined one reaches to the end of its attribution.
    """
    kept: list[Span] = []
    for span in spans:
        if kept and _ends_quotation(text, kept[-1]) and _is_attribution(text, span):
            kept[-1] = Span(kept[-1].start, span.end)
        else:
            kept.append(span)
    return kept


def _ends_quotation(text: str, span: Span) -> bool:
    return bool(_QUOTATION_ENDS.search(text[max(span.start, span.end - 4) : span.end]))


def _is_attribution(text: str, span: Span) -> bool:
    if span.end - span.start > LONGEST:
        return False
    found = re.fullmatch(_ATTRIBUTION, span.of(text))  # compiled at the first use, not at import
    return found is not None and not _TELLING.search(found["subject"] or "")
