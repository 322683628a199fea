"""Recorder that runs a Pulumi program without the engine."""

import asyncio
import contextvars
import warnings
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, ParamSpec, TypeVar, cast

import pulumi
import pulumi.runtime
from google.protobuf import empty_pb2
from pulumi.runtime.mocks import MockEngine
from pulumi.runtime.proto import engine_pb2
from pulumi.runtime.settings import set_root_resource

from homelab.offline.functions import EXAMPLE_REGION
from homelab.offline.generated import GeneratedValues
from homelab.offline.monitor import RecordingMonitor
from homelab.offline.objects import KubernetesObject, Manifest
from homelab.offline.providers import Providers
from homelab.offline.resources import RecordedResource

Parameters = ParamSpec("Parameters")
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True, kw_only=True)
class Recording:
    """Everything that a program declared, in the order of registration: parents and dependencies first."""

    resources: Sequence[RecordedResource]
    """Resources, components and lookups, without the stack itself."""
    objects: Sequence[KubernetesObject]
    exports: Mapping[str, Any]
    """Stack outputs as plain values, secret ones too."""
    secret_exports: frozenset[str]
    """Names of exports that are secret or contain a secret."""
    secret_values: Mapping[str, str]
    """Strings that were marked as secret in config, inputs, outputs or exports, each with its origin."""
    functions: frozenset[str]
    """Tokens of provider functions that the program called, which were answered with placeholders."""
    warnings: Sequence[str]
    """Warnings that the program or the SDK logged."""

    @property
    def manifests(self) -> list[Manifest]:
        """The Kubernetes objects as they would be sent to the cluster."""
        return [object_.manifest for object_ in self.objects]


def record(
    program: Callable[[], object],
    *,
    project: str = "homelab",
    stack: str = "test",
    config: Mapping[str, str] | None = None,
    secret_keys: Collection[str] = (),
    preview: bool = False,
    generated: GeneratedValues | None = None,
    with_secrets: bool = True,
    deployed: Mapping[str, Manifest] | None = None,
) -> Recording:
    """Run ``program`` as Pulumi would run it for ``stack``, and return what it declared.

    :param program: Function that declares resources; may be asynchronous.
    :param config: The stack's config with full keys (``homelab:workspace``), objects as JSON.
    :param secret_keys: Keys of ``config`` that are secret.
    :param preview: Whether values that providers choose are unknown, as in ``pulumi preview``. Default: everything has
        a value, as in ``pulumi up``.
    :param generated: Store of random values. Default: an empty one.
    :param with_secrets: Whether Secrets are written. If not, their automatic names do not depend on their content.
    :param deployed: Objects that exist, by URN: fields whose changes the program ignores are theirs. Default: none.
    :raises Exception: Any exception of the program, also in an ``apply`` that is not awaited.
    :raises pulumi.RunError: Two resources with one URN, two objects with one name, an error that the program logged, or
        a resource that only its provider can create.
    """
    providers = Providers(GeneratedValues() if generated is None else generated, preview, with_secrets)
    region = (config or {}).get("aws:region") or EXAMPLE_REGION
    monitor = RecordingMonitor(project, stack, providers, region, deployed)
    engine = _Engine()

    def run() -> None:
        set_root_resource(cast(Any, None))
        pulumi.runtime.set_all_config(dict(config or {}), list(secret_keys))
        # The constructor already changes global settings.
        settings = pulumi.runtime.Settings(project, stack, cast(Any, monitor), cast(Any, engine), dry_run=preview)
        pulumi.runtime.configure(settings)
        _run_to_the_end(program)

    # Pulumi keeps its state in context variables: a separate context isolates each run.
    contextvars.copy_context().run(run)
    if engine.errors:
        raise pulumi.RunError("; ".join(engine.errors))
    config_secrets = {value: f"config {key}" for key, value in (config or {}).items() if key in secret_keys}
    return Recording(
        resources=tuple(monitor.recorded.values()),
        objects=tuple(monitor.objects),
        exports=monitor.exports,
        secret_exports=monitor.secret_exports,
        secret_values=monitor.secret_values | config_secrets,
        functions=frozenset(monitor.functions),
        warnings=tuple(engine.warnings),
    )


def _run_to_the_end(program: Callable[[], object]) -> None:
    previous_loop = _current_loop()
    loop = asyncio.new_event_loop()
    loop.set_default_executor(_InlineExecutor())
    # After a failure, tasks that depend on the failed one are left over; the failure itself is raised.
    loop.set_exception_handler(lambda _loop, _context: None)
    asyncio.set_event_loop(loop)
    try:
        loop.run_until_complete(pulumi.runtime.run_in_stack(cast(Callable[[], Awaitable[None] | None], program)))
    finally:
        _cancel_all(loop)
        loop.close()
        asyncio.set_event_loop(previous_loop)


def _current_loop() -> asyncio.AbstractEventLoop | None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            return asyncio.get_event_loop()
    except RuntimeError:
        return None


def _cancel_all(loop: asyncio.AbstractEventLoop) -> None:
    left = asyncio.all_tasks(loop)
    for task in left:
        task.cancel()
    loop.run_until_complete(asyncio.gather(*left, return_exceptions=True))


class _InlineExecutor(ThreadPoolExecutor):
    """Runs each call at once in the calling thread, so that a program's requests always come in the same order."""

    def submit(
        self, fn: Callable[Parameters, Result], /, *args: Parameters.args, **kwargs: Parameters.kwargs
    ) -> Future[Result]:
        future = Future[Result]()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:
            future.set_exception(error)
        return future


class _Engine(MockEngine):
    """Engine service that records log messages."""

    def __init__(self) -> None:
        super().__init__(None)
        self.warnings: list[str] = []
        self.errors: list[str] = []

    def Log(self, request: engine_pb2.LogRequest) -> None:  # noqa: N802 (the name is the service's)
        if request.severity == engine_pb2.WARNING:
            self.warnings.append(request.message)
        elif request.severity == engine_pb2.ERROR:
            self.errors.append(request.message)

    def RequirePulumiVersion(self, request: engine_pb2.RequirePulumiVersionRequest) -> empty_pb2.Empty:  # noqa: N802, ARG002
        return empty_pb2.Empty()
