"""What applies a render."""

from enum import StrEnum


class Tool(StrEnum):
    """What applies the manifests."""

    KUBECTL = "kubectl"
    """A person: ``kubectl apply -k``, which removes nothing."""
    ARGOCD = "argocd"
    FLUX = "flux"

    @property
    def prunes(self) -> bool:
        """Whether it removes what is no longer rendered, and keeps applying the rest."""
        return self is not Tool.KUBECTL
