"""Memory that servers allow themselves follows the container's limit, unless their own settings say otherwise."""

from collections.abc import Callable, Mapping
from typing import Any

import pulumi
import pytest

from homelab import DocumentDB, Firecrawl, LibreChat, Meilisearch, PgVector, Valkey
from homelab.arguments import ArgumentError
from tests.components.librechat.chat import BASE
from tests.components.recorded import Manifest, container, environment, objects

GI = 1024**3


def limited(component: Callable[..., Any], limit: Any, **args: Any) -> dict[tuple[str, str], Manifest]:
    resources = {"limits": {"memory": limit}}
    return objects(lambda: component("server", {"namespace": "ai", "resources": resources, **args}))


def parameters(server: Manifest) -> dict[str, str]:
    """Of Postgres, by name."""
    name, *given = container(server)["args"]
    assert name == "postgres"
    assert set(given[::2]) == {"-c"}
    return dict(each.split("=", 1) for each in given[1::2])


def options(server: Manifest) -> dict[str, str]:
    """Options of the form ``--name value``."""
    args = container(server)["args"]
    return {name: args[index + 1] for index, name in enumerate(args[:-1]) if name.startswith("--")}


POSTGRES: Mapping[str, tuple[Callable[..., Any], str, Mapping[str, Any]]] = {
    "pgvector": (PgVector, "server", {}),
    "ferretdb": (DocumentDB, "server-postgres", {}),
}


@pytest.mark.parametrize("name", POSTGRES)
@pytest.mark.parametrize(("limit", "gibibytes"), [("1Gi", 1), ("8Gi", 8)])
def test_postgres(name: str, limit: str, gibibytes: int):
    component, workload, args = POSTGRES[name]
    server = limited(component, limit, **args)["StatefulSet", workload]
    kibibytes = gibibytes * GI // 1024
    assert parameters(server) == {
        "shared_buffers": f"{kibibytes // 4}kB",
        "effective_cache_size": f"{kibibytes * 3 // 4}kB",
        "work_mem": f"{kibibytes // 256}kB",
        "maintenance_work_mem": f"{kibibytes // 16}kB",
    }
    volumes = {each["name"]: each for each in server["spec"]["template"]["spec"]["volumes"]}
    # Where parallel builds of an index share that memory.
    assert volumes["shared-memory"]["emptyDir"]["sizeLimit"] == f"{max(256, gibibytes * 128)}Mi"


def test_a_limit_that_is_known_later_is_followed_too():
    server = limited(PgVector, pulumi.Output.from_input("8Gi"))["StatefulSet", "server"]
    assert parameters(server)["shared_buffers"] == "2097152kB"


@pytest.mark.parametrize("name", POSTGRES)
def test_postgres_own_settings_win(name: str):
    component, workload, args = POSTGRES[name]
    settings = {"shared_buffers": "1GB", "max_connections": 50}
    found = parameters(limited(component, "8Gi", settings=settings, **args)["StatefulSet", workload])
    assert (found["shared_buffers"], found["max_connections"]) == ("1GB", "50")
    assert found["work_mem"] == "32768kB"


def test_the_queue_of_firecrawl():
    group = {"resources": {"limits": {"memory": "2Gi"}}, "settings": {"work_mem": "7MB"}}
    made = objects(lambda: Firecrawl("fc", {"namespace": "ai", "postgres": group}))  # type: ignore[typeddict-item]
    found = parameters(made["StatefulSet", "fc-postgres"])
    assert (found["shared_buffers"], found["work_mem"]) == ("524288kB", "7MB")


@pytest.mark.parametrize(("limit", "cache"), [("512Mi", "0.25"), ("1Gi", "0.25"), ("3Gi", "1.00"), ("8Gi", "3.50")])
def test_mongodb_takes_what_it_would_on_a_machine_of_that_size(limit: str, cache: str):
    made = limited(DocumentDB, limit, engine="mongodb")
    assert options(made["StatefulSet", "server"])["--wiredTigerCacheSizeGB"] == cache
    own = limited(DocumentDB, limit, engine="mongodb", settings={"wiredTigerCacheSizeGB": 0.5})
    assert options(own["StatefulSet", "server"])["--wiredTigerCacheSizeGB"] == "0.5"


def test_mongodb_starts_on_kernels_on_which_tcmalloc_s_caches_per_cpu_corrupt_memory():
    made = limited(DocumentDB, "1Gi", engine="mongodb")
    assert environment(made, "StatefulSet", "server")["GLIBC_TUNABLES"] == "glibc.pthread.rseq=1"


def test_ferretdb():
    made = objects(lambda: DocumentDB("server", {"namespace": "ai"}))
    assert environment(made, "Deployment", "server")["GOMEMLIMIT"] == str(512 * 1024**2 * 8 // 10)


def test_valkey():
    found = options(limited(Valkey, "2Gi")["StatefulSet", "server"])
    assert (found["--maxmemory"], found["--maxmemory-policy"]) == (
        str(int((2 * GI - 16 * 1024**2) * 0.4)),
        "noeviction",
    )
    own = options(limited(Valkey, "2Gi", settings={"maxmemory": "1gb", "hz": 20})["StatefulSet", "server"])
    assert (own["--maxmemory"], own["--hz"]) == ("1gb", "20")


def test_meilisearch():
    assert environment(limited(Meilisearch, "4Gi"), "StatefulSet", "server")["MEILI_MAX_INDEXING_MEMORY"] == str(2 * GI)
    own = limited(Meilisearch, "4Gi", env={"MEILI_MAX_INDEXING_MEMORY": "1 GiB"})
    assert environment(own, "StatefulSet", "server")["MEILI_MAX_INDEXING_MEMORY"] == "1 GiB"


def test_node():
    made = limited(LibreChat, "2Gi", **{name: value for name, value in BASE.items() if name != "namespace"})
    assert environment(made, "Deployment", "server")["NODE_OPTIONS"] == "--max-old-space-size=1331"
    fetcher = limited(Firecrawl, "8Gi", env={"NODE_OPTIONS": "--max-old-space-size=1000"})
    assert environment(fetcher, "Deployment", "server")["NODE_OPTIONS"] == "--max-old-space-size=1000"
    assert environment(fetcher, "Deployment", "server-browser")["NODE_OPTIONS"] == "--max-old-space-size=512"


@pytest.mark.parametrize(
    ("component", "args", "message"),
    [
        (PgVector, {"settings": {"port": "1"}}, "settings.port is set by the component: remove it"),
        (PgVector, {"settings": {"Bad Name": "1"}}, "settings: expected a map of Postgres' parameters"),
        (DocumentDB, {"settings": {"data_directory": "/"}}, "settings.data_directory is set by the component"),
        (DocumentDB, {"engine": "mongodb", "settings": {"replSet": "x"}}, "settings.replSet is set by the component"),
        (Valkey, {"settings": {"requirepass": "x"}}, "settings.requirepass is set by the component: remove it"),
    ],
)
def test_what_the_component_sets_is_refused(component: Callable[..., Any], args: Any, message: str):
    with pytest.raises(ArgumentError, match=message):
        component("server", {"namespace": "ai", **args})
