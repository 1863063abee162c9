"""The bot in Discord: messages, commands, cards and buttons. Nothing else imports discord.py."""
