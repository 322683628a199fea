"""Explanations of arguments, keys of librechat.yaml and variables, all derived from their definitions."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
