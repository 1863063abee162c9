"""Stubs: the FAQ file of a new article, with a commented entry for each sentence to fill in.

Nothing is invented: the quotes are the article's, the questions are for a person to write.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping

from bot.article.article import Article, Sentence
from bot.article.quotes import Finder, Found
from bot.article.visible import legible
from bot.editing.reading import Source
from bot.matching.lexicon import lexicon
from bot.matching.text import stem
from bot.matching.word_lists import zipf

TERMS = 6  # to a sentence: enough to say what it is about
COMMON = 5.3  # Zipf value from which on a word is of no hint: "time", "people", "make"
_WORD = re.compile(r"[^\W_]+(?:['’.,-][^\W_]+)*")
ID = 58  # characters of a file's name that make an id; a number follows

_HEAD = """\
# A FAQ to be filled in. For each sentence of the article there is a stub below.
# Choose the sentences that answer something, take the `# ` before the lines of their stubs away,
# give the entry an id that says what it is about, and write its questions: the first is shown to
# people, four or more help to find it. Several sentences may answer one question: put their quotes
# under one `cite`. Delete the stubs that nobody would ask about.
# The file loads once the first entry is filled in; `footnote check --watch` tells what is missing.
"""


def stub_file(source: Source, path: str, *, schema: bool = False) -> str:
    """The text of a FAQ file for an article that lies at `path`, as seen from the file."""
    article = source.article
    finder = Finder(article)
    ranked = _weights(article)
    name = _slug(source.name)
    lines = ["# yaml-language-server: $schema=faq.schema.json", "#"] if schema else []
    lines += [_HEAD, "article:", f"  file: {_quoted(path)}"]
    lines += [_data("title", source.title), _data("url", source.url)]
    lines += [_data("published", source.published), *_links(source.links), "", "entries:"]
    for sentence in article.sentences:
        lines += ["", *_stub(article, finder, sentence, name, ranked)]
    return "\n".join(lines) + "\n"


def _data(key: str, value: str | None) -> str:
    return f"  {key}: {_quoted(value)}" if value else f"  # {key}:"


def _links(links: Mapping[str, str]) -> Iterator[str]:
    """The lines of words that lead to addresses."""
    if links:
        yield "  links:"
    for words, address in links.items():
        yield f"    {_quoted(words)}: {_quoted(address)}"


def _quoted(text: str) -> str:
    """A text as YAML takes it on one line, whatever it holds."""
    said = json.dumps(legible(text), ensure_ascii=False)
    return "".join(c if c.isprintable() else f"\\U{ord(c):08x}" for c in said)


def _slug(name: str) -> str:
    """The name of a file as the beginning of an id."""
    base = name.rsplit(".", 1)[0].lower()
    return re.sub(r"[^a-z0-9]+", "-", base).strip("-")[:ID].strip("-") or "sentence"


def _stub(
    article: Article, finder: Finder, sentence: Sentence, name: str, weights: dict[str, float]
) -> Iterator[str]:
    quote = article.quote(sentence)
    terms = "; ".join(_terms(quote, weights))
    yield f"  ## Sentence {sentence.number}" + (f": {terms}" if terms else "")
    found = finder.find(quote)
    if not (isinstance(found, Found) and found.sentences == (sentence,)):
        yield "  ## Its words stand in several places: quote a part of a neighbour with it."
    yield f"  # - id: {name}-{sentence.number}"
    yield "  #   questions:"
    yield "  #     - "
    yield "  #   cite:"
    yield f"  #     - {_quoted(quote)}"


def _weights(article: Article) -> dict[str, float]:
    """How telling each stem is: rare in the language, and not in every sentence here."""
    rarity: dict[str, float] = {}
    counts: Counter[str] = Counter()
    for sentence in article.sentences:
        telling = {stemmed: word for word, stemmed in _telling(article.quote(sentence))}
        counts.update(telling.keys())
        rarity |= {stemmed: 1 + COMMON - _common(word) for stemmed, word in telling.items()}
    return {stemmed: rare / counts[stemmed] for stemmed, rare in rarity.items()}


def _telling(text: str) -> Iterator[tuple[str, str]]:
    """The words of a text that say what it is about, as written, with their stems."""
    function = lexicon().function
    for found in _WORD.finditer(text):
        word = found[0].lower()
        if word in function or "'" in word or "’" in word:
            continue
        name = found[0][0].isupper() and not _opens(text, found.start())
        if name or word.isdigit() or (len(word) > 2 and _common(word) < COMMON):
            yield found[0], stem(word)


def _common(word: str) -> float:
    return min(COMMON, zipf().get(word.lower(), 0.0))


def _opens(text: str, start: int) -> bool:
    return not any(character.isalnum() for character in text[:start])


def _terms(text: str, weights: dict[str, float]) -> list[str]:
    """The most telling words of a sentence, in its order, each once."""
    found: dict[str, str] = {}
    for written, stemmed in _telling(text):
        found.setdefault(stemmed, written)
    kept = sorted(found, key=lambda stemmed: -weights[stemmed])[:TERMS]
    return [written for stemmed, written in found.items() if stemmed in kept]
