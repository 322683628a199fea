"""A private AI workspace on Kubernetes, as Pulumi components.

`AIWorkspace` combines all components; each can also be used alone. Arguments are plain dictionaries of the ``...Args``
types; every `pulumi.Input` in them may be an Output.
"""

import lazy_loader

# Public names are listed in `__init__.pyi`, and loaded on first use, so that one component does not import the others.
__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
