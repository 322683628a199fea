"""Memory of programs that run on Node."""

import pulumi

from homelab.kubernetes import Resources, apply


def node_options(resources: Resources, *, heap: str = "0.65") -> pulumi.Input[str]:
    """``NODE_OPTIONS`` with a heap that fits the container: Node sizes it by the machine, not by the limit.

    :param heap: Share of the memory limit; the rest is for buffers and native memory.
    """
    return apply(lambda size: f"--max-old-space-size={size // 1024**2}", resources.memory_limit_share(heap))
