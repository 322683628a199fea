import pytest

from tests.librechat_config.schema.checked import found_by_schema


def agents(settings: str) -> str:
    return f"endpoints: {{agents: {{{settings}}}}}"


def sessions(*environments: str) -> str:
    return agents(f"statefulCodeSessions: {{allowedEnvironments: [user], environments: [{', '.join(environments)}]}}")


def environment(more: str) -> str:
    return f"{{id: a, name: A, type: attached, baseURL: 'https://code.example.com', {more}}}"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            agents("remoteApi: {auth: {oidc: {enabled: true, audience: a}}}"),
            "endpoints.agents.remoteApi.auth.oidc.issuer: missing",
        ),
        (
            agents("remoteApi: {auth: {oidc: {issuer: 'http://a.example.com'}}}"),
            "endpoints.agents.remoteApi.auth.oidc.issuer: expected a URL with https://",
        ),
        (
            agents("remoteApi: {auth: {oidc: {jwksUri: 'http://a.example.com'}}}"),
            "endpoints.agents.remoteApi.auth.oidc.jwksUri: expected a URL with https://",
        ),
        (
            agents("remoteApi: {auth: {oidc: {scope: 'a,b'}}}"),
            "endpoints.agents.remoteApi.auth.oidc.scope: expected scopes separated by spaces",
        ),
        (
            agents("managementApi: {auth: {oidc: {enabled: true, issuer: 'https://a', audience: b}}}"),
            "endpoints.agents.managementApi.auth.clients: expected at least one entry",
        ),
        (
            agents(
                "managementApi: {auth: {oidc: {enabled: true, issuer: 'https://a', tokenUse: access}, "
                "clients: [{clientId: a, userId: 0123456789abcdef01234567, tenantId: a}]}}"
            ),
            "endpoints.agents.managementApi.auth.oidc.audience: missing",
        ),
        (
            agents("managementApi: {auth: {oidc: {issuer: 'http://a.b'}}}"),
            "endpoints.agents.managementApi.auth.oidc.issuer: expected a URL with https://",
        ),
        (
            agents("managementApi: {auth: {oidc: {jwksUri: 'http://a.b'}}}"),
            "endpoints.agents.managementApi.auth.oidc.jwksUri: expected a URL with https://",
        ),
        (
            agents(
                "managementApi: {auth: {oidc: {}, "
                "clients: [{clientId: a, userId: 0123456789abcdef01234567, tenantId: __SYSTEM__}]}}"
            ),
            "endpoints.agents.managementApi.auth.clients.0.tenantId: expected what matches",
        ),
        (
            agents(
                "managementApi: {auth: {oidc: {}, clients: ["
                "{clientId: a, userId: 0123456789abcdef01234567, tenantId: a}, "
                "{clientId: a, userId: 0123456789abcdef01234568, tenantId: a}]}}"
            ),
            "endpoints.agents.managementApi.auth.clients: two entries have the clientId 'a'",
        ),
        (
            sessions(environment("")),
            "endpoints.agents.statefulCodeSessions.environments: expected one entry",
        ),
        (
            sessions("{id: a, name: A, type: managed, default: true, baseURL: 'ftp://a'}"),
            "endpoints.agents.statefulCodeSessions.environments.0.baseURL: expected a URL such as https://code",
        ),
        (
            sessions(environment("default: true, pairing: {tokenEnv: T}")),
            "endpoints.agents.statefulCodeSessions.environments.0.pairing.workerId: missing",
        ),
        (
            sessions(environment("default: true, pairing: {tokenEnv: T, allowPrincipalWorkers: true}")),
            "endpoints.agents.statefulCodeSessions.environments.0.default: expected false",
        ),
        (
            sessions(environment("default: true, workerId: x, pairing: {tokenEnv: T, workerId: y}")),
            "endpoints.agents.statefulCodeSessions.environments.0.workerId: expected that of pairing, 'y', got 'x'",
        ),
        (
            sessions(environment("default: true, owner: principal, pairing: {tokenEnv: T, workerId: y}")),
            "endpoints.agents.statefulCodeSessions.environments.0.owner: expected deployment",
        ),
        (
            sessions(
                "{id: a, name: A, type: managed, default: true, baseURL: 'https://a', "
                "pairing: {tokenEnv: T, workerId: y}}"
            ),
            "endpoints.agents.statefulCodeSessions.environments.0.type: expected attached",
        ),
        (
            sessions(
                "{id: a, name: A, type: attached, default: true, baseURL: 'http://a.b', "
                "pairing: {tokenEnv: T, workerId: y}}"
            ),
            "endpoints.agents.statefulCodeSessions.environments.0.baseURL: "
            "expected a URL with https://, which pairing needs",
        ),
        (
            sessions(environment("default: true"), environment("default: false")),
            "endpoints.agents.statefulCodeSessions.environments: two entries have the id 'a'",
        ),
        *(
            (
                sessions(environment(f"default: true, configSchema: {{permissions: {{{kind}: {{allowed: [deny]}}}}}}")),
                f"endpoints.agents.statefulCodeSessions.environments.0.configSchema.permissions.{kind}.default: exp",
            )
            for kind in ("fileWrite", "commandExecution")
        ),
    ],
)
def test_refinements_are_ported(text: str, expected: str):
    (line,) = found_by_schema(text)
    assert line.startswith(expected), line


@pytest.mark.parametrize(
    "text",
    [
        agents("remoteApi: {auth: {oidc: {issuer: 'http://login.localhost:8080'}}}"),
        sessions(environment("default: true")),
        sessions(
            environment("default: true"),
            "{id: b, name: B, type: attached, baseURL: 'http://localhost:1', pairing: "
            "{tokenEnv: T, allowPrincipalWorkers: true}}",
        ),
    ],
)
def test_values_that_zod_accepts_are_accepted(text: str):
    assert not found_by_schema(text)


@pytest.mark.parametrize("url", ["https://code.example.com?a=b", "https://code.example.com#a"])
def test_the_url_of_an_environment_ends_with_its_path(url: str):
    (line,) = found_by_schema(sessions(f"{{id: a, name: A, type: managed, default: true, baseURL: '{url}'}}"))
    assert "expected a URL such as https://code.example.com, got" in line
