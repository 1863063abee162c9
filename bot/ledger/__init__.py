"""What the bot keeps in a database: gaps with consent, counts without text, channels, notes."""
