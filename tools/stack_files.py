"""The files of stacks, and the secrets that their comments tell users to set before the first ``pulumi up``."""

import re
import string
from pathlib import Path

_COMMAND = re.compile(r"pulumi config set --secret (?:--path '([^']+)'|([a-z0-9-]+))")

_FORMS = {
    "mongo-uri": "mongodb://chat:{}@db.example.com:27017/LibreChat",
    "private-ca": "-----BEGIN CERTIFICATE-----\n{}\n-----END CERTIFICATE-----",
    "private-key": "-----BEGIN PRIVATE KEY-----\n{}\n-----END PRIVATE KEY-----",
    "vertex-key": '{{"project_id": "chat", "client_email": "chat@example.com", "private_key": "{}"}}',
}
"""The forms of secrets, by the ends of their keys."""
_FREE = "{}"
"""The form of all others."""


def stack_name(file: Path) -> str:
    """The NAME of ``Pulumi.NAME.yaml``."""
    return file.name.removeprefix("Pulumi.").removesuffix(".yaml")


def secrets_to_set(file: Path) -> tuple[str, ...]:
    """The keys and paths of the secrets that a stack lacks, as ``homelab render --config`` takes them."""
    return tuple(path or key for path, key in _COMMAND.findall(file.read_text()))


def placeholder_secrets(file: Path) -> dict[str, str]:
    """Placeholders for the secrets that a stack lacks.

    They have the form that LibreChat needs, and every special character where the form is free.
    """
    return {key: _placeholder(key) for key in secrets_to_set(file)}


def sample_secrets(file: Path) -> dict[str, str]:
    """Simple placeholders for them, to be shown in a command."""
    return {key: _form(key).format("made-up") for key in secrets_to_set(file)}


def _form(key: str) -> str:
    return next((form for ending, form in _FORMS.items() if key.endswith(ending)), _FREE)


def _placeholder(key: str) -> str:
    form, text = _form(key), f"not-a-secret-{key}"
    return f"{text} {string.punctuation}ß" if form == _FREE else form.format(text)
