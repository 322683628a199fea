from typing import Any

import pytest

from tests.librechat_config.sign_in.rendered import CLIENT, problem, provider

OPENID = {**CLIENT, "issuer": "https://id.example.com"}


@pytest.mark.parametrize(
    ("args", "variable"),
    [
        ({"required_role": {"roles": ["a"], "parameter_path": "r"}}, "OPENID_REQUIRED_ROLE_TOKEN_KIND"),
        ({"admin_role": {"role": "a", "parameter_path": "r"}}, "OPENID_ADMIN_ROLE_TOKEN_KIND"),
        ({"role_sync": {"claim": "r", "role_priority": ["A"]}}, "OPENID_ROLE_SYNC_SOURCE"),
    ],
)
def test_roles_stand_in_the_id_token_unless_it_is_said_otherwise(args: dict[str, Any], variable: str):
    assert provider("openid", {**OPENID, **args}).environment[variable] == "id"


def test_what_is_not_said_is_left_out():
    environment = provider("openid", {**OPENID, "role_sync": {"claim": "r", "role_priority": ["A"]}}).environment
    assert not {"OPENID_ROLE_SYNC_FALLBACK_ROLE", "OPENID_ROLE_SYNC_API_ENABLED"} & environment.keys()


@pytest.mark.parametrize(
    ("args", "message"),
    [
        ({"required_role": {"roles": [], "parameter_path": "r"}}, "required_role.roles: expected a list of names"),
        ({"required_role": {"roles": ["a,b"], "parameter_path": "r"}}, "required_role.roles: expected a list of names"),
        ({"required_role": {"roles": ["a "], "parameter_path": "r"}}, "required_role.roles: expected a list of names"),
        ({"required_role": {"roles": "a", "parameter_path": "r"}}, "required_role.roles: expected a list, got 'a'"),
        ({"required_role": {"roles": ["a"]}}, "missing argument openid.required_role.parameter_path"),
        ({"required_role": {"parameter_path": "r"}}, "missing argument openid.required_role.roles"),
        (
            {"required_role": {"roles": ["a"], "parameter_path": "r", "token_kind": "refresh"}},
            "openid.required_role.token_kind: expected one of access, id, userinfo, got 'refresh'",
        ),
        ({"admin_role": {"role": "a"}}, "missing argument openid.admin_role.parameter_path"),
        ({"admin_role": {"role": "", "parameter_path": "r"}}, "openid.admin_role.role: expected a name that is not"),
        ({"admin_role": {"roles": ["a"], "parameter_path": "r"}}, "(did you mean openid.admin_role.role?)"),
        ({"role_sync": {"role_priority": ["A"]}}, "missing argument openid.role_sync.claim"),
        ({"role_sync": {"claim": "r"}}, "missing argument openid.role_sync.role_priority"),
        (
            {"role_sync": {"claim": "r", "role_priority": ["EDITOR", "admin"]}},
            "openid.role_sync.role_priority: expected a list of LibreChat's roles other than ADMIN",
        ),
        ({"role_sync": {"claim": "r", "role_priority": []}}, "role_priority: expected a list of LibreChat's roles"),
        (
            {"role_sync": {"claim": "r", "role_priority": ["A"], "fallback_role": "ADMIN"}},
            "openid.role_sync.fallback_role: expected one of LibreChat's roles other than ADMIN, which is admin_role's "
            "to give, got 'ADMIN'",
        ),
        (
            {"role_sync": {"claim": "r", "role_priority": ["A"], "source": "token"}},
            "openid.role_sync.source: expected one of access, id, userinfo, got 'token'",
        ),
        ({"role_sync": {"claim": "r", "role_priority": ["A"], "api": 1}}, "role_sync.api: expected true or false"),
    ],
)
def test_what_would_not_work_is_an_error(args: dict[str, Any], message: str):
    assert message in problem({"openid": {**OPENID, **args}})
