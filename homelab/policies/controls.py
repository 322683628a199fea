"""Controls: each a problem that a pod or a container may have, once in Python and once in CEL, with one message."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from homelab.offline.objects import Manifest
from homelab.offline.workloads import POD_SPECS
from homelab.policies.manifests import at, containers, pod_spec
from homelab.policies.rule import Admission, Level, Messages, ObjectRule, Settings

Test: TypeAlias = Callable[[Manifest, Any, Settings], bool]
"""Whether a container has the problem, by the container, its pod and the settings."""
IMAGE = "{image}"
"""Stands for the container's image in a problem."""


@dataclass(frozen=True, slots=True)
class ContainerControl:
    """A problem of a container."""

    problem: str
    test: Test
    cel: str
    """The same test: ``c`` is the container, ``variables.pod`` its pod."""


@dataclass(frozen=True, slots=True)
class PodControl:
    """A problem of a pod."""

    problem: str
    test: Callable[[Any], bool]
    cel: str


def pod_rule(
    *,
    name: str,
    expected: str,
    action: str,
    of_container: Sequence[ContainerControl],
    of_pod: Sequence[PodControl] = (),
    kinds: Sequence[str] = tuple(POD_SPECS),
    level: Level = Level.MANDATORY,
    takes_registries: bool = False,
) -> ObjectRule:
    """The rule that pods have none of these problems, in Python and in CEL.

    :param kinds: Default: all kinds that have pods.
    :param takes_registries: Whether the controls in CEL use ``variables.registries``.
    """
    return ObjectRule(
        name=name,
        expected=expected,
        action=action,
        level=level,
        kinds=kinds,
        messages=_find(of_container, of_pod),
        admission=_admission(of_container, of_pod, takes_registries=takes_registries),
    )


def _find(of_container: Sequence[ContainerControl], of_pod: Sequence[PodControl]) -> Messages:
    """The controls in Python: a message for the pod, and one for each container with a problem."""

    def messages(manifest: Manifest, settings: Settings) -> Iterator[str]:
        pod = pod_spec(manifest)
        yield from _message("pod", (each.problem for each in of_pod if each.test(pod)))
        for container in containers(pod):
            found = (each.problem for each in of_container if each.test(container, pod, settings))
            image = str(at(container, "image"))
            yield from _message(
                f"container {at(container, 'name')}", (problem.replace(IMAGE, image) for problem in found)
            )

    return messages


def _admission(
    of_container: Sequence[ContainerControl], of_pod: Sequence[PodControl], *, takes_registries: bool
) -> Admission:
    """The controls in CEL."""
    variables = {"podProblems": _list((each.cel, each.problem) for each in of_pod)} if of_pod else {}
    problems = _list((each.cel, each.problem) for each in of_container)
    of_all = (
        f"variables.containers.map(c, 'container ' + c.name + ': ' +\n({problems}).join(', '))\n"
        ".filter(m, !m.endsWith(': '))"
    )
    of_one = "(size(variables.podProblems) == 0 ? [] : ['pod: ' + variables.podProblems.join(', ')]) +\n"
    return Admission(
        messages=(of_one if of_pod else "") + of_all, variables=variables, takes_registries=takes_registries
    )


def _message(subject: str, problems: Iterable[str]) -> Iterator[str]:
    if found := ", ".join(problems):
        yield f"{subject}: {found}"


def _list(tests: Iterable[tuple[str, str]]) -> str:
    """List of the problems whose tests hold."""
    return " +\n".join(f"({cel} ? [{_text(problem)}] : [])" for cel, problem in tests)


def _text(problem: str) -> str:
    """The problem as an expression for text."""
    return "'" + problem.replace(IMAGE, "' + c.image + '") + "'"
