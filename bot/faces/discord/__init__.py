"""The Discord face: members ask there, moderators switch, operators run, examine and supervise."""

from bot.faces.discord.doctor import Row, doctor
from bot.faces.discord.health import Health, health
from bot.faces.discord.options import Cooldown, Options
from bot.faces.discord.running import Ending, ExitStatus, run

__all__ = [
    "Cooldown",
    "Ending",
    "ExitStatus",
    "Health",
    "Options",
    "Row",
    "doctor",
    "health",
    "run",
]
