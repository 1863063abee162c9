"""Articles on disk: found only under the root, read once, byte for byte."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.article.article import Article
from bot.faq.file_snapshot import Snapshot
from bot.faq.files import Unreadable
from bot.faq.model import ArticleModel

MAX_BYTES = 5 * 1024 * 1024
_LINE_ENDS = re.compile(r"\r\n|\r|\n")


@dataclass(slots=True)
class Articles:
    """Reads the articles of one folder of FAQs; the snapshot keeps what was read, by real path.

    Those that are `known` need not be split into sentences anew.
    """

    folder: Path
    snapshot: Snapshot
    known: Sequence[Article | None] = ()
    _open: dict[tuple[Path, str], Article] = field(default_factory=dict)

    @property
    def root(self) -> Path:
        """The folder that holds the folder of FAQs: no article lies outside it."""
        return self.folder.resolve().parent

    def open(self, model: ArticleModel) -> Article:
        """The article that a FAQ names; raises Unreadable with the reason and the mend."""
        path = self.path_of(model.file)
        key = (path, model.model_dump_json())
        if key not in self._open:
            data = self.snapshot.read(path, MAX_BYTES, self.root)
            about = {"url": model.url, "published": model.published, "links": model.links}
            self._open[key] = self._known(path.name, data, model) or article_of(
                path.name, data, title=model.title or "", **about
            )
        return self._open[key]

    def _known(self, name: str, data: bytes, model: ArticleModel) -> Article | None:
        """The same article, if it is known."""
        title, links = model.title or name, tuple(model.links.items())
        head = (name, title, model.url, model.published, links)
        for one in filter(None, self.known):
            named = (one.name, one.title, one.url, one.published, one.links)
            if named == head and one.text.encode("utf-8", "surrogatepass") == data:
                return one
        return None

    def prove_inside(self, name: str) -> None:
        """Refuse a FAQ file that is a link to where no article may lie: faults quote what is read.

        Raises Unreadable.
        """
        try:
            self.path_of(name)
        except Unreadable:
            raise Unreadable(
                f"It is a link that leads out of {self.root.name}/ or to a hidden place. "
                "Put the file itself there."
            ) from None

    def path_of(self, name: str) -> Path:
        """The real path of an article that a FAQ names. Raises Unreadable if none may lie there."""
        if Path(name).is_absolute():
            raise Unreadable("The path is absolute. Write it relative to the FAQ file.")
        try:
            path = self.snapshot.resolve(self.folder / name)
        except (OSError, RuntimeError, ValueError):
            raise Unreadable(
                "The path leads nowhere. Check it for loops and odd characters."
            ) from None
        if not path.is_relative_to(self.root):
            raise Unreadable(
                f"The path leads outside {self.root.name}/, the folder that holds "
                f"{self.folder.name}/. Put the article inside it."
            )
        if self._hidden(name, path):
            raise Unreadable(
                "A name on its way begins with a dot: such files are settings, keys or a version "
                "history, never an article. Put the article elsewhere."
            )
        return path

    def _hidden(self, name: str, path: Path) -> bool:
        """Whether an article is named, or really lies, at a hidden place within the root."""
        folder = self.folder.resolve()  # whoever names a hidden folder of FAQs wants it read
        real = path.relative_to(folder if path.is_relative_to(folder) else self.root)
        written = [part for part in Path(name).parts if part not in (".", "..")]
        # Kubernetes mounts a folder as links into one of its own, which begins with two dots.
        swung = [part for part in real.parts[:-1] if part.startswith("..")]
        found = [*written, *(part for part in real.parts if part not in swung)]
        return any(part.startswith(".") for part in found)


def article_of(name: str, data: bytes, **about: Any) -> Article:
    """The article of a file's bytes, with what is known `about` it, as `Article.of` takes it.

    Raises Unreadable if they are no text, or hold no sentence.
    """
    article = Article.of(name, decoded(data), **about)
    if not article.sentences:
        raise Unreadable("It holds no sentence. Put the article's text there.")
    return article


def decoded(data: bytes) -> str:
    """The text of an article's bytes. Raises Unreadable with the line that is not UTF-8."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8", errors="replace")
        line = len(_LINE_ENDS.findall(before)) + 1
        raise Unreadable(f"It is not UTF-8 text (line {line}). Save it as UTF-8.") from None
