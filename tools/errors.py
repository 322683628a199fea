"""What ends a tool with a line for the user."""


class EngineError(Exception):
    """What keeps the engine from running, as one line for the user."""


class ShownError(Exception):
    """An operation of the engine has failed, and why was printed."""
