"""The server side of the page: its files, its routes, and who may use them."""
