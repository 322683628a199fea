from typing import Any

import pulumi
import pytest

from homelab.librechat_config.configuration import Configuration
from homelab.librechat_config.sign_in.oauth import AppleArgs, OAuthClientArgs, OpenIDArgs, apple, client, openid
from tests.librechat_config.sound import HIDDEN, PRIVATE_KEY, REFERENCE, assert_sound, checked, refusal

CLIENT = {"client_id": "librechat", "client_secret": HIDDEN}
APPLE = {"client_id": "com.example.chat", "team_id": "TEAM", "key_id": "KEY", "private_key": PRIVATE_KEY}
OPENID = {**CLIENT, "issuer": "https://id.example.com/realms/staff"}


@pytest.mark.parametrize("name", ["google", "github", "discord", "facebook"])
@pytest.mark.parametrize("secret", [{"client_secret": HIDDEN}, {"client_secret_secret": REFERENCE}])
def test_a_client_is_an_id_and_a_secret(name: str, secret: dict[str, Any]):
    made = client(name, checked(OAuthClientArgs, {"client_id": "librechat", **secret}))
    assert made == Configuration.of(
        env={f"{name.upper()}_CLIENT_ID": "librechat"},
        secret_env={f"{name.upper()}_CLIENT_SECRET": next(iter(secret.values()))},
    )
    assert_sound(made)


def test_openid_connect_has_an_issuer_and_may_be_a_public_client():
    made = openid(checked(OpenIDArgs, OPENID))
    assert made == Configuration.of(
        env={"OPENID_ISSUER": OPENID["issuer"], "OPENID_CLIENT_ID": "librechat"},
        secret_env={"OPENID_CLIENT_SECRET": HIDDEN},
    )
    assert_sound(made)
    public: Any = {"issuer": OPENID["issuer"], "client_id": pulumi.Output.from_input("librechat")}
    assert openid(public).variables.secret == {}


def test_apple_s_key_is_a_file_and_in_no_variable():
    made = apple(checked(AppleArgs, APPLE))
    assert made == Configuration.of(
        env={"APPLE_CLIENT_ID": "com.example.chat", "APPLE_TEAM_ID": "TEAM", "APPLE_KEY_ID": "KEY"},
        secret_files={"APPLE_PRIVATE_KEY_PATH": PRIVATE_KEY},
    )
    assert_sound(made)


@pytest.mark.parametrize(
    ("args_type", "args", "message"),
    [
        (OAuthClientArgs, {}, "missing argument client_id"),
        (OAuthClientArgs, {"client_id": "a"}, "missing argument: one of client_secret, client_secret_secret"),
        (OAuthClientArgs, {**CLIENT, "client_secret_secret": REFERENCE}, "client_secret and client_secret_secret are"),
        (OAuthClientArgs, {**CLIENT, "client_id": ""}, "client_id: expected a name that is not empty, got ''"),
        (OpenIDArgs, {**OPENID, "issuer": "id.example.com"}, "issuer: expected a URL such as 'https://id.example.com"),
        (OpenIDArgs, {**OPENID, "issuer": "http://id.example.com"}, "issuer: expected a URL such as 'https://id"),
        (
            OpenIDArgs,
            {**OPENID, "client_secret": ""},
            "client_secret: expected a secret that is not empty, on one line",
        ),
        (OpenIDArgs, {**OPENID, "scope": "openid"}, "unknown argument scope"),
        (OpenIDArgs, CLIENT, "missing argument issuer"),
        (AppleArgs, {**APPLE, "private_key": f"/path/{HIDDEN}.p8"}, "private_key: expected a private key in PEM form"),
        (AppleArgs, {**APPLE, "private_key_secret": REFERENCE}, "private_key and private_key_secret are mutually"),
        (AppleArgs, {"client_id": "a", "private_key": PRIVATE_KEY}, "missing argument team_id"),
    ],
)
def test_wrong_arguments_are_refused(args_type: Any, args: dict[str, Any], message: str):
    assert message in refusal(args_type, args)
