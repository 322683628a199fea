"""What keeps a release from being made."""


class ReleaseError(Exception):
    """A line for whoever makes the release: what is wrong, and what to do."""
