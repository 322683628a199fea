import pytest
from hypothesis import given
from hypothesis import strategies as st

from homelab.explain import UnknownPathError, find, look_up
from homelab.explain.search import search


def looked_up(text: str) -> str | None:
    node = look_up(text).node
    return None if node is None else node.describe().path


def others(text: str) -> list[str]:
    return [match.path for match in look_up(text).others]


@pytest.mark.parametrize(
    ("typed", "path"),
    [
        ("librechat.ingress", "librechat.ingress"),
        ("openid", "librechat.auth.openid"),
        ("SMTP", "librechat.email.smtp"),
        ("openid.issuer", "librechat.auth.openid.issuer"),
        ("smtp host", "librechat.email.smtp.host"),
        ("metrics", "librechat.security.rotation.metrics"),
        ("tls", None),
        ("tls.cluster_issuer", None),
    ],
)
def test_the_end_of_a_path_is_enough_where_one_argument_has_it(typed: str, path: str | None):
    assert looked_up(typed) == path


def test_arguments_of_one_name_come_first():
    assert others("tls")[:3] == ["librechat.ingress.tls", "searxng.ingress.tls", "admin_panel.ingress.tls"]
    assert others("tls.cluster_issuer") == [
        f"{each}.ingress.tls.cluster_issuer" for each in ("librechat", "searxng", "admin_panel")
    ]


@pytest.mark.parametrize(
    ("typed", "path"),
    [
        ("upload", "librechat.files.upload_megabytes"),
        ("vector database", "pgvector"),
        ("ServiceMonitor", "monitoring.service_monitors"),
        ("letsencrypt", "librechat.ingress.tls.cluster_issuer"),
        ("keycloak", "librechat.auth.openid"),
        ("atlas", "documentdb.external.uri_secret"),
        ("required_role", "OPENID_REQUIRED_ROLE"),
        ("sign-in", "librechat.auth"),
        ("temporary chat", "librechat.yaml interface.temporaryChat"),
        ("metrics", "monitoring"),
    ],
)
def test_words_are_found_in_names_meanings_features_and_examples(typed: str, path: str):
    assert path in others(typed)[:4]


def test_what_stands_below_an_argument_is_no_other_one():
    assert [match.path for match in search("keda")][1].startswith("librechat.autoscaling.keda.")
    assert not [path for path in others("keda") if path.startswith("librechat.autoscaling.keda")]


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("opnai", "unknown argument opnai (did you mean openai?)"),
        ("librechat.ingres", "unknown argument librechat.ingres (did you mean librechat.ingress?)"),
        ("ALLOW_REGISTRATON", "ALLOW_REGISTRATON: LibreChat reads no such variable (did you mean ALLOW_REGISTRATION?)"),
        ("purple elephants", "nothing is named purple elephants, and no meaning has these words"),
    ],
)
def test_what_is_not_found_is_an_error_of_one_line(typed: str, message: str):
    with pytest.raises(UnknownPathError) as error:
        look_up(typed)
    assert str(error.value) == message


def test_all_that_is_found_is_explained():
    for word in ("proxy", "role", "model"):
        assert search(word)
        for match in search(word):
            assert find(match.path).describe().path.endswith(match.path.removeprefix("librechat.yaml "))


@given(st.text(max_size=30))
def test_whatever_is_typed_is_searched_for(typed: str):
    try:
        found = look_up(typed)
    except UnknownPathError:
        return
    assert found.node or found.others
