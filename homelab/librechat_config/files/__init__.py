"""What people may upload: limits, types, and where it goes."""

from homelab.librechat_config.files.arguments import (
    ClientImageResizeArgs,
    EndpointFilesArgs,
    FilesArgs,
    FilesProfile,
    ImageOutputType,
    UploadLimitsArgs,
)
from homelab.librechat_config.files.config import SIZES_FIT, settings, upload_megabytes

__all__ = [
    "SIZES_FIT",
    "ClientImageResizeArgs",
    "EndpointFilesArgs",
    "FilesArgs",
    "FilesProfile",
    "ImageOutputType",
    "UploadLimitsArgs",
    "settings",
    "upload_megabytes",
]
