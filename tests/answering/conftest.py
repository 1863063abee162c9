"""The shipped FAQ, built once for all tests of this package."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.answering.knowledge import Knowledge
from tests.conftest import load

FAQ = Path(__file__).parents[2] / "faq/linkedin-china.yaml"


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    """What the bot answers from as it is shipped."""
    return load(FAQ)
