"""A stack of a project whose config describes a workspace: the program that deploys it, and the schema for editors."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
