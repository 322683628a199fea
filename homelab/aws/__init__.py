"""What a workspace needs on AWS: managed backends, identities, an edge, monitoring, costs. An optional extra.

Nothing here creates a VPC or a cluster: components take ``vpc_id``, ``subnet_ids`` and ``cluster_name``. Each can be
used alone, and has the arguments ready that `homelab.AIWorkspace` takes.
"""

from importlib.util import find_spec

import lazy_loader

if find_spec("pulumi_aws") is None:
    raise ImportError(
        "homelab.aws needs pulumi_aws: install it with pip install 'pulumi-homelab[aws]'", name="pulumi_aws"
    )

# Public names are listed in `__init__.pyi`, and loaded on first use, so that one component does not import the others.
__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
