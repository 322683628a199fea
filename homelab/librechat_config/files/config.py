"""What librechat.yaml says of files: what people may upload, and where LibreChat keeps it."""

from collections.abc import Iterable, Mapping
from typing import Any

from homelab.arguments import Rule
from homelab.components.librechat.storage import FileStorageArgs, cloudfront, strategy
from homelab.librechat_config.files import mime_types
from homelab.librechat_config.files.arguments import (
    ClientImageResizeArgs,
    EndpointFilesArgs,
    FilesArgs,
    FilesProfile,
    UploadLimitsArgs,
)
from homelab.librechat_config.settings import Section, Settings, given

OWN_LIMITS = ("agents", "assistants", "azureAssistants", "anthropic")
"""Endpoints with limits of LibreChat's own, which ``default`` does not reach; custom endpoints take those of agents."""
_PROFILE_MEGABYTES = {FilesProfile.DEFAULT: 100, FilesProfile.DOCUMENTS: 200}


def settings(storage: FileStorageArgs, files: FilesArgs, limits: Mapping[str, Any]) -> Settings:
    """What LibreChat is told of files.

    :param storage: The group ``librechat.storage``.
    :param files: The group ``librechat.files``.
    :param limits: The group ``librechat.limits``, of which ``upload_megabytes`` and ``avatar_megabytes`` are read.
    """
    config: Section = {
        "fileStrategy": strategy(storage).value,
        "fileStrategies": _values(storage.get("file_strategies", {})),
        "cloudfront": cloudfront.config(storage["cloudfront"]) if "cloudfront" in storage else {},
        "imageOutputType": files["image_output_type"].value if "image_output_type" in files else None,
        "secureImageLinks": files.get("secure_image_links"),
        "fileConfig": _file_config(files, limits),
    }
    return Settings(given(config))


def upload_megabytes(files: FilesArgs, limits: Mapping[str, Any]) -> int:
    """The largest file that anybody may upload: as much has to pass the ingress."""
    return max(_server_megabytes(files, limits), files.get("skill_size_megabytes", 0))


def _sizes_exceed_the_servers(group: Mapping[str, Any]) -> Iterable[str]:
    files, limits = group.get("files", {}), group.get("limits", {})
    if "upload_megabytes" in limits:
        largest = limits["upload_megabytes"]
        endpoints = {f".endpoints.{index}": endpoint for index, endpoint in enumerate(files.get("endpoints", []))}
        sizes = {
            f"files{path}.file_size_megabytes": each.get("file_size_megabytes", 0)
            for path, each in {"": files, **endpoints}.items()
        }
        sizes["files.skill_size_megabytes"] = files.get("skill_size_megabytes", 0)
        for path, size in sizes.items():
            if size > largest:
                yield f"{path} {size} exceeds limits.upload_megabytes {largest}: raise that, or remove it"


SIZES_FIT = Rule(("files", "limits"), _sizes_exceed_the_servers)
"""For the group ``librechat``: no file may be larger than what the server takes at most."""


def _server_megabytes(files: FilesArgs, limits: Mapping[str, Any]) -> int:
    if "upload_megabytes" in limits:
        return limits["upload_megabytes"]
    sizes = [each["file_size_megabytes"] for each in files.get("endpoints", []) if "file_size_megabytes" in each]
    return max([_file_megabytes(files, limits), *sizes])


def _file_megabytes(files: FilesArgs, limits: Mapping[str, Any]) -> int:
    if "file_size_megabytes" in files:
        return files["file_size_megabytes"]
    size: int = limits.get("upload_megabytes", _PROFILE_MEGABYTES[_profile(files)])
    return min(size, files.get("total_size_megabytes", size))


def _profile(files: FilesArgs) -> FilesProfile:
    return files.get("profile", FilesProfile.DEFAULT)


def _file_config(files: FilesArgs, limits: Mapping[str, Any]) -> Section:
    return given(
        {
            "serverFileSizeLimit": _server_megabytes(files, limits),
            "avatarSizeLimit": limits.get("avatar_megabytes", 5),
            "endpoints": _endpoints(files, limits),
            "clientImageResize": _client_image_resize(files.get("client_image_resize", {})),
            "text": given({"supportedMimeTypes": files.get("text_mime_types")}),
            "ocr": given({"supportedMimeTypes": files.get("ocr_mime_types")}),
            "skills": given({"fileSizeLimit": files.get("skill_size_megabytes")}),
            "fileTokenLimit": files.get("token_limit"),
            "fileContextSizeLimit": files.get("context_size_megabytes"),
            "fileContextCharLimit": files.get("context_characters"),
        }
    )


def _endpoints(files: FilesArgs, limits: Mapping[str, Any]) -> Section:
    reached = ("default", *OWN_LIMITS) if _says_more_than_limits(files) else ("default",)
    endpoints: Section = {name: _limits_everywhere(files, limits) for name in reached}
    for endpoint in files.get("endpoints", []):
        # With limits of its own, an endpoint takes LibreChat's types, not those of ``default``.
        endpoints[endpoint["name"]] = _limits_of(endpoint, _limits_everywhere(files, limits))
    return endpoints


def _limits_of(endpoint: EndpointFilesArgs, inherited: Section) -> Section:
    if endpoint.get("disabled"):
        return {"disabled": True}
    size = endpoint.get("file_size_megabytes", inherited["fileSizeLimit"])
    total = endpoint.get("total_size_megabytes", max(inherited["totalSizeLimit"], size))
    return {**inherited, **_limits(endpoint), "fileSizeLimit": min(size, total), "totalSizeLimit": total}


def _limits_everywhere(files: FilesArgs, limits: Mapping[str, Any]) -> Section:
    size = _file_megabytes(files, limits)
    if _profile(files) == FilesProfile.DEFAULT:
        return {"fileSizeLimit": size, "totalSizeLimit": size, **_limits(files)}
    return {
        "fileLimit": 100,
        "fileSizeLimit": size,
        "totalSizeLimit": max(1000, size),
        "supportedMimeTypes": list(mime_types.ALL_DOCUMENTS),
        **_limits(files),
    }


def _says_more_than_limits(files: FilesArgs) -> bool:
    return _profile(files) != FilesProfile.DEFAULT or any(name in files for name in UploadLimitsArgs.__annotations__)


def _limits(args: UploadLimitsArgs) -> Section:
    return given(
        {
            "fileLimit": args.get("file_limit"),
            "fileSizeLimit": args.get("file_size_megabytes"),
            "totalSizeLimit": args.get("total_size_megabytes"),
            "supportedMimeTypes": list(args["mime_types"]) if "mime_types" in args else None,
        }
    )


def _client_image_resize(args: ClientImageResizeArgs) -> Section:
    if not args.get("enabled", True):
        return {"enabled": False}
    return {
        "enabled": True,
        "maxWidth": args.get("max_width", 1920),
        "maxHeight": args.get("max_height", 1080),
        "quality": args.get("quality", 0.8),
    }


def _values(by_kind: Mapping[str, Any]) -> Section:
    return {kind: storage.value for kind, storage in by_kind.items()}
