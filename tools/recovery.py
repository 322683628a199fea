"""What a stack's state does not tell: what an interrupted operation has done, and what an earlier one has left.

Both are found out in the same way. Objects that may exist are written into the state without outputs, as no operation
leaves them, and a refresh then reads them from the cluster: what is not there goes out of the state again.
"""

import json
import tempfile
import time
import uuid
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence, Set
from pathlib import Path
from typing import Any

import typer
from pulumi.automation import Stack, UpdateSummary

from homelab.kubernetes.labels import INSTANCE
from homelab.offline.objects import object_id
from tools.command import run_pulumi
from tools.errors import EngineError
from tools.output import Output, shown_failure
from tools.plan import PROVIDERS

Resource = dict[str, Any]
KUBERNETES = "kubernetes:"
VOLUME_CLAIM = "kubernetes:core/v1:PersistentVolumeClaim"
SECRET = "kubernetes:core/v1:Secret"
WORKLOADS = ("kubernetes:apps/v1:Deployment", "kubernetes:apps/v1:StatefulSet")
MANAGER = "pulumi-kubernetes"
"""Prefix of the name under which the provider owns the fields of what it has created."""
_PART_OF = "app.kubernetes.io/part-of=homelab"
_AUTONAMED = "pulumi.com/autonamed"
_DELETED_WITHIN = 120


# After an operation that did not succeed


def read_after_failure(stack: Stack) -> None:
    """Read the whole state from the cluster, if the last operation was killed, cancelled or has failed.

    :raises EngineError: Something is still being deleted after two minutes.
    """
    state = exported_state(stack)
    deployment = state["deployment"]
    last = stack.history(page_size=1, show_secrets=False)
    if not (deployment.get("pending_operations") or unread(deployment) or has_failed(last)):
        return
    typer.echo("The last operation did not succeed: reading the actual state from the cluster.")
    import_state(stack, state, with_interrupted_creates(without(deployment, unread(deployment))))
    refresh(stack)


def has_failed(history: Sequence[UpdateSummary]) -> bool:
    """Whether an operation has failed, or was cancelled, after the last one that succeeded; newest first."""
    return bool(history) and history[0].result != "succeeded"


def was_cut_short(history: Iterable[UpdateSummary]) -> bool:
    """Whether the last ``up`` has failed or was cancelled, which can leave objects that the state does not know."""
    last = next((each for each in history if each.kind == "update"), None)
    return last is not None and last.result != "succeeded"


def unread(deployment: Mapping[str, Any]) -> set[str]:
    """URNs of the objects that nobody has read from the cluster yet."""
    return {each["urn"] for each in deployment.get("resources", []) if _is_object(each) and not each.get("outputs")}


def with_interrupted_creates(deployment: Mapping[str, Any]) -> dict[str, Any]:
    """A state in which every Kubernetes object whose creation had begun may exist, and nothing is pending.

    Their names are settled before they are created. Pulumi does not look for them, and would create them again.
    """
    operations = deployment.get("pending_operations") or []
    begun = [operation["resource"] for operation in operations if operation["type"] == "creating"]
    known = {each["urn"] for each in deployment.get("resources", [])}
    # What they depend on has been created before, so they can go last.
    added = [with_id(each) for each in begun if _is_object(each) and each["urn"] not in known]
    return {**deployment, "resources": [*deployment.get("resources", []), *added], "pending_operations": []}


# Before an operation that creates


def take_over(stack: Stack, planned: Sequence[Resource]) -> None:
    """Take objects of the workspace into the state that would be created, but exist.

    :param planned: What would be created, as `tools.plan.Plan` reads it from a preview.
    :raises EngineError: Another stack runs the workspace, a volume's password is gone, or something is still being
        deleted after two minutes.
    """
    wanted = [each for each in planned if _is_object(each) and not _is_autonamed(each)]
    urns = {each["urn"] for each in wanted}
    if not wanted:
        return
    state = exported_state(stack)
    import_state(stack, state, with_planned(state["deployment"], planned, urns))
    refresh(stack, urns)
    state = exported_state(stack)
    found = [each for each in state["deployment"]["resources"] if each["urn"] in urns]
    own = [each for each in found if is_own(each)]
    refusal = None
    if own and not was_cut_short(full_history(stack)):
        refusal = _runs_elsewhere(own) or locked_out(own, wanted)
    rejected = {each["urn"] for each in found if refusal or each not in own}
    if rejected:
        import_state(stack, state, without(state["deployment"], rejected))
    if refusal:
        raise EngineError(refusal)
    if own:
        typer.echo(f"Taking over what is there: {counted(own)}.")


