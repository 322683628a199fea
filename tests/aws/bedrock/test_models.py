"""Ids of models and inference profiles."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from homelab.aws.bedrock import models
from homelab.aws.bedrock.models import HIERARCHY, Geography

IDS = st.sampled_from([model.id for model in HIERARCHY]) | st.from_regex(
    r"(?!(us|eu|apac|jp|au|us-gov|global)\.)[a-z0-9-]{1,12}\.[a-z0-9-]{1,12}(:[0-9])?", fullmatch=True
)


@given(IDS, st.sampled_from([*Geography]))
def test_a_profile_is_its_geography_and_its_model(model: str, geography: Geography):
    profile = f"{geography}.{model}"
    assert models.geography_of(profile) is geography
    assert models.without_geography(profile) == model
    assert models.geography_of(model) is None
    assert models.without_geography(model) == model


def test_the_default_is_a_sonnet_then_an_older_one_haiku_opus_and_amazons_own():
    assert models.hierarchy(Geography.EU) == [
        "eu.anthropic.claude-sonnet-5",
        "eu.anthropic.claude-sonnet-4-6",
        "eu.anthropic.claude-haiku-4-5-20251001-v1:0",
        "eu.anthropic.claude-opus-4-8",
        "eu.amazon.nova-2-lite-v1:0",
    ]


def test_a_geography_has_only_what_amazon_offers_there():
    assert "au.amazon.nova-2-lite-v1:0" not in models.hierarchy(Geography.AU)
    assert models.hierarchy(Geography.APAC) == []


def test_nothing_of_the_default_has_ended():
    assert [model.id for model in HIERARCHY if models.replacement(model.id)] == []
    assert not any(models.replacement(new) for new in models.ENDED.values())
    assert models.replacement("us.anthropic.claude-3-5-haiku-20241022-v1:0")
    assert models.replacement("amazon.titan-text-premier-v1:0") == "amazon.nova-2-lite-v1:0"


def test_titles_are_written_by_a_small_model():
    assert models.title_model(models.hierarchy(Geography.US)) == "us.anthropic.claude-haiku-4-5-20251001-v1:0"
    assert models.title_model(["us.anthropic.claude-opus-4-8"]) is None


@pytest.mark.parametrize(
    ("region", "geographies"),
    [
        ("us-east-1", {"us", "global"}),
        ("ca-central-1", {"us", "global"}),
        ("us-gov-west-1", {"us-gov"}),
        ("eu-central-1", {"eu", "global"}),
        ("ap-northeast-1", {"jp", "apac", "global"}),
        ("ap-northeast-2", {"apac", "global"}),
        ("ap-southeast-2", {"au", "apac", "global"}),
        ("sa-east-1", {"global"}),
        ("cn-north-1", set[str]()),
    ],
)
def test_a_region_calls_the_profiles_of_its_geographies(region: str, geographies: set[str]):
    assert {each.value for each in Geography if models.fits(region, each)} == geographies
