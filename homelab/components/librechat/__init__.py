"""LibreChat: the server, its files and jobs, and the ways to it."""
