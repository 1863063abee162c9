"""REST: Discord's routes, each a small function from a call to its answer."""
