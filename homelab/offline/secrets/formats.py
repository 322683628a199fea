"""Forms in which a render writes Secrets, and where it keeps generated values for the next one."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import yaml

from homelab.kubernetes.external_secrets import API_VERSION, external_secret_spec
from homelab.offline.folder import FolderError, OutputFolder
from homelab.offline.generated import GeneratedValues, PlaceholderValues
from homelab.offline.manifests import PLACEHOLDERS, generated_document, object_files, read_generated, to_yaml
from homelab.offline.objects import KubernetesObject, Manifest, as_stored
from homelab.offline.secrets.sealed import KIND, Sealer
from homelab.offline.secrets.sops import Sops, SopsError
from homelab.offline.secrets_format import SecretsFormat

SOPS_VALUES_FILE = "generated-values.sops.yaml"
"""The generated values, encrypted: they are nowhere else, and no object for the cluster."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SecretsOptions:
    """What to write for Secrets, and for whom."""

    format: SecretsFormat = SecretsFormat.PLAIN
    sealing_certificate: Path | None = None
    """For ``sealed``: certificate of the cluster's controller."""
    age: Sequence[str] = ()
    """For ``sops``: recipients of age. Default: those in ``.sops.yaml``."""
    store: str | None = None
    """For ``external``: ``NAME`` or ``KIND/NAME`` of the store."""
    store_key: str = ""
    """For ``external``: prefix of keys in the store, each of which has the values of one Secret."""

    def violations(self) -> list[str]:
        """Options that are missing, or have no effect."""
        needed = {
            "--sealing-certificate": (SecretsFormat.SEALED, self.sealing_certificate, True),
            "--age": (SecretsFormat.SOPS, self.age, False),
            "--store": (SecretsFormat.EXTERNAL, self.store, True),
            "--store-key": (SecretsFormat.EXTERNAL, self.store_key, False),
        }
        found = [
            f"{option} has no effect without --secrets {wanted}: leave it out"
            for option, (wanted, value, _) in needed.items()
            if value and self.format is not wanted
        ]
        return found + [
            f"--secrets {wanted} needs {option}"
            for option, (wanted, value, required) in needed.items()
            if required and not value and self.format is wanted
        ]


def read_values(folder: OutputFolder, options: SecretsOptions) -> GeneratedValues:
    """Values that an earlier render into ``folder`` generated, with an origin.

    :raises FolderError: They cannot be read.
    """
    values = _earlier_values(folder, options)
    values.identify()
    return values


def _earlier_values(folder: OutputFolder, options: SecretsOptions) -> GeneratedValues:
    if not options.format.has_values:
        return PlaceholderValues()
    encrypted = folder.earlier(SOPS_VALUES_FILE) if options.format is SecretsFormat.SOPS else None
    if encrypted is None:
        values = folder.read_values()
    else:
        try:
            values = read_generated(Sops().decrypted(encrypted))
        except (SopsError, ValueError) as error:
            raise FolderError(
                f"{folder.path / SOPS_VALUES_FILE}, with the passwords in use, cannot be decrypted: {error}"
            ) from error
    if options.format.is_published:
        values.key_names()
    return values


def publishable(
    objects: Sequence[KubernetesObject], generated: GeneratedValues, options: SecretsOptions, folder: OutputFolder
) -> tuple[list[KubernetesObject], dict[str, str]]:
    """``objects`` with each Secret in the form that can be committed, and further files.

    What an earlier render encrypted stays, if it is the same: a new encryption of it would be another text.

    :raises SealingError: Nothing can be sealed.
    :raises SopsError: SOPS fails.
    """
    if not options.format.is_published:
        return [*objects], {}
    earlier = _Earlier(folder)
    form = _forms(options, generated, folder, earlier)
    published = [replace(each, manifest=form(each)) if each.kind == "Secret" else each for each in objects]
    if options.format is not SecretsFormat.SOPS:
        return published, {}
    values = Sops(options.age).encrypted(
        generated_document(generated), folder.path / SOPS_VALUES_FILE, earlier.document(SOPS_VALUES_FILE)
    )
    return published, {SOPS_VALUES_FILE: to_yaml(values)}


class _Earlier:
    """What an earlier render wrote."""

    def __init__(self, folder: OutputFolder) -> None:
        self._folder = folder

    def document(self, file: str) -> Mapping[str, Any] | None:
        text = self._folder.earlier(file)
        try:
            found = None if text is None else yaml.safe_load(text)
        except yaml.YAMLError:
            return None
        return found if isinstance(found, Mapping) else None


def _forms(
    options: SecretsOptions, generated: GeneratedValues, folder: OutputFolder, earlier: _Earlier
) -> Callable[[KubernetesObject], Manifest]:
    """Function from a Secret to what is written of it."""
    if options.format is SecretsFormat.EXTERNAL:
        return lambda secret: external_secret(secret, options)
    if options.format is SecretsFormat.PLACEHOLDER:
        return placeholder_secret
    if options.format is SecretsFormat.SOPS:
        sops = Sops(options.age)

        def encrypted(secret: KubernetesObject) -> Manifest:
            file = object_files([secret])[secret.identity]
            return sops.encrypted(as_stored(secret.manifest), folder.path / file, earlier.document(file))

        return encrypted
    assert options.sealing_certificate is not None
    sealer = Sealer.of(options.sealing_certificate, digest_key=generated.name_key)

    def sealed(secret: KubernetesObject) -> Manifest:
        target = replace(secret, manifest={**secret.manifest, "kind": KIND})
        return sealer.sealed(secret.manifest, earlier.document(object_files([target])[target.identity]))

    return sealed


def placeholder_secret(secret: KubernetesObject) -> Manifest:
    """A Secret whose values say whether they are the same, and are no base64: no API server takes it."""
    manifest = as_stored(secret.manifest)
    metadata = manifest["metadata"]
    annotations = {**(metadata.get("annotations") or {}), **dict([PLACEHOLDERS])}
    data: Mapping[str, Any] = manifest["data"]
    return {
        **manifest,
        "metadata": {**metadata, "annotations": annotations},
        "data": {key: f"[{hashlib.sha256(str(value).encode()).hexdigest()[:16]}]" for key, value in data.items()},
    }


def external_secret(secret: KubernetesObject, options: SecretsOptions) -> Manifest:
    """An ExternalSecret that fills a Secret from a key of the store with its name."""
    kind, _, name = (options.store or "").rpartition("/")
    prefix = options.store_key.rstrip("/")
    key = f"{prefix}/{secret.name}" if prefix else secret.name
    data: Mapping[str, Any] = as_stored(secret.manifest)["data"]
    values = [{"secretKey": each, "remoteRef": {"key": key, "property": each}} for each in data]
    store = {"name": name, "kind": kind or "SecretStore"}
    return {
        "apiVersion": API_VERSION,
        "kind": "ExternalSecret",
        "metadata": secret.manifest["metadata"],
        "spec": external_secret_spec(secret.name, store=store, refresh_interval="1h", values=values),
    }
