"""Where a stack's config has its workspace."""

KEY = "workspace"
"""Key of a project's config below which everything is set."""


def set_command(path: str) -> str:
    """The command that sets a secret of a stack, encrypted in its file, in a project of any name.

    :param path: Path of the argument below `KEY`: ``openai.api_key``.
    """
    return f"pulumi config set --secret --path '{KEY}.{path}'"
