"""The channel with the real bot: asking, reading on, both members, and the FAQ while it changes."""

from __future__ import annotations

import pytest

from tests.conftest import FAQ
from tests.page.conftest import Tried, Visit, Visiting

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def opened(tried: Tried, visiting: Visiting) -> Visit:
    visit = await visiting(tried.stage.address())
    await visit.ready()
    return visit


async def test_asking_with_the_mouse(tried: Tried, visiting: Visiting) -> None:
    """A mention completes at a click, the question is sent at a click, the card comes."""
    visit = await opened(tried, visiting)
    page = visit.page
    await page.locator("#text").click()
    await page.keyboard.type("@foot")
    await page.get_by_role("option", name="@Footnote").click()
    await page.keyboard.type("who built the kiln?")
    await page.get_by_role("button", name="Send", exact=True).click()
    card = visit.containing("Mara Lindqvist built it in 2019.")
    await card.wait_for()
    assert await card.locator("blockquote").inner_text() == "Mara Lindqvist built it in 2019."
    assert "@Alice asked" in await card.inner_text()
    assert await card.locator(".quoted").inner_text() == "@Footnote who built the kiln?"
    assert await card.locator(".mention").first.inner_text() == "@Alice"


async def test_every_button_of_a_card(tried: Tried, visiting: Visiting) -> None:
    """Context, opinions, sending to the editors, a follow-up and deleting, each does its work."""
    visit = await opened(tried, visiting)
    await visit.say("@Footnote how hot did the kiln get?")
    card = visit.containing("It reached 1,240 degrees")
    await card.get_by_role("button", name="In context").click()
    context = visit.last(".ephemeral")
    assert "Only you can see this" in await context.inner_text()
    assert "1,240" in await context.locator(".body strong").inner_text()
    await context.get_by_role("button", name="Dismiss message").click()
    await context.wait_for(state="detached")
    await card.get_by_role("button", name="Thumbs up").click()
    await visit.containing("Thank you. Noted.").wait_for()
    await card.get_by_role("button", name="Thumbs down").click()
    await visit.last().get_by_role("button", name="Send my question to the editors").click()
    await visit.containing("The editors will see your question").wait_for()
    await card.get_by_role("button", name="Who built the kiln?").click()
    follow = visit.last(":has(blockquote):has-text('Mara Lindqvist')")
    await follow.wait_for()
    await card.get_by_role("button", name="Delete").click()
    await card.wait_for(state="detached")


async def test_by_keyboard_alone(tried: Tried, visiting: Visiting) -> None:
    """A command with suggestions, reading the answer, pressing its button: no mouse at all."""
    visit = await opened(tried, visiting)
    page = visit.page
    await page.keyboard.press("Tab")  # the first stop is the way past everything
    assert await page.evaluate("document.activeElement.className") == "skip"
    await page.keyboard.press("Enter")
    await page.keyboard.type("/a")
    await page.get_by_role("option", name="/ask").wait_for()
    await page.keyboard.press("Enter")
    await page.keyboard.type("how often fire")
    await page.locator("[role=option]:first-child", has_text="How often do they fire?").wait_for()
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Enter")
    assert await page.locator("#option-question").input_value() == "How often do they fire?"
    await page.keyboard.press("Enter")
    card = visit.containing("Twice a month")
    await card.wait_for()
    assert "Alice used /ask" in (await card.locator(".origin").inner_text()).replace("\n", " ")
    await page.wait_for_selector("#text:focus")
    for _ in range(12):  # backwards through the last message's buttons to the message itself
        await page.keyboard.press("Shift+Tab")
        if await page.evaluate("document.activeElement.textContent") == "In context":
            break
    await page.keyboard.press("Enter")
    await visit.last(".ephemeral").wait_for()
    await page.keyboard.press("Shift+Tab")
    await page.keyboard.press("ArrowUp")
    await page.wait_for_selector(".message:focus")


async def test_other_kinds_of_replies(tried: Tried, visiting: Visiting) -> None:
    """A closest question gives way to "did you mean", that to a pick; others have cards of theirs.

    Those are passages and two questions.
    """
    visit = await opened(tried, visiting)
    await visit.say("@Footnote how often does the builder light the kiln?")
    closest = visit.last(":has-text('The closest question'):has-text('Mara Lindqvist built it')")
    await closest.get_by_role("button", name="Not what I meant").click()
    offer = visit.last(":has-text('Did you mean')")
    await offer.get_by_role("button", name="How often do they fire?").click()
    await visit.last(":has-text('Twice a month'):has-text('(edited)')").wait_for()
    await visit.say("@Footnote where did the glaze come from?")
    await visit.last(":has(blockquote:has-text('workshop in Lisbon'))").wait_for()
    await visit.say("@Footnote how hot did the kiln get? and who built it?")
    both = visit.last(":has-text('1,240'):has-text('Mara Lindqvist built it')")
    await both.wait_for()
    assert await both.locator("h5").count() == 2


