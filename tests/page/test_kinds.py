"""What the bot sends, sent by a bot of the test's own: cards, forms, refusals, attacks."""

from __future__ import annotations

from typing import Any

import pytest

from bot.sandbox import Body, Interaction, MessageFlag, Response
from tests.page.conftest import Hall, Visit, Visiting

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

KINDS: dict[str, Any] = {
    "type": 17,
    "accent_color": 0x2E7D4F,
    "components": [
        {"type": 10, "content": "### Title\n-# small\n> quoted **bold**"},
        {
            "type": 1,
            "components": [
                {"type": 2, "style": 1, "label": "First", "custom_id": "first"},
                {"type": 2, "style": 2, "emoji": {"name": "\N{THUMBS UP SIGN}"}, "custom_id": "up"},
                {"type": 2, "style": 4, "label": "Off", "custom_id": "off", "disabled": True},
            ],
        },
        {"type": 12, "items": []},
    ],
}
FORM: dict[str, Any] = {
    "title": "Tell us",
    "custom_id": "form",
    "components": [
        {
            "type": 18,
            "label": "What?",
            "description": "In a few words",
            "component": {"type": 4, "custom_id": "what", "style": 2, "min_length": 3},
        },
        {
            "type": 18,
            "label": "How?",
            "component": {
                "type": 3,
                "custom_id": "how",
                "required": False,
                "options": [{"label": "Loud", "value": "l"}, {"label": "Soft", "value": "s"}],
            },
        },
    ],
}


async def opened(hall: Hall, visiting: Visiting) -> Visit:
    visit = await visiting(hall.address())
    await visit.ready()
    return visit


async def test_each_kind_of_component(hall: Hall, visiting: Visiting) -> None:
    """Containers, texts, buttons in their styles; what the page can't show is named."""
    visit = await opened(hall, visiting)
    hall.post("", KINDS)
    box = visit.page.locator(".container")
    await box.wait_for()
    shown = await box.evaluate("box => getComputedStyle(box).getPropertyValue('--accent')")
    assert shown == "#2e7d4f"
    assert await box.get_by_role("heading", name="Title").is_visible()
    assert await box.locator("blockquote strong").inner_text() == "bold"
    assert await box.get_by_role("button", name="Thumbs up").is_enabled()
    assert await box.get_by_role("button", name="Off").is_disabled()
    assert "type 12" in await box.inner_text()


async def test_a_form(hall: Hall, visiting: Visiting) -> None:
    """A form opens as a dialog; what does not fit is said in it; sent, its answer comes."""
    visit = await opened(hall, visiting)
    hall.post("", KINDS)
    hall.respond(Response.MODAL, **FORM)
    opener = visit.page.get_by_role("button", name="First")
    await opener.click()
    dialog = visit.page.get_by_role("dialog", name="Tell us")
    await dialog.get_by_label("What?").fill("x")
    await dialog.get_by_role("button", name="Submit").click()
    await dialog.get_by_role("alert").filter(has_text="3 to 4000 characters").wait_for()
    await visit.page.keyboard.press("Escape")
    await dialog.wait_for(state="detached")
    assert await opener.evaluate("button => button === document.activeElement")

    hall.respond(Response.MODAL, **FORM)
    await opener.click()

    def thank(which: Interaction) -> None:
        values = [one["component"] for one in which.data["components"]]
        told = f"{values[0]['value']} {values[1]['values']}"
        data = {"content": told, "flags": int(MessageFlag.EPHEMERAL)}
        hall.sandbox.services.interactions.respond(which, Response.MESSAGE, data)

    hall.answer(thank)
    await dialog.get_by_label("What?").fill("a few")
    await dialog.get_by_label("How?").select_option("Soft")
    await dialog.get_by_role("button", name="Submit").click()
    await visit.last(".ephemeral:has-text(\"a few ['s']\")").wait_for()
    assert not await dialog.count()


async def test_thinking_then_an_answer(hall: Hall, visiting: Visiting) -> None:
    """Until the answer comes the page says that the bot is thinking."""
    visit = await opened(hall, visiting)
    kept: list[Interaction] = []

    def think(which: Interaction) -> None:
        hall.sandbox.services.interactions.respond(which, Response.THINKING, {})
        kept.append(which)

    choices = [{"name": "it all", "value": "all"}]
    hall.respond(Response.CHOICES, choices=choices)
    await visit.page.locator("#text").fill("/find it")
    await visit.page.get_by_role("option", name="it all").wait_for()
    hall.answer(think)
    await visit.page.get_by_role("button", name="Send", exact=True).click()
    await visit.containing("Helper is thinking").wait_for()
    hall.sandbox.services.interactions.follow_up(kept[0], Body(content="found *it*"))
    await visit.containing("found it").wait_for()
    assert not await visit.page.get_by_text("is thinking").count()


