"""The check: what can be said about a FAQ before anybody asks; errors and warnings apart."""

from bot.care.check.collisions import Collision, collisions
from bot.care.check.proofs import Render, Tell, check
from bot.care.check.summary import Summary, summary

__all__ = ["Collision", "Render", "Summary", "Tell", "check", "collisions", "summary"]
