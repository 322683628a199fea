"""Releases: the version and its notes, what has to be true before a tag is made, and what is uploaded."""
