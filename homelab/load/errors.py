"""Errors of the command."""


class LoadError(Exception):
    """Reason why no load can be put on a workspace, as one line for the user."""
