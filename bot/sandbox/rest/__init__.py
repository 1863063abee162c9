"""REST: the routes of Discord that a bot like this uses, each a small function."""
