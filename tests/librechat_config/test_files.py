import json
from typing import Any, get_type_hints

import pytest
from hypothesis import given
from hypothesis import strategies as st

from homelab import ArgumentError
from homelab.arguments import check
from homelab.components.librechat.storage import FileStorageArgs
from homelab.librechat_config import files
from homelab.librechat_config.files import FilesArgs
from homelab.librechat_config.files.mime_types import ALL_DOCUMENTS

S3 = {"bucket": "files", "access_key": "id", "secret_key": "the-secret-key"}
PRIVATE_KEY = "-----BEGIN PRIVATE KEY-----\nthe-private-key"
OWN_LIMITS = {"agents", "assistants", "azureAssistants", "anthropic"}


def checked(args: dict[str, Any]) -> FilesArgs:
    return check(FilesArgs, args, "files")


def config(
    args: dict[str, Any] | None = None, limits: dict[str, Any] | None = None, storage: dict[str, Any] | None = None
) -> dict[str, Any]:
    kept = check(FileStorageArgs, storage or {}, "storage")
    return dict(files.settings(kept, checked(args or {}), limits or {}).config)


def file_config(args: dict[str, Any] | None = None, limits: dict[str, Any] | None = None) -> dict[str, Any]:
    return config(args, limits)["fileConfig"]


def test_without_arguments_files_are_local_and_have_100_megabytes():
    assert config() == {
        "fileStrategy": "local",
        "fileConfig": {
            "serverFileSizeLimit": 100,
            "avatarSizeLimit": 5,
            "endpoints": {"default": {"fileSizeLimit": 100, "totalSizeLimit": 100}},
            "clientImageResize": {"enabled": True, "maxWidth": 1920, "maxHeight": 1080, "quality": 0.8},
        },
    }


def test_limits_of_the_workspace_are_those_of_every_file():
    given_limits = file_config(limits={"upload_megabytes": 30, "avatar_megabytes": 2})
    assert (given_limits["serverFileSizeLimit"], given_limits["avatarSizeLimit"]) == (30, 2)
    assert given_limits["endpoints"] == {"default": {"fileSizeLimit": 30, "totalSizeLimit": 30}}


def test_documents_are_many_large_and_of_known_types_at_every_endpoint():
    rendered = file_config({"profile": "documents"})
    limits = {
        "fileLimit": 100,
        "fileSizeLimit": 200,
        "totalSizeLimit": 1000,
        "supportedMimeTypes": list(ALL_DOCUMENTS),
    }
    assert rendered["endpoints"] == dict.fromkeys({"default", *OWN_LIMITS}, limits)
    assert rendered["serverFileSizeLimit"] == 200


def test_a_file_that_is_larger_than_what_documents_may_have_in_all_raises_that():
    assert (
        file_config({"profile": "documents", "file_size_megabytes": 1024})["endpoints"]["default"]["totalSizeLimit"]
        == 1024
    )


def test_the_profile_default_is_none_at_all():
    assert config({"profile": "default"}) == config()


@pytest.mark.parametrize(
    ("argument", "rendered"),
    [
        ({"file_limit": 3}, {"fileLimit": 3}),
        ({"file_size_megabytes": 7}, {"fileSizeLimit": 7, "totalSizeLimit": 7}),
        ({"total_size_megabytes": 900}, {"fileSizeLimit": 100, "totalSizeLimit": 900}),
        ({"total_size_megabytes": 9}, {"fileSizeLimit": 9, "totalSizeLimit": 9}),
        ({"mime_types": ["^image/png$"]}, {"supportedMimeTypes": ["^image/png$"]}),
    ],
)
def test_a_limit_reaches_endpoints_that_have_limits_of_librechats_own(argument: dict[str, Any], rendered: Any):
    endpoints = file_config(argument)["endpoints"]
    assert endpoints.keys() == {"default", *OWN_LIMITS}
    for limits in endpoints.values():
        assert {name: limits[name] for name in rendered} == rendered


def test_an_argument_changes_only_its_part_of_a_profile():
    limits = file_config({"profile": "documents", "file_limit": 3})["endpoints"]["agents"]
    assert (limits["fileLimit"], limits["fileSizeLimit"], limits["totalSizeLimit"]) == (3, 200, 1000)


def test_an_endpoint_has_the_limits_of_all_but_for_its_own():
    endpoint = {"name": "openAI", "file_limit": 4, "file_size_megabytes": 50, "total_size_megabytes": 60}
    endpoints = file_config({"profile": "documents", "endpoints": [endpoint]})["endpoints"]
    assert endpoints["openAI"] == {
        "fileLimit": 4,
        "fileSizeLimit": 50,
        "totalSizeLimit": 60,
        "supportedMimeTypes": list(ALL_DOCUMENTS),
    }
    assert endpoints["agents"] == endpoints["default"]


def test_an_endpoint_alone_leaves_the_others_alone():
    endpoints = file_config({"endpoints": [{"name": "Ollama", "mime_types": ["^text/plain$"]}]})["endpoints"]
    everywhere = {"fileSizeLimit": 100, "totalSizeLimit": 100}
    assert endpoints == {"default": everywhere, "Ollama": {**everywhere, "supportedMimeTypes": ["^text/plain$"]}}


