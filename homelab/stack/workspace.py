"""A stack's config becomes an AIWorkspace, and the workspace the stack's outputs."""

import difflib
from collections.abc import Iterable
from typing import Any

import pulumi
import pulumi.runtime.config

from homelab import AIWorkspace, AIWorkspaceArgs, ArgumentError
from homelab.arguments import check, map_secrets
from homelab.components.librechat.environment import PORT
from homelab.modules.groups import is_enabled
from homelab.stack.keys import KEY
from homelab.stack.plain_secrets import plain_secrets, stack_file_values
from homelab.stack.remedies import with_remedy

NAME = "ai-workspace"
_VOLUME_CLAIM = "kubernetes:core/v1:PersistentVolumeClaim"
_ADOPTING = (
    "adopt takes over every volume and password of this workspace, so each has to exist: leave out what is new until "
    "adopt is taken out again"
)


def deploy() -> AIWorkspace:
    """Deploy the workspace that the stack's config describes."""
    volumes, config = GivenUpVolumes(), pulumi.Config()
    try:
        args = workspace_args(config)
        workspace = AIWorkspace(NAME, args, pulumi.ResourceOptions(transformations=[volumes.count]))
    except ArgumentError as error:
        raise ArgumentError(*map(with_remedy, error.problems), owner=error.owner) from None
    volumes.warn()
    if args.get("adopt"):
        pulumi.log.warn(_ADOPTING)
    pulumi.export("url", workspace.url)
    pulumi.export("ragApiUrl", workspace.rag_api_url)
    pulumi.export("namespace", workspace.namespace)
    if "first_admin" in args["librechat"]:
        pulumi.export("firstAdminPassword", workspace.first_admin_password)
    if is_local(args):
        pulumi.export("portForward", port_forward(args))
    return workspace


class GivenUpVolumes:
    """The volumes that do not outlive the stack."""

    def __init__(self) -> None:
        self._names: list[str] = []

    def count(self, resource: pulumi.ResourceTransformationArgs) -> None:
        """Look at one resource before it is registered."""
        if resource.type_ == _VOLUME_CLAIM and not resource.opts.retain_on_delete:
            self._names.append(resource.name)

    def warn(self) -> None:
        """Say what the next destruction deletes."""
        if self._names:
            volumes = f"{len(self._names)} volume{'s' if len(self._names) > 1 else ''}"
            pulumi.log.warn(f"retain is false: the next `pulumi destroy` deletes the data of {volumes}")


def is_local(args: AIWorkspaceArgs) -> bool:
    """Whether people reach LibreChat through a forwarded port alone."""
    return args["librechat"].get("domain") == "localhost" and is_enabled(args["librechat"])


def port_forward(args: AIWorkspaceArgs) -> pulumi.Output[str]:
    """The command that makes the URL of a local workspace answer."""
    return pulumi.Output.format(
        "kubectl port-forward --namespace {0} service/{1}-librechat {2}", args["namespace"], NAME, PORT
    )


def workspace_args(config: pulumi.Config) -> AIWorkspaceArgs:
    """The object ``workspace``, with its secrets as secret Outputs.

    Pulumi decrypts what is encrypted in an object, and no longer says which parts that were: the arguments themselves
    tell what is a secret. They are checked before, as an Output's value cannot be.

    :raises pulumi.RunError: The config has another key, ``workspace`` is not what it should be, or the stack's file has
        a secret in plain text.
    """
    _refuse_other_keys(config)
    given, in_file = _read(config), stack_file_values(config.name, pulumi.get_stack())
    exposed = plain_secrets(in_file.get(config.full_key(KEY)))
    args = check(AIWorkspaceArgs, given, owner=f"AIWorkspace {NAME!r}", find_secrets=False, known=exposed)
    return map_secrets(AIWorkspaceArgs, args, pulumi.Output.secret)


def unknown_key(keys: Iterable[str], project: str) -> str | None:
    """The line about a key of a stack's config that this program does not read; keys of other packages are not its own.

    :param keys: With the package that they are of: ``homelab:workspace``.
    """
    allowed = f"{project}:{KEY}"
    for key in sorted({*keys} - {allowed}):
        if key.startswith(f"{project}:"):
            is_typo = difflib.get_close_matches(key, [allowed], cutoff=0.8)
            hint = f"(did you mean {allowed}?)" if is_typo else f"(everything is set below {allowed})"
            return f"unknown configuration key {key} {hint}"
    return None


def _refuse_other_keys(config: pulumi.Config) -> None:
    set_keys = pulumi.runtime.get_config_env().keys() | pulumi.runtime.config.CONFIG.get().keys()
    if message := unknown_key(set_keys, config.name):
        raise pulumi.RunError(message)


def _read(config: pulumi.Config) -> Any:
    try:
        return config.require_object(KEY)
    except pulumi.ConfigTypeError:
        # Pulumi's own message repeats the value, secrets and all.
        raise pulumi.RunError(f"configuration key {config.full_key(KEY)} must be an object") from None