async def test_editing_replying_deleting(hall: Hall, visiting: Visiting) -> None:
    """An own message is edited in its place; a reply to a deleted one says that it was deleted."""
    visit = await opened(hall, visiting)
    page = visit.page
    await visit.say("first @Mona!")
    await visit.containing("first @Mona!").wait_for()
    await page.keyboard.press("ArrowUp")
    field = page.get_by_label("Edit message")
    assert await field.input_value() == "first @Mona!"
    await field.fill("changed @Mona!")
    await field.press("Enter")
    await visit.containing("(edited)").wait_for()
    own = visit.containing("changed")
    await own.hover()
    await own.get_by_role("button", name="Reply").click()
    await visit.say("an answer")
    reply = visit.containing("an answer")
    await reply.locator(".quoted:has-text('changed @Mona!')").wait_for()
    await own.first.focus()
    first = page.locator(".message").first
    await first.click(button="right")
    await page.get_by_role("menuitem", name="Delete message").click()
    await page.get_by_text("Original message was deleted").wait_for()


async def test_what_is_refused_is_said(hall: Hall, visiting: Visiting) -> None:
    """A message that is too long, an option that is missing: each with its reason."""
    visit = await opened(hall, visiting)
    page = visit.page
    await visit.say("x" * 2_001)
    await page.get_by_text("A message has 1 to 2000 characters.").wait_for()
    assert len(await page.locator("#text").input_value()) == 2_001
    await visit.become("Mona")
    await page.locator("#text").fill("/rules set ")
    await page.get_by_role("button", name="Send", exact=True).click()
    await page.get_by_text("Mode: this option is required.").wait_for()


async def test_a_bot_that_does_not_respond(hall: Hall, visiting: Visiting) -> None:
    """A button that nothing answers in time says so beneath itself."""
    visit = await opened(hall, visiting)
    hall.sandbox.services.interactions.seconds_to_respond = 0.1
    hall.post("", KINDS)
    await visit.page.get_by_role("button", name="First").click()
    await visit.page.get_by_text("This interaction failed.").wait_for()


async def test_a_dropped_line(hall: Hall, visiting: Visiting) -> None:
    """When the line breaks the page says so, comes back by itself, and has missed nothing."""
    visit = await opened(hall, visiting)
    await visit.say("before")
    await visit.containing("before").wait_for()
    server = hall.sandbox._server  # noqa: SLF001 - no part of a sandbox cuts a page's line, but networks do
    assert server is not None
    for line in server.connections:
        if line.transport is not None:
            line.transport.abort()
    hall.post("meanwhile")
    await visit.containing("meanwhile").wait_for()
    await visit.page.wait_for_selector("body:not(.offline)")
    await visit.say("after")
    await visit.containing("after").wait_for()


ATTACKS = (
    "<img src=x onerror=\"window.pwned='img'\">",
    "<script>window.pwned='script'</script>",
    "[press](javascript:window.pwned='link') [x](data:text/html,x) <javascript:alert(1)>",
    "`<svg onload=alert(1)>` ||<iframe srcdoc=x>|| **<style>*{display:none}</style>**",
    "> <a href='javascript:alert(1)'>x</a>\n# <base href=//evil.example>",
)


async def test_nothing_that_is_written_is_taken_for_markup(hall: Hall, visiting: Visiting) -> None:
    """Markup in messages, names, topics and labels stays text, and no link runs a script."""
    for user in hall.sandbox.world.users.values():
        user.shown_as = f"{user.name}<script>window.pwned='name'</script>"
    hall.general.topic = ATTACKS[0]
    visit = await visiting(hall.address())
    await visit.ready()
    page = visit.page
    for text in ATTACKS:
        hall.post(text)
        hall.post("", {"type": 17, "components": [{"type": 10, "content": text}]})
        button = {"type": 2, "style": 2, "label": text[:80], "custom_id": text[:90]}
        hall.post("", {"type": 1, "components": [button]})
    await visit.say(ATTACKS[1])
    await page.locator(".message", has_text="window.pwned='script'").last.wait_for()
    links = await page.evaluate("[...document.querySelectorAll('#log a')].map((a) => a.protocol)")
    assert set(links) <= {"http:", "https:"}
    strange = "img, script, style, iframe, svg:not(.drawing), base, [onerror], [onload]"
    assert not await page.locator(f"#app :is({strange})").count()
    assert await page.evaluate("window.pwned") is None
    assert ATTACKS[0] in await page.locator("#log").inner_text()


