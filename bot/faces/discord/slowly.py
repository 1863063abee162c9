"""Slowly: the cool-down's refusals and the question's bounds, said kindly, to one member."""

from __future__ import annotations

from bot.faces.discord import words
from bot.faces.discord.buttons import Interaction
from bot.faces.discord.cooldown import Refused
from bot.faces.discord.replies import tell
from bot.faces.discord.service import Place, Service


def refusal_words(refused: Refused) -> str:
    """The refusal in words."""
    said = words.SLOW_DOWN if refused.whose == "member" else words.CHANNEL_BUSY
    return said.format(wait=words.counted(refused.seconds, "second"))


async def slow_down(interaction: Interaction, service: Service) -> bool:
    """Whether the member was refused, and told so."""
    refused = service.refusal(Place(interaction.user.id, interaction.channel_id or 0))
    if refused is None:
        return False
    await tell(interaction, refusal_words(refused))
    return True


async def unfit(interaction: Interaction, service: Service, text: str) -> bool:
    """Whether a text can't be asked, or not now, and the member was told so."""
    if await slow_down(interaction, service):
        return True
    problem = words.EMPTY_QUESTION if not text else service.too_long(text)
    if problem:
        await tell(interaction, problem)
    return bool(problem)


async def hasty(interaction: Interaction, service: Service) -> bool:
    """Whether a member presses buttons too fast, and was told so."""
    if service.may_press(interaction.user.id):
        return False
    await tell(interaction, words.SLOW_DOWN.format(wait=words.counted(1, "second")))
    return True
