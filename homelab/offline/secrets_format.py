"""Forms in which a render writes Secrets."""

from enum import StrEnum


class SecretsFormat(StrEnum):
    """What a render writes for Secrets."""

    PLAIN = "plain"
    """secrets.yaml, which git ignores."""
    SEALED = "sealed"
    """SealedSecrets, which one cluster can decrypt; secrets.yaml stays on this machine."""
    SOPS = "sops"
    """Secrets that SOPS encrypts, and the generated values, encrypted too; there is no secrets.yaml."""
    EXTERNAL = "external"
    """ExternalSecrets, which External Secrets fills from a store; secrets.yaml stays on this machine, to fill it."""
    NONE = "none"
    """Nothing: they must exist."""
    PLACEHOLDER = "placeholder"
    """Secrets that no API server accepts, with placeholders for values: to compare renders without a passphrase."""

    @property
    def has_values(self) -> bool:
        """Whether values are generated, and kept for the next render."""
        return self not in (SecretsFormat.NONE, SecretsFormat.PLACEHOLDER)

    @property
    def names_by_content(self) -> bool:
        """Whether a Secret gets a new name with new content, which replaces the pods that read it."""
        return self not in (SecretsFormat.EXTERNAL, SecretsFormat.NONE)

    @property
    def is_published(self) -> bool:
        """Whether what is written of Secrets can be committed."""
        return self not in (SecretsFormat.PLAIN, SecretsFormat.NONE)
