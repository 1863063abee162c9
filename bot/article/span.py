"""A span is a place in a text: offsets first, the words are read from them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Span:
    """A half-open stretch of a text.

    Offsets are 0-based and count code points of the text as decoded from UTF-8 without newline
    translation: `start` is the first character, `end` is the one after the last.
    """

    start: int
    end: int

    def of(self, text: str) -> str:
        """Give the slice of `text` that the span stands for, character for character."""
        return text[self.start : self.end]

    def trimmed(self, text: str) -> Span:
        """Give the span without the white space at its ends.

        White space is what `str.isspace` says; the zero-width space is not. A span of nothing
        but white space becomes empty, with equal ends.
        """
        words = self.of(text)
        start = self.end - len(words.lstrip())
        return Span(start, max(start, self.start + len(words.rstrip())))
