"""Where LibreChat keeps the files that people upload: one module for each kind of storage."""

from homelab.components.librechat.storage.arguments import (
    FileStorageArgs,
    FileStrategiesArgs,
    StorageType,
    is_shared,
    storages_in_use,
    strategy,
)
from homelab.components.librechat.storage.azure_blob import AzureBlobArgs
from homelab.components.librechat.storage.cloudfront import CloudFrontArgs, ImageSigning
from homelab.components.librechat.storage.local import AccessMode, LocalStorageArgs
from homelab.components.librechat.storage.s3 import S3Args
from homelab.components.librechat.storage.storage import FileStorage, file_storage, storage_environment

__all__ = [
    "AccessMode",
    "AzureBlobArgs",
    "CloudFrontArgs",
    "FileStorage",
    "FileStorageArgs",
    "FileStrategiesArgs",
    "ImageSigning",
    "LocalStorageArgs",
    "S3Args",
    "StorageType",
    "file_storage",
    "is_shared",
    "storage_environment",
    "storages_in_use",
    "strategy",
]
