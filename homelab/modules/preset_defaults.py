"""Completion of a workspace's arguments by its preset.

What the user says wins, leaf by leaf. A preset is about what the workspace runs: it says nothing about a component that
is off or external, and nothing that contradicts what the user says.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, TypeAlias, cast

from homelab import merging
from homelab.components.documentdb import DocumentDBEngine
from homelab.components.librechat.storage import args as file_storage
from homelab.components.rag_api.embeddings_providers import EmbeddingsProvider
from homelab.kubernetes.autoscaling import is_autoscaled
from homelab.kubernetes.resources import ResourcesArgs, with_defaults
from homelab.librechat_config.merge import merge as merge_librechat_yaml
from homelab.modules.embeddings import workspace_embeddings
from homelab.modules.groups import COMPONENTS, OPTIONAL, is_enabled, runs_here
from homelab.modules.preset_override import preset_of_all
from homelab.modules.presets import PRESETS, Preset
from homelab.modules.violations import connections_violations

if TYPE_CHECKING:
    from homelab.modules.ai_workspace_args import AIWorkspaceArgs

Path: TypeAlias = tuple[str, ...]
Args: TypeAlias = Mapping[str, Any]

_REPLACED_BY: Mapping[str, str] = {"size": "existing_claim"}
"""Arguments without effect beside another one of their group."""


def with_preset(args: "AIWorkspaceArgs") -> "AIWorkspaceArgs":
    """Complete checked arguments by what their preset says of the components that run."""
    defaults = PRESETS[_preset(args)]
    return cast("AIWorkspaceArgs", _completed(args, defaults, args, ())) if defaults else args


def left_out(args: "AIWorkspaceArgs") -> Iterator[str]:
    """What the preset of checked arguments has and this workspace cannot have, with the reason and what would help."""
    preset = _preset(args)
    if preset != Preset.DEVELOPMENT and "backup" not in args:
        yield f"no backup, which preset {preset} cannot invent: set the group backup, or backup.enabled: false"
    replicas = PRESETS[preset].get("librechat", {}).get("replicas")
    if replicas is None or "replicas" in args["librechat"] or not is_enabled(args["librechat"]):
        return
    if obstacle := _obstacle_to_replicas(args):
        promised = f"preset {preset}'s {replicas}"
        yield f"one replica of LibreChat instead of {promised}: {obstacle}, or set librechat.replicas: 1"


def _preset(args: Args) -> Preset:
    return preset_of_all() or args.get("preset", Preset.DEVELOPMENT)


def _completed(group: Args, defaults: Args, args: Args, path: Path) -> dict[str, Any]:
    """``group``, which is at ``path`` in ``args``, completed by those of ``defaults`` that apply."""
    if "requests" in defaults:
        return cast(dict[str, Any], with_defaults(cast(ResourcesArgs, group), cast(ResourcesArgs, defaults)))
    completed = dict(group)
    for name, default in defaults.items():
        here = (*path, name)
        if _REPLACED_BY.get(name) in group or not _applies(here, default, args):
            continue
        if isinstance(default, Mapping):
            inner = _completed(group.get(name, {}), cast(Args, default), args, here)
            if inner or name in group:
                completed[name] = inner
        else:
            completed.setdefault(name, default)
    return completed


def _applies(path: Path, default: Any, args: Args) -> bool:
    if len(path) == 1 and path[0] in COMPONENTS:
        # The group also has the resources of the RAG API, which does not need LibreChat.
        return path[0] == "librechat" or runs(path[0], args)
    condition = _CONDITIONS.get(path)
    return condition is None or condition(args, default)


def runs(component: str, args: Args) -> bool:
    """Whether the workspace has pods of ``component``."""
    group = args.get(component, {})
    if component in OPTIONAL and component not in args:
        return False
    if component in ("rag", "pgvector") and workspace_embeddings(args) is None:
        return False
    return runs_here(group)


def _obstacle_to_replicas(args: Args) -> str:
    """Why there can be one replica of LibreChat alone, and what would help; empty if there can be more."""
    chat = args["librechat"]
    storage = chat.get("storage", {})
    config = merge_librechat_yaml(file_storage.configuration(storage).config, chat.get("config", {}))
    if not file_storage.is_shared(storage, file_storage.strategies(merging.without_removed(config))):
        return (
            "files are on a ReadWriteOnce volume; use librechat.storage.type s3, or "
            "librechat.storage.local.access_mode ReadWriteMany"
        )
    if not is_enabled(args.get("valkey", {})):
        return "without valkey they share neither sessions nor streams; remove valkey.enabled: false"
    return ""


def _uses_lite_image(args: Args) -> bool:
    chosen = workspace_embeddings(args)
    return chosen is not None and chosen["provider"] != EmbeddingsProvider.HUGGINGFACE


def _connections_suffice(args: Args, name: str, value: Any) -> bool:
    return not [*connections_violations({**args, "rag": {**args.get("rag", {}), name: value}})]


def _takes_autoscaling(args: Args, component: str) -> bool:
    """Whether the user neither says a number of pods nor wants it fixed."""
    group = args.get(component, {})
    return "replicas" not in group and group.get("autoscaling", {}).get("enabled", True)


def _takes_replicas(args: Args, component: str) -> bool:
    """Whether a fixed number of pods does not contradict the user's or the preset's autoscaling."""
    is_left_to_preset = "autoscaling" in PRESETS[_preset(args)].get(component, {})
    return not is_autoscaled(args.get(component, {})) and not (
        is_left_to_preset and _takes_autoscaling(args, component)
    )


def _librechat_can_have_several(args: Args) -> bool:
    return is_enabled(args["librechat"]) and not _obstacle_to_replicas(args)


_CONDITIONS: Mapping[Path, Callable[[Args, Any], bool]] = {
    ("librechat", "replicas"): lambda args, _: _takes_replicas(args, "librechat") and _librechat_can_have_several(args),
    ("librechat", "autoscaling"): lambda args, _: (
        _takes_autoscaling(args, "librechat") and _librechat_can_have_several(args)
    ),
    ("librechat", "resources", "api"): lambda args, _: is_enabled(args["librechat"]),
    # A model in its process needs more than a preset has.
    ("librechat", "resources", "rag"): lambda args, _: _uses_lite_image(args),
    ("rag", "replicas"): lambda args, value: (
        _takes_replicas(args, "rag") and _connections_suffice(args, "replicas", value)
    ),
    ("rag", "autoscaling"): lambda args, value: (
        _takes_autoscaling(args, "rag") and _connections_suffice(args, "autoscaling", value)
    ),
    ("searxng", "replicas"): lambda args, _: runs("searxng", args) and _takes_replicas(args, "searxng"),
    ("documentdb", "gateway"): lambda args, _: args.get("documentdb", {}).get("engine") != DocumentDBEngine.MONGODB,
}
"""When a preset's argument applies, given the user's arguments and its value. Default: if the component runs."""
