"""The report as HTML: one file that needs no other, without a script, everything escaped."""

from __future__ import annotations

from datetime import date

from bot.article.visible import harmless
from bot.editing.replay import in_brief
from bot.editing.report import KINDS, Report


def html_of(report: Report) -> str:
    """The report as one HTML page; the same report gives the same text."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("bot.editing", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_visible,
    )
    environment.filters["brief"] = in_brief
    environment.filters["times"] = _times
    environment.filters["lead"] = _lead
    environment.filters["long"] = _long
    environment.filters["half"] = _half
    template = environment.get_template("report.html.j2")
    return template.render(report=report, kinds=KINDS) + "\n"


def _visible(value: object) -> object:
    """What is put into the page, without characters that would change how its text is shown."""
    return type(value)(harmless(value)) if isinstance(value, str) else value


def _times(count: int) -> str:
    return "once" if count == 1 else "never" if count == 0 else f"{count:,} times"


def _long(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def _half(value: float) -> str:
    """A number without a needless .0."""
    return f"{value:g}"


def _lead(value: float) -> str:
    """A signed figure, the minus as wide as the plus."""
    return f"{value:+.2f}".replace("-", "\N{MINUS SIGN}")
