"""Footnote: answers about an article, with sentences quoted from it, each cited."""

__version__ = "0.1.0"
