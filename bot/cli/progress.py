"""Progress: a bar for the person at the terminal, on standard error; nothing elsewhere."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

STEP = 20  # so many steps are shown as one: drawing takes longer than a step


@contextmanager
def progress(what: str) -> Iterator[Callable[[int, int], None]]:
    """A bar while the block works; it is told how much is done, of how much."""
    if not sys.stderr.isatty():
        yield lambda _done, _all: None
        return
    from rich.progress import Progress

    from bot.faces.terminal.paint import console_on

    with Progress(console=console_on(sys.stderr), transient=True) as bar:
        task = bar.add_task(what, total=None)

        def tell(done: int, count: int) -> None:
            if done % STEP == 0:
                bar.update(task, completed=done, total=count)

        yield tell
