import pytest
from hypothesis import given
from hypothesis import strategies as st

from homelab.arguments import Constraint, constraints
from homelab.kubernetes import QUANTITY


@pytest.mark.parametrize(
    ("constraint", "good", "bad"),
    [
        (constraints.DNS_LABEL, ["ai", "a-1", "a" * 63], ["", "A", "-a", "a-", "a.b", "a_b", "a" * 64, "a\n"]),
        (
            constraints.DOMAIN,
            ["chat.example.com", "localhost", "a.b"],
            ["chat", "https://chat.example.com", "chat.example.com/x", "chat.example.com:443", "", "-a.com", "a..b"],
        ),
        (QUANTITY, ["10Gi", "500m", "1"], ["10GB", "ten", "", "0"]),
        (
            constraints.IMAGE,
            ["a:1", "ghcr.io/owner/name:v1.2.3", "registry:5000/a:1", f"a@sha256:{'0' * 64}", f"a:1@sha256:{'0' * 64}"],
            ["a", "a:latest", "ghcr.io/owner/name", "a:", "A:1", "a@sha256:00", "a:1 "],
        ),
        (constraints.REGISTRY, ["registry.example.com", "registry:5000/mirror"], ["https://registry", "", "a b"]),
        (constraints.ENVIRONMENT, [{}, {"A_1": "x"}], [{"A-B": "x"}, {"1A": "x"}, {"": "x"}]),
        (constraints.SECRET_ENVIRONMENT, [{"A_1": "x"}], [{"A-B": "x"}]),
        (constraints.LABELS, [{"a": "b"}, {"example.com/a": ""}], [{"a b": "c"}, {"a": "b c"}, {"a": "x" * 64}]),
        (constraints.PEM, ["-----BEGIN CERTIFICATE-----\nx"], ["x", ""]),
        (constraints.BUCKET, ["abc", "a.b-c"], ["ab", "Abc", "-abc", "a" * 64]),
        (constraints.DOMAINS, [["example.com"]], [[], ["@example.com"], ["example"]]),
        (
            constraints.DESTINATIONS,
            [[], ["http://a:1", "https://a", "ldaps://a:636"], ["10.0.0.0/8", "fd00::/8", "tcp://10.0.0.0:5432/8"]],
            [["a"], ["ftp://a"], ["a:1"], [""], ["10.0.0.1/8"], ["10.0.0.0/33"], ["10.0.0.0/"], ["https://10.0.0.1/8"]],
        ),
        (
            constraints.uris("redis", "rediss", example=""),
            ["redis://a", "rediss://a:1,rediss://b:2"],
            ["redis://a,b", "redis://a,rediss://b", "redis://a:0", "http://a", "redis://a,"],
        ),
        (
            constraints.secret_uri("mongodb", "mongodb+srv", example="", reserved=["admin"]),
            ["mongodb://u:p@a:1,b:2,c/db", "mongodb+srv://u:p@a.example.com/db", "mongodb://a/admins?authSource=admin"],
            [
                *("mongodb://a:x,b/c", "mongodb:///c", "mongodb://a,mongodb://b/c", "postgres://a/c"),
                *("mongodb://a", "mongodb://a/", "mongodb://a/?b=/c", "mongodb://a/admin?b=c", "mongodb://a/b/c"),
                *("mongodb://a/b c", "mongodb://a/b\n", f"mongodb://a/{'b' * 64}"),
            ],
        ),
        (constraints.secret(), ["a", "p@ss:w/o?r#d%zz", " é "], ["", " ", "\n", "a\n", "a\nb", "a\r", "\ta", "a\0"]),
        (
            constraints.NAMESPACE,
            ["ai", "kube", "my-kube-system"],
            ["kube-system", "kube-x", "openshift", "openshift-dns"],
        ),
        (constraints.SSL_MODE, ["disable", "verify-full"], ["required", "", "Verify-Full", "on"]),
        (constraints.ABSOLUTE_PATH, ["/a", "/.a/b..c"], ["", "a", "/", "/a/", "//a", "/a/../b", "/.", "/a/.", "/a:b"]),
        (constraints.POSTGRES_NAME, ["rag", "_a1"], ["Rag", "1a", "a-b", "a" * 64]),
        (constraints.hexadecimal_secret(4), ["00fF"], ["0", "00ffg", "00fg", "00ff\n"]),
        (constraints.password(4), ["aB3d"], ["abc", "ab d", "ab:d"]),
        (constraints.whole_number(1, 3), [1, 3], [0, 4]),
        (constraints.unique("name"), [[], [{"name": "a"}, {"name": "b"}]], [[{"name": "a b"}, {"name": "A-B"}]]),
        (
            constraints.url("redis", "rediss", example="redis://a"),
            ["redis://a:1", "rediss://a"],
            ["http://a", "a", "redis://", "redis://a:x", "redis://a:0", "redis://[a"],
        ),
    ],
)
def test_valid_values_are_accepted_and_invalid_ones_rejected(
    constraint: Constraint, good: list[object], bad: list[object]
):
    assert [value for value in good if not constraint.accepts(value)] == []
    assert [value for value in bad if constraint.accepts(value)] == []


@given(st.text())
def test_url_never_fails(text: str):
    constraints.url("https", example="https://a").accepts(text)


def test_secrets_are_marked():
    assert constraints.secret().secret
    assert constraints.password(16).secret
    assert constraints.SECRET_ENVIRONMENT.secret
    assert not constraints.ENVIRONMENT.secret
    assert constraints.hexadecimal_secret(64).secret
    assert constraints.secret_uri("mongodb", example="mongodb://a").secret
