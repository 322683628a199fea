import pulumi_kubernetes as k8s

from homelab.offline import record
from homelab.offline.required_secrets import required_secrets


def program() -> None:
    own = k8s.core.v1.Secret("own", metadata={"namespace": "ai"}, string_data={"password": "x", "user": "y"})
    k8s.core.v1.Pod(
        "pod",
        metadata={"namespace": "ai"},
        spec={
            "image_pull_secrets": [{"name": "registry"}],
            "containers": [
                {
                    "name": "x",
                    "image": "x:1",
                    "env": [
                        {"name": "A", "value_from": {"secret_key_ref": {"name": own.metadata["name"], "key": "user"}}},
                        {"name": "B", "value_from": {"secret_key_ref": {"name": "theirs", "key": "token"}}},
                        {"name": "C", "value_from": {"secret_key_ref": {"name": "no", "key": "a", "optional": True}}},
                    ],
                    "env_from": [{"secret_ref": {"name": "variables"}}],
                }
            ],
            "volumes": [
                {"name": "a", "secret": {"secret_name": "theirs", "items": [{"key": "ca.crt", "path": "ca"}]}},
                {
                    "name": "b",
                    "projected": {"sources": [{"secret": {"name": "files", "items": [{"key": "k", "path": "k"}]}}]},
                },
            ],
        },
    )
    tls: list[k8s.networking.v1.IngressTLSArgsDict] = [{"secret_name": "certificate"}]
    issued: k8s.meta.v1.ObjectMetaArgsDict = {"namespace": "ai", "annotations": {"cert-manager.io/cluster-issuer": "x"}}
    k8s.networking.v1.Ingress("issued", metadata=issued, spec={"tls": [{"secret_name": "issued"}]})
    k8s.networking.v1.Ingress("own-certificate", metadata={"namespace": "ai"}, spec={"tls": tls})


EXISTING = [
    "ai/certificate: tls.crt, tls.key",
    "ai/files: k",
    "ai/registry: .dockerconfigjson",
    "ai/theirs: ca.crt, token",
    "ai/variables: any keys",
]


def test_existing_secrets_are_required_with_the_keys_in_use():
    assert list(map(str, required_secrets(record(program).objects, with_secrets=True))) == EXISTING


def test_omitted_secrets_are_required_with_all_their_keys():
    required = required_secrets(record(program, with_secrets=False).objects, with_secrets=False)
    (own,) = [secret for secret in required if secret.name.startswith("own-")]
    assert (own.namespace, own.keys) == ("ai", ["password", "user"])
    assert [str(secret) for secret in required if secret is not own] == EXISTING
