"""Serves components to Pulumi's engine: a program of any language creates them through it."""

import json
from collections.abc import Generator, Iterable
from contextlib import contextmanager
from typing import Any

import pulumi
from pulumi.errors import InputPropertiesError
from pulumi.provider import ConstructResult
from pulumi.provider.experimental.component import ComponentProvider

from homelab.arguments.late_checks import watched_checks
from homelab.arguments.spelling import spelled_by
from homelab.plugin.inputs import arguments_of, python_arguments
from homelab.plugin.names import camel_case_spelling
from homelab.plugin.schema import package_schema


class HomelabProvider(ComponentProvider):
    """Pulumi's provider of components, with described arguments, checks by the components alone, and short errors."""

    def __init__(self, components: list[type[pulumi.ComponentResource]], name: str, version: str) -> None:
        super().__init__(components, name, version=version)
        self._spelling = camel_case_spelling([arguments_of(component) for component in components])
        definitions = {self._components[each]: definition for each, definition in self._component_defs.items()}
        types = list(self._type_defs.values())
        self.schema = json.dumps(package_schema(name, version, definitions, types, self._spelling))

    def construct(
        self,
        name: str,
        resource_type: str,
        inputs: pulumi.Inputs,
        options: pulumi.ResourceOptions | None = None,
    ) -> ConstructResult:
        """Create a component. Whatever is wrong with its arguments is one line, in the names that the program uses."""
        self.validate_resource_type(self._name, resource_type)
        component: type = self._components[resource_type.rpartition(":")[2]]
        with _short_errors(), spelled_by(self._spelling), watched_checks() as checks:
            instance = component(name, python_arguments(arguments_of(component), inputs), options)
        state = self.get_state(instance, self._component_defs[component.__name__])
        return ConstructResult(_urn_after(checks, instance), state)


async def _urn_after(checks: Iterable[pulumi.Output[Any]], instance: pulumi.ComponentResource) -> str:
    with _short_errors():
        for check in checks:
            await check.future()
    urn = await instance.urn.future()
    assert urn is not None, "every component has a URN"
    return urn


@contextmanager
def _short_errors() -> Generator[None]:
    """Turn errors for users into the only one that reaches a program without its class and a traceback."""
    try:
        yield
    except pulumi.RunError as error:
        raise InputPropertiesError(str(error), []) from error
