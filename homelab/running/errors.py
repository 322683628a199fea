"""Why a cluster could not be asked."""


class NoAnswerError(Exception):
    """What was asked did not answer, or not in a way that can be understood."""


class NotPossibleError(Exception):
    """Something that is no fault of the workspace is in the way: missing rights, or a missing program."""
