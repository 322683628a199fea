from typing import Any

import pulumi
import pytest

from homelab import AIWorkspaceArgs, ArgumentError
from homelab.arguments import check
from homelab.components.librechat.scaling import scale
from homelab.modules.preset_defaults import left_out, with_preset
from homelab.modules.presets import PRESETS, Preset
from homelab.modules.resolve import resolve
from tests.modules.bases import BASES
from tests.modules.leaves import Path
from tests.modules.workspaces import KEY, workspace
from tests.scenarios import S3, SCENARIOS, recorded

SHARED: dict[str, Any] = {"storage": {"type": "s3", "s3": S3}}
LOCAL = {"storage": {"local": {"access_mode": "ReadWriteMany"}}}


def completed(preset: str = "production", /, **groups: Any) -> Any:
    return with_preset(workspace(preset=preset, **groups))


def at(args: Any, *path: str) -> Any:
    for part in path:
        args = args.get(part, {})
    return args


def leaves(value: Any, path: Path = ()) -> dict[Path, Any]:
    if not isinstance(value, dict) or not value:
        return {path: value}
    return {p: v for key, inner in value.items() for p, v in leaves(inner, (*path, key)).items()}


def test_development_is_what_the_components_have_anyway():
    args = workspace(openai=KEY)
    assert with_preset(args) == args
    assert completed("development", openai=KEY) == {**args, "preset": "development"}


def test_a_preset_sets_what_the_user_does_not_mention():
    assert at(completed(), "documentdb") == PRESETS[Preset.PRODUCTION]["documentdb"]
    assert at(completed("staging"), "documentdb", "storage", "size") == "20Gi"


def test_what_the_user_says_wins_leaf_by_leaf():
    args = completed(documentdb={"storage": {"size": "1Ti"}, "gateway": {"resources": {"requests": {"cpu": "1m"}}}})
    database = at(args, "documentdb")
    assert database["storage"] == {"size": "1Ti"}
    assert database["gateway"]["resources"]["requests"] == {"cpu": "1m", "memory": "256Mi"}
    assert database["resources"]["limits"] == {"memory": "4Gi"}


@pytest.mark.parametrize(
    ("own", "expected"),
    [
        (
            {"limits": {"memory": "600Mi"}},
            {"requests": {"cpu": "500m", "memory": "600Mi"}, "limits": {"memory": "600Mi"}},
        ),
        ({"requests": {"memory": "9Gi"}}, {"requests": {"cpu": "500m", "memory": "9Gi"}, "limits": {"memory": "9Gi"}}),
        (
            {"limits": {"cpu": "100m"}},
            {"requests": {"cpu": "100m", "memory": "1536Mi"}, "limits": {"cpu": "100m", "memory": "2Gi"}},
        ),
    ],
)
def test_a_preset_gives_way_to_the_users_other_bound(own: Any, expected: Any):
    assert at(completed(librechat={"resources": {"api": own}}), "librechat", "resources", "api") == expected


def test_a_bound_that_is_known_later_is_compared_later():
    limit = pulumi.Output.from_input("600Mi")
    api = at(
        completed(librechat={"resources": {"api": {"limits": {"memory": limit}}}}), "librechat", "resources", "api"
    )
    assert isinstance(api["requests"]["memory"], pulumi.Output)


@pytest.mark.parametrize(
    ("groups", "untouched"),
    [
        ({"documentdb": {"external": {"uri": "mongodb://u:p@h/d"}}}, [("documentdb",), ("pods", "documentdb")]),
        ({"valkey": {"external": {"uri": "rediss://h"}}}, [("valkey",)]),
        ({"valkey": {"enabled": False}}, [("valkey",)]),
        ({"meilisearch": {"enabled": False}}, [("meilisearch",)]),
        ({"rag": {"enabled": False}}, [("rag",), ("pgvector",), ("librechat", "resources", "rag")]),
        (
            {"rag": {"external": {"url": "http://10.0.0.5:8000"}}},
            [("rag",), ("pgvector",), ("librechat", "resources", "rag")],
        ),
        (
            {"openai": KEY, "pgvector": {"external": {"host": "h.example.com", "password": "a"}}},
            [("pgvector",)],
        ),
        ({}, [("searxng",), ("pgvector",), ("rag",)]),
        ({"searxng": {"enabled": False}}, [("searxng",)]),
        ({"searxng": {"external": {"url": "http://10.0.0.5:8080"}}}, [("searxng",)]),
        ({"documentdb": {"engine": "mongodb"}}, [("documentdb", "gateway")]),
        ({"pgvector": {"storage": {"existing_claim": "a"}}, "openai": KEY}, [("pgvector", "storage")]),
        # A model in its process needs more memory than the preset has.
        ({"rag": {"embeddings": {"provider": "huggingface"}}}, [("librechat", "resources", "rag")]),
        (
            {"librechat": {"enabled": False}},
            [("librechat", "replicas"), ("librechat", "resources"), ("librechat", "autoscaling")],
        ),
        (
            {"openai": KEY, "pgvector": {"settings": {"max_connections": 40}}},
            [("rag", "replicas"), ("rag", "autoscaling")],
        ),
        ({"librechat": {**SHARED, "replicas": 1}}, [("librechat", "replicas"), ("librechat", "autoscaling")]),
        ({"rag": {"replicas": 1}, "openai": KEY}, [("rag",)]),
    ],
)
def test_a_preset_says_nothing_about_what_does_not_run_or_contradicts_the_user(
    groups: dict[str, Any], untouched: list[Path]
):
    args, own = completed(**groups), workspace(**groups)
    assert {path: at(args, *map(str, path)) for path in untouched} == {
        path: at(own, *map(str, path)) for path in untouched
    }


