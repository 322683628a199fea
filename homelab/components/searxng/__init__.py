"""SearXNG: the server and its settings."""
