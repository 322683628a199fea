from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from homelab.librechat_config import mime_types
from homelab.librechat_config.checks.ineffective import ineffective_options
from homelab.librechat_config.files import FilesArgs, configuration
from tests.librechat_config.sound import assert_sound, checked, refusal


def file_config(**args: Any) -> dict[str, Any]:
    return configuration(checked(FilesArgs, args)).config["fileConfig"]


def test_by_default_files_may_have_100_megabytes():
    assert file_config() == {
        "serverFileSizeLimit": 100,
        "avatarSizeLimit": 5,
        "endpoints": {"default": {"fileSizeLimit": 100, "totalSizeLimit": 100}},
        "clientImageResize": {"enabled": True, "maxWidth": 1920, "maxHeight": 1080, "quality": 0.8},
    }


def test_documents_are_many_large_and_of_all_kinds_at_every_endpoint():
    config = file_config(profile="documents")
    limits = {
        "fileSizeLimit": 200,
        "totalSizeLimit": 1000,
        "fileLimit": 100,
        "supportedMimeTypes": list(mime_types.ALL_DOCUMENTS),
    }
    assert config["serverFileSizeLimit"] == 200
    # These have limits of LibreChat's own.
    own = ("agents", "assistants", "azureAssistants", "anthropic")
    assert config["endpoints"] == dict.fromkeys(("default", *own), limits)


@settings(max_examples=10)
@given(st.sampled_from(["default", "documents"]), st.integers(1, 1024))
def test_the_server_takes_what_an_endpoint_takes(profile: str, megabytes: int):
    made = configuration(checked(FilesArgs, {"profile": profile, "upload_megabytes": megabytes}))
    assert made.config["fileConfig"]["serverFileSizeLimit"] == megabytes
    assert list(ineffective_options(made)) == []
    assert_sound(made)


@pytest.mark.parametrize(
    ("args", "message"),
    [
        ({"profile": "document"}, "profile: expected one of default, documents, got 'document'"),
        ({"profil": "documents"}, "unknown argument profil (did you mean profile?)"),
        ({"upload_megabytes": 0}, "upload_megabytes: expected a whole number from 1 to 1024, got 0"),
        ({"upload_megabytes": 2000}, "upload_megabytes: expected a whole number from 1 to 1024, got 2000"),
        ({"upload_megabytes": 1.5}, "upload_megabytes: expected a whole number"),
    ],
)
def test_wrong_arguments_are_refused(args: dict[str, Any], message: str):
    assert message in refusal(FilesArgs, args)