@pytest.mark.parametrize(
    ("endpoint", "rendered"),
    [
        ({"file_size_megabytes": 300}, {"fileSizeLimit": 300, "totalSizeLimit": 300}),
        ({"total_size_megabytes": 30}, {"fileSizeLimit": 30, "totalSizeLimit": 30}),
        ({"total_size_megabytes": 300}, {"fileSizeLimit": 100, "totalSizeLimit": 300}),
    ],
)
def test_a_file_fits_into_all_files_together(endpoint: dict[str, Any], rendered: dict[str, Any]):
    assert file_config({"endpoints": [{"name": "a", **endpoint}]})["endpoints"]["a"] == rendered


def test_an_endpoint_without_uploads_is_said_to_have_none():
    assert file_config({"endpoints": [{"name": "agents", "disabled": True}]})["endpoints"]["agents"] == {
        "disabled": True
    }


@pytest.mark.parametrize(
    ("argument", "rendered"),
    [
        ({"client_image_resize": {"enabled": False}}, {"clientImageResize": {"enabled": False}}),
        (
            {"client_image_resize": {"max_width": 1, "max_height": 2, "quality": 0.5}},
            {"clientImageResize": {"enabled": True, "maxWidth": 1, "maxHeight": 2, "quality": 0.5}},
        ),
        ({"text_mime_types": ["^text/plain$"]}, {"text": {"supportedMimeTypes": ["^text/plain$"]}}),
        ({"ocr_mime_types": ["^image/png$"]}, {"ocr": {"supportedMimeTypes": ["^image/png$"]}}),
        ({"skill_size_megabytes": 7}, {"skills": {"fileSizeLimit": 7}}),
        ({"token_limit": 7}, {"fileTokenLimit": 7}),
        ({"context_size_megabytes": 7}, {"fileContextSizeLimit": 7}),
        ({"context_characters": 7}, {"fileContextCharLimit": 7}),
    ],
)
def test_each_argument_has_a_key_of_its_own(argument: dict[str, Any], rendered: dict[str, Any]):
    assert file_config(argument) == {**file_config(), **rendered}


def test_what_is_no_part_of_file_config_stands_above_it():
    assert config({"image_output_type": "webp", "secure_image_links": False}) == {
        "imageOutputType": "webp",
        "secureImageLinks": False,
        **config(),
    }


def test_kinds_of_files_go_where_they_are_told():
    kinds = {"avatar": "local", "image": "cloudfront", "document": "s3", "skills": "local"}
    storage = {"type": "s3", "s3": S3, "cloudfront": {"domain": "https://a.example.com"}, "file_strategies": kinds}
    rendered = config(storage=storage)
    assert (rendered["fileStrategy"], rendered["fileStrategies"]) == ("s3", kinds)
    assert rendered["cloudfront"] == {"domain": "https://a.example.com"}


def test_no_secret_of_the_storage_stands_in_the_file():
    cloudfront = {"domain": "https://a.example.com", "key_pair_id": "K1", "private_key": PRIVATE_KEY}
    text = json.dumps(config(storage={"type": "cloudfront", "s3": S3, "cloudfront": cloudfront}))
    assert "the-secret-key" not in text
    assert "the-private-key" not in text


@pytest.mark.parametrize(
    ("args", "limits", "size"),
    [
        ({}, {}, 100),
        ({"profile": "documents"}, {}, 200),
        ({"file_size_megabytes": 7}, {}, 7),
        ({"file_size_megabytes": 7, "endpoints": [{"name": "a", "file_size_megabytes": 300}, {"name": "b"}]}, {}, 300),
        ({"skill_size_megabytes": 400}, {}, 400),
        ({"profile": "documents"}, {"upload_megabytes": 150}, 150),
        ({"profile": "documents"}, {"upload_megabytes": 500}, 500),
        ({"file_size_megabytes": 7}, {"upload_megabytes": 90}, 90),
    ],
)
def test_the_ingress_lets_the_largest_file_through(args: dict[str, Any], limits: dict[str, Any], size: int):
    assert files.upload_megabytes(checked(args), limits) == size


def test_an_archive_with_a_skill_does_not_raise_what_the_server_takes_of_other_files():
    assert file_config({"skill_size_megabytes": 400})["serverFileSizeLimit"] == 100


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (
            {"file_size_megabytes": 9},
            "files.file_size_megabytes 9 exceeds limits.upload_megabytes 8: raise that, or remove",
        ),
        ({"skill_size_megabytes": 9}, "files.skill_size_megabytes 9 exceeds limits.upload_megabytes 8"),
        (
            {"endpoints": [{"name": "a"}, {"name": "b", "file_size_megabytes": 9}]},
            "files.endpoints.1.file_size_megabytes 9 exceeds limits.upload_megabytes 8",
        ),
    ],
)
def test_no_file_may_be_larger_than_the_server_takes(args: dict[str, Any], message: str):
    (found,) = files.SIZES_FIT.violations({"files": args, "limits": {"upload_megabytes": 8}})
    assert found.startswith(message)
    assert list(files.SIZES_FIT.violations({"files": args, "limits": {"upload_megabytes": 9}})) == []
    assert list(files.SIZES_FIT.violations({"files": args})) == []


