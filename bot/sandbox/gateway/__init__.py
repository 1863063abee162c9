"""The gateway: sessions that outlive their sockets, and the events that reach them."""