def locked_out(found: Sequence[Resource], wanted: Sequence[Resource]) -> str | None:
    """Why nobody could read a volume that was found: the password that its server has learned is gone."""
    there = {each["urn"] for each in found}
    volumes = {_instance(each): each["id"] for each in found if each["type"] == VOLUME_CLAIM}
    for each in wanted:
        is_lost = each["type"] == SECRET and each.get("retainOnDelete") and each["urn"] not in there
        if is_lost and (volume := volumes.get(_instance(each))):
            namespace, _, name = volume.partition("/")
            return (
                f"volume {volume} is there, but Secret {each['inputs']['metadata']['name']}, whose password its server "
                "has learned, is not: restore it, or give the data up by "
                f"`kubectl --namespace {namespace} delete pvc {name}`"
            )
    return None


def _instance(resource: Resource) -> str:
    return resource["inputs"]["metadata"].get("labels", {}).get(INSTANCE, resource["urn"])


def with_planned(deployment: Mapping[str, Any], planned: Sequence[Resource], candidates: Set[str]) -> dict[str, Any]:
    """A state in which ``candidates`` may exist, with the parents and providers that they need."""
    resources: list[Resource] = [*deployment.get("resources", [])]
    known = {each["urn"] for each in resources}
    new = [{**each} for each in planned if each["urn"] not in known]
    wanted = candidates | {each["provider"].rpartition("::")[0] for each in new if each["urn"] in candidates}
    ids = {each["urn"]: each["id"] for each in resources if each["type"].startswith(PROVIDERS)}
    for each in new:
        if each["type"].startswith(PROVIDERS):
            each["id"] = ids[each["urn"]] = str(uuid.uuid4())
            each["outputs"] = each["inputs"]
    added = [_as_stored(each, ids) for each in new if not each["custom"] or each["urn"] in wanted]
    return {**deployment, "resources": [*resources, *added]}


def _as_stored(resource: Resource, provider_ids: Mapping[str, str]) -> Resource:
    if not _is_object(resource):
        return resource
    provider = resource["provider"].rpartition("::")[0]
    return with_id({**resource, "provider": f"{provider}::{provider_ids[provider]}"})


def is_own(resource: Resource) -> bool:
    """Whether an object that was read from the cluster has been created by Pulumi, for this workspace."""
    metadata = resource["outputs"]["metadata"]
    managers = [each.get("manager", "") for each in metadata.get("managedFields", [])]
    wanted = resource["inputs"]["metadata"].get("labels", {})
    own = {name: value for name, value in wanted.items() if name.startswith("app.kubernetes.io/")}
    labels = metadata.get("labels", {})
    return any(each.startswith(MANAGER) for each in managers) and own.items() <= labels.items()


def _runs_elsewhere(own: Sequence[Resource]) -> str | None:
    workload = next((each for each in own if each["type"] in WORKLOADS), None)
    if workload is None:
        return None
    namespace, _, name = workload["id"].rpartition("/")
    stop = f"kubectl delete deploy,sts,svc,job,netpol,pdb --namespace {namespace} --selector {_PART_OF}"
    return (
        f"{workload['type'].rpartition(':')[2]} {name} runs in namespace {namespace}, and not by this stack: another "
        "stack runs the same workspace. Use that one, or another namespace. If its state is lost, stop it by "
        f"`{stop}`: volumes and passwords stay, and the next `pulumi up` takes them over"
    )


# What a state says


def retained(deployment: Mapping[str, Any]) -> list[Resource]:
    """The objects that outlive the stack."""
    return [each for each in deployment.get("resources", []) if _is_object(each) and each.get("retainOnDelete")]