@pytest.mark.parametrize(
    ("args", "message"),
    [
        ({"profile": "document"}, "profile: expected one of default, documents, got 'document'"),
        ({"profil": "documents"}, r"unknown argument profil \(did you mean profile\?\)"),
        ({"file_limit": 0}, "file_limit: expected a whole number from 1 to 1000, got 0"),
        ({"file_size_megabytes": 2000}, "file_size_megabytes: expected a whole number from 1 to 1024"),
        ({"file_size_megabytes": 1.5}, "file_size_megabytes: expected a whole number"),
        (
            {"file_size_megabytes": 9, "total_size_megabytes": 8},
            "total_size_megabytes 8 is less than file_size_megabyt",
        ),
        ({"mime_types": []}, "mime_types: expected a list of RE2 patterns"),
        ({"mime_types": ["("]}, "mime_types: expected a list of RE2 patterns"),
        ({"mime_types": ["^(?!text/).*$"]}, "mime_types: expected a list of RE2 patterns"),
        ({"mime_types": ["^(?<=a)b$"]}, "mime_types: expected a list of RE2 patterns"),
        ({"mime_types": [r"^(a)\1$"]}, "mime_types: expected a list of RE2 patterns"),
        ({"text_mime_types": ["["]}, "text_mime_types: expected a list of RE2 patterns"),
        ({"ocr_mime_types": ["["]}, "ocr_mime_types: expected a list of RE2 patterns"),
        ({"mime_types": "image/png"}, "mime_types: expected a list"),
        ({"endpoints": [{}]}, r"missing argument endpoints\.0\.name"),
        ({"endpoints": [{"name": "a"}, {"name": "A"}]}, "endpoints: expected groups that differ in the letters"),
        ({"endpoints": [{"name": "default"}]}, r"endpoints\.0\.name default is no endpoint"),
        (
            {"endpoints": [{"name": "a", "disabled": True, "file_limit": 3}]},
            r"endpoints\.0: file_limit has no effect with disabled true",
        ),
        (
            {"endpoints": [{"name": "a", "file_size_megabytes": 9, "total_size_megabytes": 8}]},
            r"endpoints\.0: total_size_megabytes 8 is less",
        ),
        (
            {"client_image_resize": {"quality": 80}},
            r"client_image_resize\.quality: expected a number from 0 to 1, got 80",
        ),
        ({"client_image_resize": {"max_width": 0}}, r"client_image_resize\.max_width: expected a whole number"),
        ({"client_image_resize": {"enabled": False, "quality": 1.0}}, "quality has no effect with enabled false"),
        ({"image_output_type": "PNG"}, "image_output_type: expected one of png, webp, jpeg, got 'PNG'"),
        ({"secure_image_links": "yes"}, "secure_image_links: expected true or false"),
        ({"token_limit": 0}, "token_limit: expected a whole number"),
    ],
)
def test_refuses(args: dict[str, Any], message: str):
    with pytest.raises(ArgumentError, match=message) as caught:
        checked(args)
    assert "\n" not in str(caught.value)


SIZES = st.integers(1, 1024)


@given(
    file_size=st.none() | SIZES,
    sizes=st.lists(SIZES, max_size=3),
    profile=st.sampled_from(["default", "documents"]),
    upload=st.none() | SIZES,
)
def test_what_is_within_an_endpoints_limits_is_within_the_servers(
    file_size: int | None, sizes: list[int], profile: str, upload: int | None
):
    args: dict[str, Any] = {"profile": profile, "endpoints": []}
    args["endpoints"] = [{"name": f"e{index}", "file_size_megabytes": size} for index, size in enumerate(sizes)]
    if file_size is not None:
        args["file_size_megabytes"] = file_size
    limits = {} if upload is None else {"upload_megabytes": upload}
    if list(files.SIZES_FIT.violations({"files": args, "limits": limits})):
        return
    rendered = file_config(args, limits)
    largest = max(limits["fileSizeLimit"] for limits in rendered["endpoints"].values())
    assert largest <= rendered["serverFileSizeLimit"] <= files.upload_megabytes(checked(args), limits)
    assert all(each["totalSizeLimit"] >= each["fileSizeLimit"] for each in rendered["endpoints"].values())


def test_every_argument_is_tested_here():
    tested = {
        *("profile", "file_limit", "file_size_megabytes", "total_size_megabytes", "mime_types", "endpoints"),
        *("client_image_resize", "image_output_type", "secure_image_links", "text_mime_types", "ocr_mime_types"),
        *("skill_size_megabytes", "token_limit", "context_size_megabytes", "context_characters"),
    }
    assert get_type_hints(FilesArgs).keys() == tested
