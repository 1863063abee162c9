"""Runs the program's commands beside the kiln's FAQ."""

from __future__ import annotations

import pytest

from tests.conftest import Folder, Footnote


@pytest.fixture
def footnote(footnote: Footnote, folder: Folder, monkeypatch: pytest.MonkeyPatch) -> Footnote:
    """Runs commands in the folder in which `faq/` and `seeds/` are, as they were written last."""
    monkeypatch.chdir(folder().parent)
    return footnote
