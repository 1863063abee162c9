"""The trial: the real bot in a channel on this machine, for people without a Discord account.

It joins what otherwise knows nothing of each other: the sandbox, the bot's own process, and a desk
over the same FAQ that tells what decided.
"""

from bot.sandbox.script import ScriptFault, read_script
from bot.trial.running import Ended, Wishes, play_script, serve

__all__ = ["Ended", "ScriptFault", "Wishes", "play_script", "read_script", "serve"]