async def test_what_the_article_does_not_say(tried: Tried, visiting: Visiting) -> None:
    """Not covered, and small talk, are replies of their own kind; the panel says which."""
    visit = await opened(tried, visiting)
    await visit.say("@Footnote how much did the kiln cost?")
    reply = visit.last(":has-text('The article doesn')")
    await reply.get_by_role("button", name="Ask the editors").wait_for()
    await visit.page.get_by_role("tab", name="Why").click()
    why = visit.page.locator("#sheet dl", has_text="how much did the kiln cost?")
    await why.wait_for()  # the sheet of the FAQ stands there until this one has come
    said = await why.inner_text()
    assert "not covered" in said
    assert "faq/kiln.yaml, not_covered: narrow or remove `- how much did the kiln cost`" in said
    tables = visit.page.locator("#sheet table")
    assert not await tables.first.is_visible()
    await visit.page.get_by_text("Words of the question").click()
    await tables.last.wait_for()


async def test_private_answers_and_both_members(tried: Tried, visiting: Visiting) -> None:
    """An answer for one member is not the other's; shared, it is; moderators are shown more."""
    visit = await opened(tried, visiting)
    page = visit.page
    await page.locator("#text").fill("/ask who built the kiln")
    await page.locator("#option-private").select_option("True")
    await page.get_by_role("button", name="Send", exact=True).click()
    private = visit.last(".ephemeral:has-text('Mara')")
    await private.wait_for()
    await page.locator("#text").fill("/")
    await page.get_by_role("option", name="/ask").wait_for()
    assert not await page.get_by_role("option", name="/faq status").count()
    await page.locator("#text").fill("")
    await visit.become("Mona")
    assert not await page.locator(".ephemeral").count()
    await page.locator("#text").fill("/faq status ")
    await page.get_by_role("button", name="Send", exact=True).click()
    await visit.last(".ephemeral:has-text('entries')").wait_for()
    await visit.become("Alice")
    await visit.last(".ephemeral").get_by_role("button", name="Share").click()
    await page.locator(".message:not(.ephemeral):has-text('Mara')").last.wait_for()


async def test_a_message_menu(tried: Tried, visiting: Visiting) -> None:
    """The menu of a message holds the bot's own command, which answers that message."""
    visit = await opened(tried, visiting)
    await visit.say("does somebody know how often they fire?")
    await visit.become("Mona")
    await visit.containing("does somebody know").click(button="right")
    menu = visit.page.get_by_role("menu")
    assert await menu.get_by_role("menuitem").all_inner_texts() == [
        "Reply",
        "Answer this",
        "Delete message",
    ]
    await menu.get_by_role("menuitem", name="Answer this").click()
    await visit.last(":has-text('@Alice asked'):has-text('Twice a month')").wait_for()


async def test_directly(tried: Tried, visiting: Visiting) -> None:
    """In the direct channel every message is for the bot, and a reply continues."""
    visit = await opened(tried, visiting)
    await visit.page.locator("#direct button").click()
    await visit.page.locator("#where", has_text="@Footnote").wait_for()
    await visit.say("hello")
    answer = visit.last(":has(.container)")
    await answer.wait_for()
    await answer.get_by_role("button").first.focus()
    await answer.get_by_role("button", name="Reply").click()
    assert "Replying to Footnote" in await visit.page.locator("#reply").inner_text()
    await visit.say("kiln temperature")
    await visit.containing("It reached 1,240 degrees").wait_for()


async def test_the_faq_changes_while_watching(tried: Tried, visiting: Visiting) -> None:
    """A fault is shown with its place and mend while the old FAQ serves; mended, the new does."""
    visit = await opened(tried, visiting)
    page = visit.page
    await page.get_by_role("tab", name="FAQ").click()
    await page.locator(".state:has-text('Good.')").wait_for()
    try:
        tried.faq.write_text(FAQ.replace("cite: [Mara", "cite: [Marta"), encoding="utf-8")
        await page.get_by_text("keeps serving").first.wait_for()
        await page.locator("#sheet", has_text="What is wrong").wait_for()
        await page.locator("#sheet .lines .marked").wait_for()
        tried.faq.write_text(FAQ.replace("It reached", "Its heat was"), encoding="utf-8")
        await page.locator(".state:has-text('Good.')").wait_for()
        await page.locator(".lines", has_text="Its heat").wait_for()
        await visit.say("@Footnote how hot did the kiln get?")
        await visit.containing("Its heat was 1,240 degrees").wait_for()
    finally:
        tried.faq.write_text(FAQ, encoding="utf-8")
    await page.locator(".lines", has_text="It reached").wait_for()


async def test_the_requests_are_shown(tried: Tried, visiting: Visiting) -> None:
    """The bot's requests stand in the panel, each with its status, newest first."""
    visit = await opened(tried, visiting)
    await visit.page.get_by_role("tab", name="Requests").click()
    await visit.page.locator(".requests .status").first.wait_for()
    assert not await visit.page.locator(".requests .refused").count()
    await visit.page.get_by_role("tab", name="Log").click()
    await visit.page.locator("#sheet", has_text="Invite me").wait_for()
