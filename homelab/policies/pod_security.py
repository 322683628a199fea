"""The Pod Security Standard ``restricted``, and what goes beyond it.

Fields that only matter on Windows, and those of SELinux, AppArmor and sysctls, are left to Kubernetes' own admission.
"""

from collections.abc import Callable
from typing import Any

from pulumi.runtime.rpc import UNKNOWN

from homelab.offline.objects import Manifest
from homelab.policies.controls import ContainerControl, PodControl, Test, pod_rule
from homelab.policies.manifests import at, entries, has_unknown, is_other
from homelab.policies.rule import Settings

_VOLUMES = (
    "configMap",
    "csi",
    "downwardAPI",
    "emptyDir",
    "ephemeral",
    "persistentVolumeClaim",
    "projected",
    "secret",
)
_SECCOMP = ("RuntimeDefault", "Localhost")


def _own(*path: str, allowed: tuple[object, ...]) -> Test:
    """Test that a field of a container's security context has none of the allowed values."""

    def test(container: Manifest, _pod: Any, _settings: Settings) -> bool:
        return is_other(at(container, "securityContext", *path), *allowed)

    return test


def _effective(*path: str, allowed: tuple[object, ...]) -> Test:
    """The same where a container without the field has its pod's."""

    def test(container: Manifest, pod: Any, _settings: Settings) -> bool:
        own = at(container, "securityContext", *path)
        return is_other(at(pod, "securityContext", *path) if own is None else own, *allowed)

    return test


def _keeps_capabilities(container: Manifest, _pod: Any, _settings: Settings) -> bool:
    dropped = at(container, "securityContext", "capabilities", "drop")
    return "ALL" not in (dropped or []) and not has_unknown(dropped)


def _adds_capabilities(container: Manifest, _pod: Any, _settings: Settings) -> bool:
    added = at(container, "securityContext", "capabilities", "add")
    return added != UNKNOWN and not {*(added or [])} <= {"NET_BIND_SERVICE", UNKNOWN}


def _is_root(container: Manifest, pod: Any, _settings: Settings) -> bool:
    own = at(container, "securityContext", "runAsUser")
    return (at(pod, "securityContext", "runAsUser") if own is None else own) == 0


def _has_host_port(container: Manifest, _pod: Any, _settings: Settings) -> bool:
    return any(is_other(at(port, "hostPort"), None, 0) for port in entries(container, "ports"))


def _is_set(field: str) -> Callable[[Any], bool]:
    return lambda pod: is_other(at(pod, field), None, False)


def _mounts_other_volumes(pod: Any) -> bool:
    return any(not volume.keys() <= {"name", *_VOLUMES} for volume in entries(pod, "volumes"))


def _own_cel(field: str, default: str) -> str:
    return f"c.?securityContext.?{field}.orValue({default})"


def _effective_cel(field: str, default: str) -> str:
    return f"c.?securityContext.?{field}.or(variables.pod.?securityContext.?{field}).orValue({default})"


_OF_POD = (
    *(
        PodControl(f"{field} is set", _is_set(field), f"variables.pod.?{field}.orValue(false)")
        for field in ("hostNetwork", "hostPID", "hostIPC")
    ),
    PodControl(
        f"a volume is none of {', '.join(_VOLUMES)}",
        _mounts_other_volumes,
        f"variables.pod.?volumes.orValue([]).exists(v, v.exists(k, !(k in {['name', *_VOLUMES]})))",
    ),
)
_OF_CONTAINER = (
    ContainerControl("privileged is set", _own("privileged", allowed=(None, False)), _own_cel("privileged", "false")),
    ContainerControl(
        "allowPrivilegeEscalation is not false",
        _own("allowPrivilegeEscalation", allowed=(False,)),
        _own_cel("allowPrivilegeEscalation", "true"),
    ),
    ContainerControl(
        "capabilities.drop lacks ALL", _keeps_capabilities, f"!('ALL' in {_own_cel('capabilities.?drop', '[]')})"
    ),
    ContainerControl(
        "capabilities.add has others than NET_BIND_SERVICE",
        _adds_capabilities,
        f"{_own_cel('capabilities.?add', '[]')}.exists(a, a != 'NET_BIND_SERVICE')",
    ),
    ContainerControl(
        "runAsNonRoot is not true",
        _effective("runAsNonRoot", allowed=(True,)),
        f"!{_effective_cel('runAsNonRoot', 'false')}",
    ),
    ContainerControl(
        "runAsUser is 0",
        _is_root,
        f"{_effective_cel('runAsUser', '-1')} == 0",
    ),
    ContainerControl(
        f"seccompProfile is none of {', '.join(_SECCOMP)}",
        _effective("seccompProfile", "type", allowed=_SECCOMP),
        f"!({_effective_cel('seccompProfile.?type', repr(''))} in {[*_SECCOMP]})",
    ),
    ContainerControl(
        "a port has a hostPort", _has_host_port, "c.?ports.orValue([]).exists(p, p.?hostPort.orValue(0) != 0)"
    ),
    ContainerControl(
        "procMount is not Default",
        _own("procMount", allowed=(None, "Default")),
        f"{_own_cel('procMount', repr('Default'))} != 'Default'",
    ),
)
_WRITABLE = (
    ContainerControl(
        "readOnlyRootFilesystem is not true",
        _own("readOnlyRootFilesystem", allowed=(True,)),
        f"!{_own_cel('readOnlyRootFilesystem', 'false')}",
    ),
)

POD_SECURITY = pod_rule(
    name="pod-security",
    expected="Pods follow the Pod Security Standard restricted",
    action="Set the field in `securityContext`; an image that needs root needs another image.",
    of_container=_OF_CONTAINER,
    of_pod=_OF_POD,
)
READ_ONLY_ROOT = pod_rule(
    name="read-only-root",
    expected="Root file systems of containers are read-only",
    action="Set `readOnlyRootFilesystem`, and mount an emptyDir where the program writes.",
    of_container=_WRITABLE,
)
