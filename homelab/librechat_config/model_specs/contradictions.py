"""Model specs that name what there is not."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence

from homelab.librechat_config.model_specs.arguments import ModelSpecsArgs
from homelab.librechat_config.model_specs.specs import AGENTS, all_specs, visible_names
from homelab.librechat_config.offered_models import OfferedModels
from homelab.librechat_config.unknown_names import unknown_endpoint, unknown_model, unknown_name


def contradictions(
    args: ModelSpecsArgs, offered: Sequence[OfferedModels], mcp_servers: Collection[str]
) -> Iterable[str]:
    """A message for each name that leads nowhere, and for providers that specs shut out.

    :param offered: What providers offer; an endpoint without a list of models takes any.
    :param mcp_servers: Names of MCP servers.
    """
    if not args.get("enabled", True):
        return
    specs = all_specs(args, offered)
    endpoints = [*offered, OfferedModels(AGENTS, "Agents", ())]
    if args.get("from_providers") and len(specs) == len(args.get("specs", [])):
        yield "from_providers: no provider has a list of models of which there is no spec yet: give models to providers"
    counts = Counter(spec["name"] for spec in specs)
    yield from (f"from_providers: two models make a spec of the name {name!r}" for name, n in counts.items() if n > 1)
    for field, name in (("default", args.get("default")), ("soft_default", args.get("soft_default"))):
        if name is not None:
            yield from unknown_name(field, name, visible_names(specs), "visible spec")
    groups = list(dict.fromkeys(spec["group"] for spec in specs if "group" in spec))
    for index, group in enumerate(args.get("groups", [])):
        yield from unknown_name(f"groups.{index}.name", group["name"], groups, "spec of group")
    for index, endpoint in enumerate(args.get("added_endpoints", [])):
        yield from unknown_endpoint(f"added_endpoints.{index}", endpoint, endpoints)
    yield from _unknown_targets(args, endpoints, mcp_servers)
    if args.get("enforce"):
        shut_out = {each.endpoint for each in offered} - {spec.get("endpoint", AGENTS) for spec in specs}
        yield from (f"enforce: endpoint {name} has no spec, so nobody could use it" for name in sorted(shut_out))


def _unknown_targets(
    args: ModelSpecsArgs, endpoints: Sequence[OfferedModels], mcp_servers: Collection[str]
) -> Iterator[str]:
    for index, spec in enumerate(args.get("specs", [])):
        endpoint = spec.get("endpoint", AGENTS)
        yield from unknown_endpoint(f"specs.{index}.endpoint", endpoint, endpoints)
        if "model" in spec:
            yield from unknown_model(f"specs.{index}.model", endpoint, spec["model"], endpoints)
        for server in spec.get("mcp_servers", []):
            yield from unknown_name(f"specs.{index}.mcp_servers", server, mcp_servers, "MCP server")
