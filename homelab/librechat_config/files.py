"""Upload limits: number, size and types of files."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Literal, NotRequired, TypeAlias, TypedDict

from homelab.arguments import constrain
from homelab.arguments.constraints import whole_number
from homelab.choices import Choice
from homelab.librechat_config import mime_types
from homelab.librechat_config.configuration import Configuration, Section

_OWN_LIMITS = ("agents", "assistants", "azureAssistants", "anthropic")
"""Endpoints whose limits in LibreChat ``default`` does not override; custom endpoints use those of agents."""


class FilesProfile(StrEnum):
    """Preset of upload limits."""

    DEFAULT = "default"
    """100 MB per file and in total, 10 files, and LibreChat's default types."""
    DOCUMENTS = "documents"
    """200 MB per file, 1,000 MB in total, 100 files, and the types of documents, Office, images, code and archives."""


FilesProfileChoice: TypeAlias = Choice[FilesProfile, Literal["default", "documents"]]


_MEGABYTES: Mapping[FilesProfile, int] = {FilesProfile.DEFAULT: 100, FilesProfile.DOCUMENTS: 200}


@constrain(upload_megabytes=whole_number(1, 1024))
class FilesArgs(TypedDict):
    """Upload limits. Set other options of files in ``librechat.config.fileConfig``."""

    profile: NotRequired[FilesProfileChoice]
    """Preset of limits. Default: default."""
    upload_megabytes: NotRequired[int]
    """Maximum file size in megabytes, which also applies to the ingress. Default: the profile's."""


def configuration(args: FilesArgs) -> Configuration:
    """Derive the section ``fileConfig``."""
    profile = FilesProfile(args.get("profile", FilesProfile.DEFAULT))
    megabytes = args.get("upload_megabytes", _MEGABYTES[profile])
    limits: Section = {"fileSizeLimit": megabytes, "totalSizeLimit": megabytes}
    endpoints = {"default": limits}
    if profile == FilesProfile.DOCUMENTS:
        types = list(mime_types.ALL_DOCUMENTS)
        limits |= {"fileLimit": 100, "totalSizeLimit": max(1000, megabytes), "supportedMimeTypes": types}
        endpoints |= dict.fromkeys(_OWN_LIMITS, limits)
    return Configuration.of(
        {
            "fileConfig": {
                "serverFileSizeLimit": megabytes,
                "avatarSizeLimit": 5,
                "endpoints": endpoints,
                "clientImageResize": {"enabled": True, "maxWidth": 1920, "maxHeight": 1080, "quality": 0.8},
            }
        }
    )
