"""A turn as a record for machines: one JSON object, every key always there."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any, assert_never

from bot.core.article import Citation
from bot.core.reply import (
    Answer,
    DidYouMean,
    NotCovered,
    Passage,
    Reply,
    SmallTalk,
    citations_of,
    suggestions_of,
)
from bot.core.turn import Evidence, Match, Part, Turn
from bot.faces.terminal.lines import part_text, text_of

RANKED = 5


def record_of(turn: Turn, *, why: bool = False) -> dict[str, Any]:
    """The record of a turn; of several questions, each has its own under `parts`.

    A message of several questions is as sure as its least sure part. With `why` each question has
    under `evidence` what decided.
    """
    several = len(turn.parts) > 1
    parts = [_part(part) | (_evidence(part.evidence) if why else {}) for part in turn.parts]
    whole = _together(turn, parts) if several else parts[0]
    return {
        **whole,
        "question": turn.question,
        "text": text_of(turn),
        "parts": parts if several else [],
        "fingerprint": turn.fingerprint,
    }


def _together(turn: Turn, parts: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "question": turn.question,
        "reply": "multiple",
        "entry": None,
        "score": min(part["score"] for part in parts),
        "text": "",
        "citations": [cited for part in parts for cited in part["citations"]],
        "suggestions": list(dict.fromkeys(s for part in parts for s in part["suggestions"])),
        "ranking": _merged(turn.parts),
    }


def kind_of(reply: Reply) -> str:
    """The name of a reply's kind."""
    match reply:
        case Answer():
            return "answer"
        case Passage():
            return "passage"
        case DidYouMean():
            return "did_you_mean"
        case NotCovered():
            return "not_covered"
        case SmallTalk():
            return "small_talk"
        case _:
            assert_never(reply)


def _part(part: Part) -> dict[str, Any]:
    reply = part.reply
    return {
        "question": part.question,
        "reply": kind_of(reply),
        "entry": reply.entry.id if isinstance(reply, Answer) else None,
        "score": round(part.score, 6),
        "text": part_text(part),
        "citations": [_citation(cited) for cited in citations_of(reply)],
        "suggestions": [entry.id for entry in suggestions_of(reply)],
        "ranking": [_match(match) for match in part.ranking[:RANKED]],
    }


def _evidence(evidence: Evidence) -> dict[str, Any]:
    return {
        "evidence": {
            "words": [asdict(word) for word in evidence.words],
            "candidates": [
                {
                    "entry": one.entry.id,
                    "score": one.score,
                    "confidence": one.confidence,
                    "figures": dict(one.figures),
                }
                for one in evidence.candidates
            ],
            "thresholds": [
                {"name": name, "reached": reached, "needed": needed}
                for name, reached, needed in evidence.thresholds
            ],
            "rule": evidence.rule,
            "advice": evidence.advice,
        }
    }


def _citation(cited: Citation) -> dict[str, Any]:
    return {
        "article": cited.article.name,
        "sentence": cited.number,
        "start": cited.start,
        "end": cited.end,
        "quote": cited.quote,
    }


def _match(match: Match) -> dict[str, Any]:
    return {"entry": match.entry.id, "score": round(match.score, 6)}


def _merged(parts: tuple[Part, ...]) -> list[dict[str, Any]]:
    """The best of all parts' matches, each entry once, at its best."""
    best: dict[str, Match] = {}
    for match in (match for part in parts for match in part.ranking):
        known = best.get(match.entry.id)
        if known is None or match.score > known.score:
            best[match.entry.id] = match
    ranked = sorted(best.values(), key=lambda match: -match.score)
    return [_match(match) for match in ranked[:RANKED]]
