"""A wish stated by an argument and in LibreChat's own words gives the same: variables, files, document and network."""

from typing import Any

import pytest

from tests.components.librechat.chat import REFERENCE, effects, librechat
from tests.librechat_config.sound import PEM, PRIVATE_KEY

ACCOUNT = {"annotations": {"eks.amazonaws.com/role-arn": "arn:aws:iam::1:role/files"}}
KEY = {"AWS_ACCESS_KEY_ID": "id"}
BUCKET = {"AWS_BUCKET_NAME": "files", "AWS_REGION": "us-east-1", "S3_URL_EXPIRY_SECONDS": "3600"}
FROM = {"EMAIL_FROM": "chat@example.com", "EMAIL_FROM_NAME": "LibreChat"}
SPEC = {"name": "a", "label": "a", "preset": {"endpoint": "agents", "agent_id": "a"}}

WISHES: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "google": (
        {"auth": {"google": {"client_id": "a", "client_secret": "secret-1"}}},
        {"env": {"GOOGLE_CLIENT_ID": "a"}, "secret_env": {"GOOGLE_CLIENT_SECRET": "secret-1"}},
    ),
    "google, whose secret exists": (
        {"auth": {"google": {"client_id": "a", "client_secret_secret": REFERENCE}}},
        {"env": {"GOOGLE_CLIENT_ID": "a"}, "env_from": {"variables": {"GOOGLE_CLIENT_SECRET": REFERENCE}}},
    ),
    "openid at a private address": (
        {"auth": {"openid": {"issuer": "https://id.home.svc:8443", "client_id": "a", "client_secret": "secret-1"}}},
        {
            "env": {"OPENID_ISSUER": "https://id.home.svc:8443", "OPENID_CLIENT_ID": "a"},
            "secret_env": {"OPENID_CLIENT_SECRET": "secret-1"},
        },
    ),
    "saml": (
        {"auth": {"saml": {"entry_point": "https://id.example.com", "issuer": "a", "certificate": PEM}}},
        {"env": {"SAML_ENTRY_POINT": "https://id.example.com", "SAML_ISSUER": "a", "SAML_CERT": "TUlJQg=="}},
    ),
    "apple": (
        {"auth": {"apple": {"client_id": "a", "team_id": "t", "key_id": "k", "private_key": PRIVATE_KEY}}},
        {
            "env": {"APPLE_CLIENT_ID": "a", "APPLE_TEAM_ID": "t", "APPLE_KEY_ID": "k"},
            "secret_files": {"APPLE_PRIVATE_KEY_PATH": PRIVATE_KEY},
        },
    ),
    "ldap": (
        {
            "auth": {
                "ldap": {
                    "url": "ldaps://10.0.0.5",
                    "user_search_base": "dc=a",
                    "bind_dn": "cn=a",
                    "bind_credentials": "secret-1",
                    "ca_pem": PEM,
                }
            }
        },
        {
            "env": {"LDAP_URL": "ldaps://10.0.0.5", "LDAP_USER_SEARCH_BASE": "dc=a", "LDAP_BIND_DN": "cn=a"},
            "secret_env": {"LDAP_BIND_CREDENTIALS": "secret-1"},
            "secret_files": {"LDAP_CA_CERT_PATH": PEM},
        },
    ),
    "registration": (
        {"auth": {"registration": {"enabled": True, "allowed_domains": ["example.com"]}}},
        {
            "env": {"ALLOW_REGISTRATION": "true"},
            "config": {"registration": {"allowedDomains": ["example.com"]}},
        },
    ),
    "smtp": (
        {
            "email": {
                "from_address": "chat@example.com",
                "smtp": {"host": "10.0.0.6", "port": 2525, "username": "a", "password": "secret-1"},
            }
        },
        {
            "env": {
                **FROM,
                "EMAIL_HOST": "10.0.0.6",
                "EMAIL_PORT": "2525",
                "EMAIL_ENCRYPTION": "starttls",
                "EMAIL_USERNAME": "a",
            },
            "secret_env": {"EMAIL_PASSWORD": "secret-1"},
        },
    ),
    "mailgun": (
        {"email": {"from_address": "chat@example.com", "mailgun": {"domain": "a.example.com", "api_key": "key-1234"}}},
        {"env": {**FROM, "MAILGUN_DOMAIN": "a.example.com"}, "secret_env": {"MAILGUN_API_KEY": "key-1234"}},
    ),
    "s3 by key": (
        {
            "storage": {
                "type": "s3",
                "s3": {"bucket": "files", "region": "us-east-1", "access_key": "id", "secret_key": "secret-1"},
            }
        },
        {
            "config": {"fileStrategy": "s3"},
            "env": {**BUCKET, **KEY},
            "secret_env": {"AWS_SECRET_ACCESS_KEY": "secret-1"},
        },
    ),
    "s3 of a server of one's own": (
        {
            "storage": {
                "type": "s3",
                "s3": {
                    "bucket": "files",
                    "access_key": "id",
                    "secret_key": "secret-1",
                    "endpoint": "http://10.0.0.7:9000",
                },
            }
        },
        {
            "config": {"fileStrategy": "s3"},
            "env": {**BUCKET, **KEY, "AWS_ENDPOINT_URL": "http://10.0.0.7:9000", "AWS_FORCE_PATH_STYLE": "true"},
            "secret_env": {"AWS_SECRET_ACCESS_KEY": "secret-1"},
        },
    ),
    "s3 by role": (
        {"storage": {"type": "s3", "s3": {"bucket": "files", "region": "us-east-1"}, "service_account": ACCOUNT}},
        {"config": {"fileStrategy": "s3"}, "env": BUCKET, "service_account": ACCOUNT},
    ),
    "s3 by the server's role": (
        {"storage": {"type": "s3", "s3": {"bucket": "files", "region": "us-east-1"}}, "service_account": ACCOUNT},
        {"config": {"fileStrategy": "s3"}, "env": BUCKET, "service_account": ACCOUNT},
    ),
    "azure by identity": (
        {
            "storage": {
                "type": "azure_blob",
                "azure_blob": {"account_name": "chatfiles"},
                "service_account": {"name": "files"},
            }
        },
        {
            "config": {"fileStrategy": "azure_blob"},
            "env": {
                "AZURE_STORAGE_ACCOUNT_NAME": "chatfiles",
                "AZURE_CONTAINER_NAME": "files",
                "AZURE_STORAGE_PUBLIC_ACCESS": "false",
            },
            "service_account": {"name": "files"},
        },
    ),
    "azure by key": (
        {"storage": {"type": "azure_blob", "azure_blob": {"connection_string": "secret-1", "container_name": "abc"}}},
        {
            "config": {"fileStrategy": "azure_blob"},
            "env": {"AZURE_CONTAINER_NAME": "abc", "AZURE_STORAGE_PUBLIC_ACCESS": "false"},
            "secret_env": {"AZURE_STORAGE_CONNECTION_STRING": "secret-1"},
        },
    ),
    "cloudfront": (
        {
            "storage": {
                "type": "cloudfront",
                "s3": {"bucket": "files", "region": "us-east-1", "access_key": "id", "secret_key": "secret-1"},
                "cloudfront": {
                    "domain": "https://files.example.com",
                    "key_pair_id": "K1",
                    "private_key": PRIVATE_KEY,
                },
            }
        },
        {
            "config": {"fileStrategy": "cloudfront", "cloudfront": {"domain": "https://files.example.com"}},
            "env": {**BUCKET, **KEY, "CLOUDFRONT_KEY_PAIR_ID": "K1"},
            "secret_env": {"AWS_SECRET_ACCESS_KEY": "secret-1", "CLOUDFRONT_PRIVATE_KEY": PRIVATE_KEY},
        },
    ),
    "larger files": (
        {"files": {"upload_megabytes": 250}, "ingress": {"class_name": "nginx"}},
        {
            "config": {
                "fileConfig": {
                    "serverFileSizeLimit": 250,
                    "endpoints": {"default": {"fileSizeLimit": 250, "totalSizeLimit": 250}},
                }
            },
            "ingress": {"class_name": "nginx"},
        },
    ),
    "nothing but specs": (
        {"model_specs": {"enforce": True}, "config": {"modelSpecs": {"list": [SPEC]}}},
        {
            "config": {
                "modelSpecs": {"enforce": True, "prioritize": True, "list": [{**SPEC, "softDefault": True}]},
            }
        },
    ),
}


@pytest.mark.parametrize("wish", WISHES)
def test_arguments_and_native_configuration_are_equivalent(wish: str):
    by_arguments, in_own_words = (librechat(**args) for args in WISHES[wish])
    expected, found = effects(in_own_words), effects(by_arguments)
    if wish == "azure by identity":
        # A ServiceAccount that is not of the storage may have a role of AWS's.
        expected["egress"] &= found["egress"]
    assert found == expected
    for kind in ("Ingress", "PersistentVolumeClaim", "ServiceAccount"):
        own = [each.get("spec", each) for key, each in in_own_words.items() if key[0] == kind]
        assert [each.get("spec", each) for key, each in by_arguments.items() if key[0] == kind] == own


@pytest.mark.parametrize("wish", WISHES)
def test_empty_values_are_left_out(wish: str):
    assert effects(librechat(**WISHES[wish][0])) != effects(librechat())