MARKDOWN = [
    (
        "**b** *i* __u__ ~~s~~ _i_",
        "<p><strong>b</strong> <em>i</em> <u>u</u> <s>s</s> <em>i</em></p>",
    ),
    ("***both***", "<p><strong><em>both</em></strong></p>"),
    (r"\*plain\* 2 * 3 * 4", "<p>*plain* 2 * 3 * 4</p>"),
    ("a_b_c and __init__", "<p>a_b_c and <u>init</u></p>"),
    ("`a *b*` ``c`d``", "<p><code>a *b*</code> <code>c`d</code></p>"),
    ("> a\n> b\nc", "<blockquote>a<br>b</blockquote><p>c</p>"),
    ("- a\n- b", "<ul><li>a</li><li>b</li></ul>"),
    ("### a\n-# b", "<h5>a</h5><small>b</small>"),
    (r"\# no" + "\n" + r"1\. no", "<p># no<br>1. no</p>"),
    ("#no heading", "<p>#no heading</p>"),
    ("**open *nested", "<p>**open *nested</p>"),
    (r"**bold \*\***", "<p><strong>bold **</strong></p>"),
    ("<@1> <#2>", "<p><span>@unknown-user</span> <span>#unknown-channel</span></p>"),
]


async def test_markdown_as_discord_knows_it(hall: Hall, visiting: Visiting) -> None:
    """Each construct, its escapes and its near misses."""
    visit = await opened(hall, visiting)
    code = """async (text) => {
        const { markdown } = await import("/page/markdown.js");
        const host = document.createElement("div");
        host.append(...markdown(text, { user: () => null, channel: () => null }));
        return host.innerHTML.replace(/ class="[^"]*"/g, "");
    }"""
    for text, wanted in MARKDOWN:
        assert await visit.page.evaluate(code, text) == wanted, text


async def test_long_and_crooked_texts_are_drawn_quickly(hall: Hall, visiting: Visiting) -> None:
    """Text that is made to be slow to read is not: each is 4,000 characters."""
    visit = await opened(hall, visiting)
    for piece in ("*_", "[", "||", "> ", "`", "**a", "<@1", "\\", "- ", "[a](http://x"):
        hall.post("", {"type": 10, "content": (piece * 4_000)[:4_000]})
    hall.post("done")
    await visit.containing("done").wait_for()


async def test_themes_and_widths(hall: Hall, visiting: Visiting) -> None:
    """Light and dark follow the system and the switch; on a phone nothing is wider than it."""
    visit = await opened(hall, visiting)
    page = visit.page
    ground = "getComputedStyle(document.body).backgroundColor"
    light = await page.evaluate(ground)
    await page.emulate_media(color_scheme="dark")
    dark = await page.evaluate(ground)
    assert light != dark
    await page.get_by_role("button", name="Light or dark").click()
    assert await page.evaluate(ground) == light
    hall.post("", KINDS)
    await page.set_viewport_size({"width": 360, "height": 700})
    await page.locator(".container").wait_for()
    assert await page.evaluate("document.documentElement.scrollWidth") <= 360
    await page.get_by_role("button", name="Fold the panel away").click()
    await page.get_by_role("button", name="Channels and members").click()
    await page.get_by_role("button", name="#rules").click()
    await page.locator("#where", has_text="#rules").wait_for()
    assert await page.locator("#sidebar").is_hidden()


async def test_an_address_opens_once(hall: Hall, visiting: Visiting) -> None:
    """The key leaves the address at once; a second visit with it reads how to come in."""
    address = hall.address()
    first = await visiting(address)
    await first.ready()
    assert "key" not in first.page.url
    await first.page.reload()
    await first.ready()
    second = await visiting(address)
    await second.page.get_by_role("heading", name="This channel is closed").wait_for()
    assert "used before" in await second.page.locator("#closed-reason").inner_text()
