"""Articles on disk: found only under the root, read once, byte for byte."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

from bot.core.article import Article
from bot.store.faq_file import ArticleModel
from bot.store.folder import Unreadable, read_bytes

MAX_BYTES = 5 * 1024 * 1024
_LINE_ENDS = re.compile(r"\r\n|\r|\n")


@dataclass(slots=True)
class Articles:
    """Reads the articles of one folder of FAQs; `data` holds what was read, by real path."""

    folder: Path
    data: dict[Path, bytes] = field(default_factory=dict)
    _open: dict[tuple[Path, ArticleModel], Article] = field(default_factory=dict)

    @property
    def root(self) -> Path:
        """The folder that holds the folder of FAQs: no article lies outside it."""
        return self.folder.resolve().parent

    def open(self, model: ArticleModel) -> Article:
        """The article that a FAQ names; raises Unreadable with the reason and the mend."""
        path = self._path(model.file)
        if (path, model) not in self._open:
            self._open[path, model] = self._read(path, model)
        return self._open[path, model]

    def _read(self, path: Path, model: ArticleModel) -> Article:
        if path not in self.data:
            self.data[path] = read_bytes(path, MAX_BYTES)
        text = _decoded(self.data[path])
        article = Article.of(
            path.name, text, title=model.title or "", url=model.url, published=model.published
        )
        if not article.sentences:
            raise Unreadable("It holds no sentence. Put the article's text there.")
        return article

    def _path(self, name: str) -> Path:
        if Path(name).is_absolute():
            raise Unreadable("The path is absolute. Write it relative to the FAQ file.")
        try:
            path = (self.folder / name).resolve()
        except (OSError, RuntimeError, ValueError):
            raise Unreadable(
                "The path leads nowhere. Check it for loops and odd characters."
            ) from None
        if not path.is_relative_to(self.root):
            raise Unreadable(
                f"The path leads outside {self.root.name}/, the folder that holds "
                f"{self.folder.name}/. Put the article inside it."
            )
        return path


def _decoded(data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8", errors="replace")
        line = len(_LINE_ENDS.findall(before)) + 1
        raise Unreadable(f"It is not UTF-8 text (line {line}). Save it as UTF-8.") from None
