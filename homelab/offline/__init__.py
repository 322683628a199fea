"""Offline rendering of Pulumi programs, without the Pulumi engine: recorder, manifests, checks, report."""

import lazy_loader

# Loaded on first use: the command's options name choices of modules here, and Pulumi takes most of a second to import.
__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