def counted(objects: Sequence[Resource]) -> str:
    """How many objects of which kinds there are, in words: ``1 namespace, 4 volumes, 5 Secrets``."""
    names = {"Namespace": "namespace", "PersistentVolumeClaim": "volume"}
    kinds = Counter(names.get(kind := each["type"].rpartition(":")[2], kind) for each in objects)
    return ", ".join(
        f"{count} {kind}{'s' if count > 1 else ''}"
        for kind, count in sorted(kinds.items(), key=lambda item: str(item[0]).lower())
    )


def how_to_remove(kept: Sequence[Resource]) -> str:
    """The command that deletes, for good, what a destroyed stack has left."""
    inside = [each for each in kept if "/" in each["id"]]
    if outside := [each["id"] for each in kept if "/" not in each["id"]]:
        command = f"kubectl delete namespace {' '.join(outside)}"
        return f"To delete them for good, with everything else in the namespace: `{command}`"
    namespace = inside[0]["id"].partition("/")[0]
    names = [f"{each['type'].rpartition(':')[2].lower()}/{each['id'].partition('/')[2]}" for each in inside]
    return f"To delete them for good: `kubectl delete --namespace {namespace} {' '.join(names)}`"


def without(deployment: Mapping[str, Any], urns: Collection[str]) -> dict[str, Any]:
    """A state without some of its resources."""
    return {**deployment, "resources": [each for each in deployment.get("resources", []) if each["urn"] not in urns]}


def with_id(resource: Resource) -> Resource:
    """A Kubernetes object as a state holds one that exists, but that was not read yet."""
    return {**resource, "id": object_id(resource["inputs"])}


def _is_object(resource: Mapping[str, Any]) -> bool:
    return resource["type"].startswith(KUBERNETES)


def _is_autonamed(resource: Mapping[str, Any]) -> bool:
    metadata = resource["inputs"].get("metadata", {})
    return "name" not in metadata or _AUTONAMED in metadata.get("annotations", {})


# The state itself, and its history


def full_history(stack: Stack) -> list[UpdateSummary]:
    """All operations that have come to an end, newest first."""
    return stack.history(show_secrets=False)


def refresh(stack: Stack, urns: Collection[str] | None = None) -> None:
    """Read resources from the cluster, by default all; those that are being deleted until they are gone.

    :raises EngineError: That takes more than two minutes.
    """
    _refresh_once(stack, None if urns is None else [*urns])
    wait_until_deleted(stack)


def _refresh_once(stack: Stack, urns: list[str] | None) -> None:
    """Refresh without a word, unless it fails.

    :raises ShownError: The cluster cannot be read.
    """
    shown = Output(stack.name)
    with shown_failure(shown, summary=False):
        stack.refresh(target=urns, color="never", on_event=shown.event)


def wait_until_deleted(stack: Stack) -> None:
    """Read what is being deleted from the cluster until it is gone.

    :raises EngineError: That takes more than two minutes.
    """
    deadline = time.monotonic() + _DELETED_WITHIN
    while going := _being_deleted(exported_state(stack)["deployment"]):
        if time.monotonic() > deadline:
            raise EngineError(f"{', '.join(sorted(going.values()))}: still being deleted; try again once that is done")
        time.sleep(1)
        _refresh_once(stack, [*going])


def _being_deleted(deployment: Mapping[str, Any]) -> dict[str, str]:
    return {
        each["urn"]: f"{each['type'].rpartition(':')[2]} {each['id']}"
        for each in deployment.get("resources", [])
        if _is_object(each) and each.get("outputs", {}).get("metadata", {}).get("deletionTimestamp")
    }


def exported_state(stack: Stack) -> dict[str, Any]:
    """A stack's state; the secrets in it stay encrypted."""
    return json.loads(run_pulumi(stack, "stack", "export"))


def import_state(stack: Stack, state: Mapping[str, Any], deployment: Mapping[str, Any]) -> None:
    """Replace a stack's state, which was exported as ``state``."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "state.json"
        file.write_text(json.dumps({**state, "deployment": deployment}))
        run_pulumi(stack, "stack", "import", "--file", str(file))
