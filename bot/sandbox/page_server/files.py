"""The page's files, served with a policy that lets in nothing from elsewhere."""

from __future__ import annotations

from importlib.resources import files
from importlib.resources.abc import Traversable

from aiohttp import web

KINDS = {".html": "text/html", ".css": "text/css", ".js": "text/javascript"}

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "connect-src 'self'",
        "img-src 'self' data:",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
        "require-trusted-types-for 'script'",
    )
)
"""No inline script or style, no other origin, no HTML made of text."""

HEADERS = {
    "Content-Security-Policy": POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
}


def page_folder() -> Traversable:
    """Where the page's files lie in the package."""
    return files("bot.sandbox").joinpath("page")


def page_text(*names: str) -> str:
    """The texts of some of the files, one after the other."""
    return "\n".join(page_folder().joinpath(name).read_text("utf-8") for name in names)


def file_routes() -> list[web.RouteDef]:
    """The routes of the page: `/` and `/page/NAME`. They hold no secret and need no session."""
    return [web.get("/", _file), web.get("/page/{name}", _file)]


async def _file(request: web.Request) -> web.Response:
    name = request.match_info.get("name", "index.html")
    if name not in {one.name for one in page_folder().iterdir()}:
        raise web.HTTPNotFound(text="The page has no such file.")
    kind = KINDS[name[name.rindex(".") :]]
    return web.Response(text=page_text(name), content_type=kind, headers=HEADERS)