@pytest.mark.parametrize(
    ("groups", "replicas"),
    [
        ({"librechat": SHARED}, 2),
        ({"librechat": LOCAL}, 2),
        ({"librechat": LOCAL, "valkey": {"external": {"uri": "rediss://h"}}}, 2),
        ({}, None),
        ({"librechat": {"storage": {"local": {"existing_claim": "files"}}}}, None),
        ({"librechat": {**SHARED, "config": {"fileStrategies": {"avatar": "local"}}}}, None),
        ({"librechat": SHARED, "valkey": {"enabled": False}}, None),
    ],
)
@pytest.mark.parametrize("preset", ["staging", "production"])
def test_librechat_has_replicas_where_they_share_files_and_sessions(
    groups: dict[str, Any], replicas: int | None, preset: str
):
    args = workspace(preset=preset, **groups)
    chat = with_preset(args)["librechat"]
    assert (scale(chat).smallest if scale(chat).has_replicas else None) == replicas
    assert ("autoscaling" in chat) == (preset == "production" and replicas is not None)
    assert len([each for each in left_out(args) if "replica" in each]) == (1 if replicas is None else 0)


def test_in_production_an_autoscaler_decides_unless_the_user_does():
    chat = completed(librechat=SHARED)["librechat"]
    assert (scale(chat).smallest, scale(chat).largest) == (2, 10)
    assert scale(completed(librechat={**SHARED, "autoscaling": {"max_replicas": 4}})["librechat"]).largest == 4
    assert scale(completed(librechat={**SHARED, "replicas": 3})["librechat"]).largest == 3
    fixed = completed(librechat={**SHARED, "autoscaling": {"enabled": False}})["librechat"]
    assert (scale(fixed).largest, scale(fixed).autoscaling) == (2, None)
    rag = completed(openai=KEY)["rag"]
    assert (rag["autoscaling"], "replicas" in rag) == ({"min_replicas": 1, "max_replicas": 3}, False)


def test_an_autoscaler_of_the_user_s_takes_the_place_of_a_preset_s_replicas():
    args = workspace(preset="staging", librechat={**SHARED, "autoscaling": {}})
    assert "replicas" not in with_preset(args)["librechat"]


def test_the_user_hears_why_there_is_one_replica_and_what_helps():
    assert [*left_out(workspace(preset="production", backup={"enabled": False}))] == [
        "one replica of LibreChat instead of preset production's 2: files are on a ReadWriteOnce volume; use "
        "librechat.storage.type s3, or librechat.storage.local.access_mode ReadWriteMany, or set librechat.replicas: 1"
    ]
    fixed = {"preset": "production", "librechat": {"replicas": 1}}
    assert [*left_out(workspace(**fixed, backup={"enabled": False}))] == []
    assert [*left_out(workspace(**fixed))] == [
        "no backup, which preset production cannot invent: set the group backup, or backup.enabled: false"
    ]
    assert [*left_out(workspace())] == []


@pytest.mark.parametrize("preset", [Preset.STAGING, Preset.PRODUCTION])
def test_a_preset_makes_no_valid_workspace_invalid(preset: Preset):
    valid = 0
    for base in BASES:
        try:
            own = check(AIWorkspaceArgs, {**base, "preset": preset}, "x", find_secrets=False)
            resolve("ws", own, "x")
        except ArgumentError:
            continue
        valid += 1
        args = with_preset(own)
        assert resolve("ws", check(AIWorkspaceArgs, args, "x", find_secrets=False), "x")
        kept, result = leaves(own), leaves(args)
        assert {path: result[path] for path in kept if path in result} == {
            path: value for path, value in kept.items() if path in result
        }
        assert all(path in result for path, value in kept.items() if value != {})
    assert valid > len(BASES) / 2


@pytest.mark.parametrize("preset", [Preset.STAGING, Preset.PRODUCTION])
@pytest.mark.parametrize("name", SCENARIOS)
def test_every_component_accepts_what_a_preset_says(name: str, preset: Preset):
    assert recorded({**SCENARIOS[name], "preset": preset}).objects


def test_in_production_backups_are_rehearsed_where_there_are_any():
    repository = {"volume": {"claim": "backups"}}
    group = {"repository": repository, "password": "p", "keys": {"kept_elsewhere": True}}
    assert completed(backup=group)["backup"]["rehearsal"] == {"enabled": True}
    assert completed(backup={**group, "rehearsal": {"enabled": False}})["backup"]["rehearsal"] == {"enabled": False}
    assert "backup" not in completed()
