"""The gateway: the websocket of a bot, and the sessions that outlive it."""
