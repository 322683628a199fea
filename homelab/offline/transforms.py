"""A program's transforms: functions that change resources before creation, which Pulumi's engine calls."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, Protocol, cast

import pulumi
from pulumi.runtime import mocks, sync_await
from pulumi.runtime.proto import callback_pb2, resource_pb2

_SERVICERS = "_servicers"
"""Attribute of the SDK's class of callback servers: all of its instances."""
_CALLBACKS = "_callbacks"
"""Attribute of a callback server: functions by token."""
_OPTIONS: Mapping[str, str] = {
    "depends_on": "dependencies",
    "protect": "protect",
    "ignore_changes": "ignoreChanges",
    "replace_on_changes": "replaceOnChanges",
    "version": "version",
    "aliases": "aliases",
    "provider": "provider",
    "custom_timeouts": "customTimeouts",
    "plugin_download_url": "pluginDownloadURL",
    "retain_on_delete": "retainOnDelete",
    "deleted_with": "deletedWith",
    "delete_before_replace": "deleteBeforeReplace",
    "additional_secret_outputs": "additionalSecretOutputs",
    "providers": "providers",
}
"""Options that a transform may change, and their fields in a registration."""


class _Message(Protocol):
    def SerializeToString(self) -> bytes: ...  # noqa: N802 (the name is the library's)


class Transforms:
    """Transforms of a program."""

    def __init__(self) -> None:
        self._of_stack: list[str] = []
        self._inherited: dict[str, Sequence[str]] = {}
        """Tokens by the URN of a resource: its own and those of its ancestors."""

    def register_for_stack(self, callback: callback_pb2.Callback) -> None:
        """Register a transform of all resources that are registered from now on."""
        self._of_stack.append(callback.token)

    def apply(self, request: resource_pb2.RegisterResourceRequest, urn: str) -> None:
        """Apply a resource's own transforms to its registration, then those of its parents, then those of the stack.

        :raises pulumi.RunError: A transform fails.
        """
        own = [callback.token for callback in request.transforms]
        tokens = [*own, *self._inherited.get(request.parent, ())]
        self._inherited[urn] = tokens
        for token in [*tokens, *self._of_stack]:
            try:
                _transform(request, _callback(token))
            except Exception as error:
                raise pulumi.RunError(f"a transform of {request.type} {request.name!r} failed: {error}") from error


def _transform(request: resource_pb2.RegisterResourceRequest, callback: Callable[[bytes], Awaitable[_Message]]) -> None:
    query = resource_pb2.TransformRequest(
        type=request.type, name=request.name, custom=request.custom, parent=request.parent
    )
    query.properties.CopyFrom(request.object)
    for option, name in _OPTIONS.items():
        _copy(request, name, query.options, option)
    run: Callable[[Awaitable[_Message]], _Message] = getattr(sync_await, "_sync_await")  # noqa: B009
    response = resource_pb2.TransformResponse.FromString(run(callback(query.SerializeToString())).SerializeToString())
    request.object.CopyFrom(response.properties)
    if response.HasField("options"):
        for option, name in _OPTIONS.items():
            request.ClearField(cast(Any, name))
            _copy(response.options, option, request, name)


def _copy(source: Any, source_name: str, target: Any, target_name: str) -> None:
    """Copy a field from one message to another, if it is set."""
    value = next((value for field, value in source.ListFields() if field.name == source_name), None)
    if value is None:
        return
    field = target.DESCRIPTOR.fields_by_name[target_name]
    if field.message_type and field.message_type.GetOptions().map_entry:
        getattr(target, target_name).update(value)
    elif hasattr(value, "extend"):
        getattr(target, target_name).extend(value)
    elif hasattr(value, "CopyFrom"):
        getattr(target, target_name).CopyFrom(value)
    else:
        setattr(target, target_name, value)


def _callback(token: str) -> Callable[[bytes], Awaitable[_Message]]:
    servers: Sequence[object] = getattr(getattr(mocks, "_CallbackServicer"), _SERVICERS)  # noqa: B009
    callbacks: Mapping[str, Any] = {
        name: function for server in servers for name, function in getattr(server, _CALLBACKS).items()
    }
    return callbacks[token]
