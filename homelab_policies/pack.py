"""The rules as policies of Pulumi, in the form that its engine asks for."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, cast

from pulumi.runtime.rpc import UNKNOWN
from pulumi_policy import (
    EnforcementLevel,
    Policy,
    PolicyConfigSchema,
    PolicyPack,
    PolicyResource,
    ReportViolation,
    ResourceValidationArgs,
    ResourceValidationPolicy,
    StackValidationArgs,
    StackValidationPolicy,
)
from pulumi_policy.proxy import UnknownValueError

from homelab.offline.objects import NamedManifest, is_object, manifest
from homelab.policies.catalogue import OBJECT_RULES, STACK_RULES
from homelab.policies.images import IMAGE_REGISTRY
from homelab.policies.objects import retained
from homelab.policies.rule import Level, ObjectRule, Rule, Settings, StackRule

NAME = "homelab"
_REGISTRIES = PolicyConfigSchema(
    {
        "registries": {
            "type": "array",
            "items": {"type": "string"},
            "minItems": 1,
            "default": [*Settings().registries],
            "description": "Registries that images may come from, each alone or with the beginning of a path.",
        }
    }
)


def run() -> None:
    """Serve the pack to the engine until it ends this process."""
    PolicyPack(NAME, policies())


def policies() -> list[Policy]:
    """One policy for each rule."""
    return [*map(_of_object, OBJECT_RULES), *map(_of_stack, STACK_RULES)]


def _of_object(rule: ObjectRule) -> Policy:
    def validate(args: ResourceValidationArgs, report: ReportViolation) -> None:
        if declared := _declared(args):
            for message in rule.violations(declared.manifest, _settings(args.get_config())):
                report(f"{message}. {rule.action}", None)

    return ResourceValidationPolicy(
        **_common(rule), validate=validate, config_schema=_REGISTRIES if rule is IMAGE_REGISTRY else None
    )


def _of_stack(rule: StackRule) -> Policy:
    def validate(args: StackValidationArgs, report: ReportViolation) -> None:
        declared = {id(each): (each, resource.urn) for resource in args.resources if (each := _declared(resource))}
        for object_, message in rule.violations([each for each, _ in declared.values()]):
            report(f"{message}. {rule.action}", declared[id(object_)][1])

    return StackValidationPolicy(**_common(rule), validate=cast(Callable[..., None], validate))


def _common(rule: Rule) -> dict[str, Any]:
    return {
        "name": rule.name,
        "description": rule.expected,
        "enforcement_level": _LEVELS[rule.level],
        "remediation_steps": rule.action,
    }


_LEVELS: Mapping[Level, EnforcementLevel] = {level: EnforcementLevel(level.value) for level in Level}


def _settings(config: Mapping[str, Any]) -> Settings:
    registries = config.get("registries")
    return Settings(registries=cast(Sequence[str], registries)) if registries else Settings()


def _declared(resource: ResourceValidationArgs | PolicyResource) -> NamedManifest | None:
    """The object that a resource is, if it is one."""
    inputs = _plain(resource.props)
    if not is_object(resource.resource_type, inputs):
        return None
    declared = manifest(inputs, None)
    return NamedManifest(retained(declared) if resource.opts.protect else declared)


def _plain(value: Any) -> Any:
    """A value of Pulumi's as plain data, in which unknown values are `UNKNOWN`."""
    if isinstance(value, Mapping):
        return {key: _plain(each) for key, each in _known(cast(Mapping[str, Any], value), cast(Any, value))}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_plain(each) for _, each in _known(cast(Sequence[Any], value), range(len(cast(Sequence[Any], value))))]
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _known(container: Any, keys: Any) -> Iterator[tuple[Any, Any]]:
    for key in keys:
        try:
            yield key, container[key]
        except UnknownValueError:
            yield key, UNKNOWN
