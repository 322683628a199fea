"""Kubernetes' own schemas, which every object is checked against strictly: unknown fields are errors."""

import re
from collections.abc import Iterator
from functools import cached_property
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError
from kubernetes_validate.utils import all_versions, schema_contents
from pulumi.runtime.rpc import UNKNOWN
from referencing import Registry, Resource

from homelab.offline.objects import Manifest
from homelab.offline.wire import Path

_GROUPS_WITH_DOMAIN = frozenset({
    "admissionregistration.k8s.io", "apiextensions.k8s.io", "apiregistration.k8s.io", "authentication.k8s.io",
    "authorization.k8s.io", "certificates.k8s.io", "coordination.k8s.io", "discovery.k8s.io", "events.k8s.io",
    "flowcontrol.apiserver.k8s.io", "networking.k8s.io", "node.k8s.io", "rbac.authorization.k8s.io",
    "resource.k8s.io", "scheduling.k8s.io", "storage.k8s.io",
})  # fmt: skip
"""Groups of Kubernetes itself, in addition to those without a domain such as ``apps``."""


class Schemas:
    """Schemas of one Kubernetes version, loaded on demand."""

    def __init__(self, version: str | None = None) -> None:
        """Select the version.

        :param version: For example ``1.34``. Default: the newest one.
        :raises ValueError: There are no schemas for that version.
        """
        known = {".".join(full.split(".")[:2]): full for full in all_versions()}
        self.version = version.removeprefix("v") if version else list(known)[-1]
        if self.version not in known:
            first, *_, last = known
            raise ValueError(f"no schemas for Kubernetes {version}: expected {first} to {last}")
        self._full_version = known[self.version]
        self._validators: dict[tuple[str, str], Draft202012Validator | None] = {}

    def has(self, manifest: Manifest) -> bool:
        """Whether there is a schema for this kind of object; there is none for custom resources."""
        return self._validator(manifest) is not None

    def errors(self, manifest: Manifest) -> Iterator[tuple[Path, str]]:
        """Violations of the schema by path. Messages may quote the object's values.

        Unknown values are assumed to be valid.
        """
        validator = self._validator(manifest)
        api_version, kind = manifest["apiVersion"], manifest["kind"]
        if validator is not None:
            for error in validator.iter_errors(manifest):
                if error.instance != UNKNOWN:
                    yield tuple(error.absolute_path), _message(error, is_secret=kind == "Secret")
        elif "." not in api_version.partition("/")[0] or api_version.partition("/")[0] in _GROUPS_WITH_DOMAIN:
            yield ("kind",), f"Kubernetes {self.version} has no {kind} of {api_version}"

    def _validator(self, manifest: Manifest) -> Draft202012Validator | None:
        key = manifest["apiVersion"], manifest["kind"]
        if key not in self._validators:
            self._validators[key] = self._load_validator(*key)
        return self._validators[key]

    def _load_validator(self, api_version: str, kind: str) -> Draft202012Validator | None:
        group = re.sub(r"^([^./]*)(?:\.[^/]*)?/", r"\1-", api_version)
        try:
            schema = self._load(f"{kind.lower()}-{group}.json")
        except FileNotFoundError:
            return None
        # Files are named after the first part of a group: a file may be about another group's kind.
        if api_version not in schema["properties"]["apiVersion"].get("enum", [api_version]):
            return None
        return Draft202012Validator(schema, registry=self._definitions)

    @cached_property
    def _definitions(self) -> Registry[Any]:
        # Crawling once saves time: a registry that is not crawled looks through all definitions again and again.
        return (Resource.from_contents(self._load("_definitions.json")) @ Registry[Any]()).crawl()

    def _load(self, file: str) -> Any:
        return schema_contents(f"kubernetes-json-schema/v{self._full_version}-local-strict/{file}", self.version)


def _message(error: ValidationError, *, is_secret: bool) -> str:
    """One short line, which does not quote values of a Secret."""
    quotes_keys_alone = error.validator in ("additionalProperties", "required")
    if quotes_keys_alone or (not is_secret and len(error.message) < 200 and "\n" not in error.message):
        return error.message
    return f"does not satisfy {error.validator} {error.validator_value}"[:200]
