"""Rules about images."""

import re
from typing import Any

from pulumi.runtime.rpc import UNKNOWN

from homelab.offline.objects import Manifest
from homelab.policies.controls import ContainerControl, pod_rule
from homelab.policies.manifests import at
from homelab.policies.rule import Level, Settings

_DIGEST = "@sha256:[0-9a-f]{64}$"
_MOVING = "^[^@]*/[^@:/]*(:latest)?$|^[^@:/]*(:latest)?$"
"""A reference without a digest whose tag is missing or latest; a registry may have a port."""
_HAS_REGISTRY = "^(localhost|[^/]*[.:][^/]*)/"


def _image(container: Manifest) -> str | None:
    image = at(container, "image")
    return image if isinstance(image, str) and image != UNKNOWN else None


def _has_no_digest(container: Manifest, _pod: Any, _settings: Settings) -> bool:
    image = _image(container)
    return image is not None and re.search(_DIGEST, image) is None


def _may_move(container: Manifest, _pod: Any, _settings: Settings) -> bool:
    image = _image(container)
    return image is not None and re.search(_MOVING, image) is not None


def _is_from_elsewhere(container: Manifest, _pod: Any, settings: Settings) -> bool:
    image = _image(container)
    if image is None:
        return False
    full = image if re.search(_HAS_REGISTRY, image) else f"docker.io/{image}"
    return not any(full.startswith(f"{registry}/") for registry in settings.registries)


_WITHOUT_DIGEST = (
    ContainerControl("image {image} is not pinned by digest", _has_no_digest, f"!c.image.matches('{_DIGEST}')"),
)
_WITH_LATEST = (ContainerControl("image {image} has no tag, or latest", _may_move, f"c.image.matches('{_MOVING}')"),)
_FROM_ELSEWHERE = (
    ContainerControl(
        "image {image} is from a registry that is not allowed",
        _is_from_elsewhere,
        "!variables.registries.exists(r,\n"
        f"(c.image.matches('{_HAS_REGISTRY}') ? c.image : 'docker.io/' + c.image).startsWith(r + '/'))",
    ),
)

IMAGE_DIGEST = pod_rule(
    name="image-digest",
    expected="Images are pinned by digest",
    action="Write the image as NAME:TAG@sha256:DIGEST: a tag can be moved to other content.",
    # Not all images of homelab.images have one yet.
    level=Level.ADVISORY,
    of_container=_WITHOUT_DIGEST,
)
IMAGE_TAG = pod_rule(
    name="image-tag",
    expected="Images have a tag other than latest, or a digest",
    action="Name a version: pods of one workload may else run different ones.",
    of_container=_WITH_LATEST,
)
IMAGE_REGISTRY = pod_rule(
    name="image-registry",
    expected="Images come from registries that are allowed",
    action="Mirror the image (`image_registry`), or add its registry to `registries`.",
    of_container=_FROM_ELSEWHERE,
    takes_registries=True,
)
