from typing import Any

import pulumi
import pytest

from homelab import ArgumentError, DocumentDB
from homelab.components.documentdb.versions import is_pair, mongodb_format, mongodb_series
from tests.components.recorded import container, objects, recording

PAIR = "ghcr.io/ferretdb/postgres-documentdb:17-0.107.0-ferretdb-2.7.0"


def documentdb(**args: Any):
    return objects(lambda: DocumentDB("db", {"namespace": "ai", **args}))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("image", "series"),
    [("mongo:8.0.32", (8, 0)), ("mongo:7.0-jammy", (7, 0)), ("a:5000/mongo", None), ("mongo:latest", None)],
)
def test_an_image_s_tag_tells_its_series(image: str, series: tuple[int, int] | None):
    assert mongodb_series(image) == series
    assert mongodb_series(pulumi.Output.from_input(image)) is None


@pytest.mark.parametrize(
    ("found", "image", "compatibility", "expected"),
    [
        ("mongodb-8.0", "mongo:8.0.32", None, None),
        ("mongodb-7.0", "mongo:8.0.32", None, None),
        ("mongodb-7.0", "mongo:9.0.1", "8.0", None),
        ("mongodb-8.0", "mongo:7.0.37", None, "which MongoDB 7.0 cannot open: set image to one of 8.0 or newer"),
        ("mongodb-7.0", "mongo:7.0.37", "8.0", "which MongoDB 7.0 cannot open: set image to one of 8.0 or newer"),
        ("mongodb-7.0", "mongo:9.0.1", None, "run 8.0 first, with compatibility_version: '8.0'"),
        ("mongodb-7.0", "mongo:8.2.1", None, "run 8.0 first, with compatibility_version: '8.0'"),
    ],
)
def test_mongodb_opens_its_own_data_and_that_of_the_major_before(
    found: str, image: str, compatibility: str | None, expected: str | None
):
    wanted = mongodb_format(image, compatibility)
    assert wanted is not None
    refusal = wanted.refusal(found)
    assert expected in refusal if refusal and expected else refusal == expected


def test_the_compatibility_version_is_raised_at_the_start_and_never_lowered():
    made = documentdb(engine="mongodb", compatibility_version="8.0")
    script = made["ConfigMap", "db-scripts"]["data"]["become-primary.js"]
    assert "setFeatureCompatibilityVersion: wanted, confirm: true" in script
    assert "parseFloat(found.version) < parseFloat(wanted)" in script
    variables = {each["name"]: each.get("value") for each in container(made["StatefulSet", "db"])["env"]}
    assert variables["COMPATIBILITY_VERSION"] == "8.0"
    without = documentdb(engine="mongodb")["ConfigMap", "db-scripts"]["data"]["become-primary.js"]
    assert "setFeatureCompatibilityVersion" not in without


@pytest.mark.parametrize(
    ("args", "message"),
    [
        ({"image": PAIR.replace("2.7.0", "2.8.0")}, "image is made for FerretDB 2.8.0, but gateway.image has 2.7.0"),
        ({"gateway": {"image": "ghcr.io/ferretdb/ferretdb:2.6.0"}}, "image is made for FerretDB 2.7.0, but gateway"),
        ({"compatibility_version": "8.0"}, "compatibility_version is MongoDB's own and needs engine mongodb"),
        ({"engine": "mongodb", "compatibility_version": "9.0"}, "9.0 is newer than image, which has MongoDB 8.0"),
        ({"engine": "mongodb", "compatibility_version": "8"}, "expected a version of MongoDB such as '8.0'"),
        ({"engine": "mongodb", "upgrade": {"major": 18}}, "upgrade has no effect with engine mongodb"),
    ],
)
def test_versions_that_do_not_fit_together_are_refused(args: dict[str, Any], message: str):
    with pytest.raises(ArgumentError) as caught:
        documentdb(**args)
    assert message in str(caught.value)


def test_images_whose_tags_tell_nothing_may_be_a_pair():
    assert not [*is_pair("registry.example.com/own:1", "registry.example.com/gateway@sha256:" + "0" * 64)]


def test_the_gateway_waits_for_the_update_of_the_extension():
    resources = recording(lambda: DocumentDB("db", {"namespace": "ai"})).resources
    (gateway,) = [each for each in resources if each.type.endswith(":Deployment")]
    (job,) = [each for each in resources if each.type.endswith(":Job")]
    assert any(urn.endswith("::db-update") for urn in gateway.dependencies)
    assert any(urn.endswith("StatefulSet::db-postgres") for urn in job.dependencies)
