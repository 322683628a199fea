from homelab import Meilisearch, MeilisearchArgs
from homelab.kubernetes import SecretReference
from tests.components.recorded import environment, objects


def meilisearch(args: MeilisearchArgs):
    return objects(lambda: Meilisearch("search", args))


def test_runs_in_production_mode_with_a_key():
    variables = environment(meilisearch({"namespace": "ai"}), "StatefulSet", "search")
    assert variables["MEILI_ENV"] == "production"
    assert variables["MEILI_NO_ANALYTICS"] == "true"
    assert variables["MEILI_MASTER_KEY"] == "master-key"


def test_indexing_takes_up_to_half_of_the_memory():
    made = meilisearch({"namespace": "ai", "resources": {"limits": {"memory": "2Gi"}}})
    assert environment(made, "StatefulSet", "search")["MEILI_MAX_INDEXING_MEMORY"] == str(1024**3)


def test_an_external_server_makes_nothing_but_a_secret():
    made = meilisearch({"namespace": "ai", "external": {"url": "https://a.example.com", "api_key": "a" * 20}})
    assert list(made) == [("Secret", "search-api-key")]


def test_existing_secrets_take_the_place_of_keys():
    reference: SecretReference = {"name": "search", "key": "master"}
    made = meilisearch({"namespace": "ai", "master_key_secret": reference})
    assert not [name for kind, name in made if kind == "Secret"]
    assert environment(made, "StatefulSet", "search")["MEILI_MASTER_KEY"] == "master"
    outside = meilisearch(
        {"namespace": "ai", "external": {"url": "https://search.example.com", "api_key_secret": reference}}
    )
    assert outside == {}
