"""A project of one's own: answers to a few questions become its files, which render at once."""
