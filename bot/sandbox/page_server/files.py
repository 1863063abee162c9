"""The page's own files, served from the sandbox's origin with nothing from elsewhere allowed."""

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


def routes() -> list[web.RouteDef]:
    """The routes of the page: `/` and `/page/NAME`. They hold no secret and need no session."""
    return [web.get("/", _index), web.get("/page/{name}", _file)]


async def _index(_: web.Request) -> web.Response:
    return _served("index.html")


async def _file(request: web.Request) -> web.Response:
    name = request.match_info["name"]
    if name not in {one.name for one in page_folder().iterdir()}:
        raise web.HTTPNotFound(text="The page has no such file.")
    return _served(name)


def _served(name: str) -> web.Response:
    kind = KINDS[name[name.rindex(".") :]]
    body = page_folder().joinpath(name).read_bytes()
    return web.Response(body=body, content_type=kind, charset="utf-8", headers=HEADERS)
