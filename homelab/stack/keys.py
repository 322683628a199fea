"""Where a stack's config has its workspace."""

KEY = "workspace"
"""Key of a project's config below which everything is set."""


def set_command(key: str, path: str) -> str:
    """The command that sets a secret of a stack, encrypted in its file.

    :param key: Configuration key of the workspace: ``homelab:workspace``.
    :param path: Path of the argument below it: ``openai.api_key``.
    """
    return f"pulumi config set --secret --path '{key}.{path}'"
