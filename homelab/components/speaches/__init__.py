"""Speaches: the server and its models."""

from homelab.components.speaches.args import SpeachesArgs, SpeachesServerArgs
from homelab.components.speaches.component import Speaches, connection_of

__all__ = ["Speaches", "SpeachesArgs", "SpeachesServerArgs", "connection_of"]
