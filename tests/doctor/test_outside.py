"""The checks from outside, on a stand-in that is sound, and on one that is broken in one way at a time."""

import socket
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta

import pytest

from homelab.doctor.checks import Finding, Status
from homelab.doctor.outside import OUTSIDE, Account, Site, look_from_outside
from homelab.doctor.web import Answer, Browser, UntrustedError
from tests.doctor.site import HOST, PAGE, PAGE_HEADERS, PASSWORD, Authority, Reply, StandIn, running

ACCOUNT = Account("doctor@example.com", PASSWORD)


def look(url: str, account: Account | None = ACCOUNT, **options: object) -> dict[str, Finding]:
    browser = Browser(timeout=5, **options)  # pyright: ignore[reportArgumentType]
    trusting = Browser(timeout=5, trusts_all=True) if url.startswith("https:") else None
    site = Site(url, browser, trusting_browser=trusting, account=account)
    return {each.check: each for each in look_from_outside(site)}


def unwell(findings: Mapping[str, Finding]) -> dict[str, tuple[Status, str]]:
    return {
        name: (each.status, each.seen)
        for name, each in findings.items()
        if each.status in (Status.WARNING, Status.FAILED)
    }


def test_nothing_is_wrong_with_a_sound_workspace(site: StandIn):
    findings = look(site.url)
    assert unwell(findings) == {}
    assert {name for name, each in findings.items() if each.status is Status.SKIPPED} == {
        "certificate",
        "https-redirect",
    }
    assert list(findings) == [each.name for each in OUTSIDE]


def test_requests_look_like_a_browsers(site: StandIn):
    look(site.url)
    assert site.requests
    assert {headers["User-Agent"].partition("/")[0] for _, headers in site.requests} == {"Mozilla"}
    assert all("Chrome/" in headers["User-Agent"] for _, headers in site.requests)


def test_it_signs_in_once_and_spares_the_limit_of_attempts(site: StandIn):
    site.set("POST /api/auth/login", 404, {"message": "Incorrect password."})
    assert unwell(look(site.url)).keys() == {"account", "models", "search"}
    limited = [request for request, _ in site.requests if "/oauth/" in request or "/auth/login" in request]
    assert len(limited) == 4


def broken(request: str, status: int = 200, body: object = "", **headers: str) -> Callable[[StandIn], None]:
    return lambda site: site.set(request, status, body, **headers)


def configured(**settings: object) -> Callable[[StandIn], None]:
    return lambda site: site.configure(**settings)


def _page(body: str = PAGE, status: int = 200, **headers: str | None) -> Callable[[StandIn], None]:
    changed = {name.replace("_", "-"): value for name, value in headers.items()}
    merged = {name: value for name, value in {**PAGE_HEADERS, **changed}.items() if value is not None}
    return lambda site: site.replies.update({"GET /": Reply(status, body, merged)})


def _forgeable(site: StandIn) -> None:
    site.believes_forged_addresses = True


def _callback_elsewhere(site: StandIn) -> None:
    site.set("GET /oauth/openid", 302, Location="https://sso.example.com/a?redirect_uri=http://localhost:3080/callback")


FAILED, WARNING = Status.FAILED, Status.WARNING
STATES: Mapping[str, tuple[Callable[[StandIn], None], str, Status, str]] = {
    "public metrics": (
        broken("GET /metrics", 200, "http_requests_total 1"),
        "metrics-private",
        FAILED,
        "/metrics: 200, anybody can read it",
    ),
    "public metrics with a slash": (
        broken("GET /metrics/", 200, "http_requests_total 1"),
        "metrics-private",
        FAILED,
        "/metrics/: 200",
    ),
    "public metrics in capitals": (broken("GET /METRICS", 401), "metrics-private", WARNING, "/METRICS: 401"),
    "metrics behind the bearer alone": (
        broken("GET /metrics", 401),
        "metrics-private",
        WARNING,
        "/metrics: 401, only the bearer protects it",
    ),
    "not ready": (broken("GET /readyz", 503, "NOT_READY"), "ready", FAILED, "503 NOT_READY"),
    "not alive": (broken("GET /livez", 502, "Bad Gateway"), "alive", FAILED, "/livez: 502"),
    "another page": (_page("<html>Welcome to nginx!</html>"), "page", FAILED, "200 text/html, which is not"),
    "an error page": (_page("", 503), "page", FAILED, "503 text/html, which is not LibreChat's page"),
    "a page that is cached": (_page(Cache_Control="public, max-age=86400"), "page", WARNING, "Cache-Control: public"),
    "a redirect to another host": (
        broken("GET /", 301, Location="https://other.example.com/c/new"),
        "page",
        FAILED,
        "301 to https://other.example.com: give that address",
    ),
    "no protection against framing": (
        _page(X_Frame_Options=None),
        "security-headers",
        WARNING,
        "without X-Frame-Options",
    ),
    "another domain": (
        configured(serverDomain="https://chat.example.com"),
        "domain",
        FAILED,
        "serverDomain is https://chat.example.com",
    ),
    "a config that is no JSON": (broken("GET /api/config", 200, "<html>"), "domain", FAILED, "which is no JSON"),
    "open registration": (configured(registrationEnabled=True), "registration", WARNING, "anybody can register"),
    "an open API": (broken("GET /api/user", 200, {"email": "a@example.com"}), "api-closed", FAILED, "200"),
    "a dead strategy": (
        broken("GET /oauth/openid", 500, 'Unknown authentication strategy "openid"'),
        "sign-in",
        FAILED,
        "openid: 500: the strategy is not registered",
    ),
    "a strategy that leads back": (
        broken("GET /oauth/openid", 302, Location="/login?error=auth_failed"),
        "sign-in",
        FAILED,
        "openid: leads back to LibreChat",
    ),
    "a callback to another address": (_callback_elsewhere, "sign-in", FAILED, "comes back to http://localhost:3080"),
    "a second strategy that is dead": (
        configured(githubLoginEnabled=True),
        "sign-in",
        FAILED,
        "github: 404",
    ),
    "a wrong number of proxies": (_forgeable, "client-address", FAILED, "forged addresses are believed"),
    "a wrong password": (broken("POST /api/auth/login", 404), "account", FAILED, "refused with 404"),
    "no endpoints": (broken("GET /api/endpoints", 200, {}), "models", FAILED, "no endpoint is enabled"),
    "an endpoint without models": (
        broken("GET /api/models", 200, {"openAI": []}),
        "models",
        FAILED,
        "openAI: no models",
    ),
    "no search": (broken("GET /api/search/enable", 200, False), "search", WARNING, "false"),
    "a cookie that scripts can read": (
        broken(
            "POST /api/auth/login", 200, {"token": "eyJ.a-token-of-the-stand-in"}, Set_Cookie="refreshToken=x; Path=/"
        ),
        "cookies",
        WARNING,
        "refreshToken is not HttpOnly",
    ),
}


@pytest.mark.parametrize("state", STATES)
def test_a_broken_state_is_found_by_its_check(site: StandIn, state: str):
    break_, check, status, seen = STATES[state]
    break_(site)
    finding = look(site.url)[check]
    assert finding.status is status
    assert seen in finding.seen


def test_no_other_check_fails_because_of_public_metrics(site: StandIn):
    site.set("GET /metrics", 200, "http_requests_total 1")
    assert unwell(look(site.url)).keys() == {"metrics-private"}


@pytest.mark.parametrize(
    "state", [broken("GET /metrics", 200, PAGE, Content_Type="text/html"), broken("GET /metrics", 503)]
)
def test_metrics_that_an_ingress_hides_are_private(site: StandIn, state: Callable[[StandIn], None]):
    state(site)
    assert look(site.url)["metrics-private"].status is Status.OK


def test_a_limit_of_attempts_is_no_failure(site: StandIn):
    for request in ("GET /oauth/error", "GET /oauth/openid", "POST /api/auth/login"):
        site.set(request, 429, {"message": "Too many login attempts"})
    findings = look(site.url)
    assert unwell(findings) == {}
    assert findings["sign-in"].status is findings["client-address"].status is Status.SKIPPED


def test_nothing_is_sent_without_an_account(site: StandIn):
    findings = look(site.url, account=None)
    assert "POST /api/auth/login" not in [request for request, _ in site.requests]
    assert findings["account"].seen == "name an account with --email"


def test_where_nothing_answers_only_the_first_check_looks():
    with socket.socket() as listener:
        listener.bind((HOST, 0))
        port = listener.getsockname()[1]
    findings = look(f"http://{HOST}:{port}")
    assert unwell(findings) == {"address": (Status.FAILED, "connection refused")}
    assert len(findings) == len([*OUTSIDE])


def test_a_name_without_an_address_is_said_to_have_none():
    assert look("http://workspace.invalid")["address"].seen == "the name does not resolve"


def in_days(days: float) -> datetime:
    return datetime.now(UTC) + timedelta(days=days)


@pytest.mark.parametrize(
    ("days", "status", "seen"),
    [(90.5, Status.OK, "90 more days"), (5.5, Status.WARNING, "5 more days"), (-1, Status.FAILED, "expired")],
)
def test_a_certificate_is_judged_by_its_end(authority: Authority, days: float, status: Status, seen: str):
    with running(certificate=authority.certificate(until=in_days(days))) as site:
        finding = look(site.url, ca=authority.file)["certificate"]
    assert (finding.status, seen in finding.seen) == (status, True), finding.seen


def test_a_sound_workspace_over_tls_has_secure_cookies(authority: Authority):
    with running(certificate=authority.certificate(until=in_days(90))) as site:
        findings = look(site.url, ca=authority.file)
        assert unwell(findings) == {}
        site.set("GET /oauth/openid", 302, Location="https://sso.example.com/", Set_Cookie="connect.sid=x; HttpOnly")
        assert look(site.url, ca=authority.file)["cookies"].seen == "connect.sid is not Secure"
        site.replies["GET /"] = Reply(200, PAGE, {"Content-Type": "text/html", "X-Content-Type-Options": "nosniff"})
        seen = look(site.url, ca=authority.file)["security-headers"].seen
        assert seen == "without X-Frame-Options, Strict-Transport-Security"


def test_a_certificate_that_is_not_trusted_is_shown_with_its_end_and_gets_no_password(authority: Authority):
    with running(certificate=authority.certificate(until=in_days(3.5))) as site:
        site.set("GET /metrics", 200, "http_requests_total 1")
        findings = look(site.url)
        requests = [request for request, _ in site.requests]
    assert findings["certificate"].status is Status.FAILED
    assert "certificate not trusted" in findings["certificate"].seen
    assert "3 more days" in findings["certificate"].seen
    assert findings["account"].status is Status.SKIPPED
    assert "POST /api/auth/login" not in requests
    # The rest is looked at all the same.
    assert findings["metrics-private"].status is Status.FAILED


def test_a_certificate_of_another_name_fails(authority: Authority):
    with running(certificate=authority.certificate(until=in_days(90), name="chat.example.com")) as site:
        finding = look(site.url, ca=authority.file)["certificate"]
    assert finding.status is Status.FAILED
    assert "127.0.0.1" in finding.seen


class Recorded:
    """Answers that no server on loopback can give: of hosts by name, and of port 80."""

    def __init__(self, answers: Mapping[str, Answer]) -> None:
        self.answers = answers

    def request(
        self, method: str, url: str, *, headers: Mapping[str, str] | None = None, body: object = None
    ) -> Answer:
        assert body is None or url.startswith("https:"), "no password leaves over plain HTTP"
        return self.answers.get(f"{method} {url}", Answer(404, {}, ""))

    def untrusted_end(self, host: str, port: int) -> datetime | None:
        return None


def recorded(url: str, answers: Mapping[str, Answer]) -> dict[str, Finding]:
    site = Site(url, Recorded(answers), account=ACCOUNT)
    return {each.check: each for each in look_from_outside(site)}


def test_plain_http_fails_and_its_secure_cookies_are_dropped():
    config = Answer(200, {}, '{"serverDomain": "http://chat.example.com", "openidLoginEnabled": true}')
    provider = Answer(302, {"location": "https://sso.example.com/"}, "", ("connect.sid=x; HttpOnly; Secure",))
    url = "http://chat.example.com"
    findings = recorded(url, {f"GET {url}/api/config": config, f"GET {url}/oauth/openid": provider})
    assert findings["encryption"].status is Status.FAILED
    assert findings["cookies"].seen == "connect.sid is Secure, and dropped"
    assert findings["account"].seen == "no password is sent over plain HTTP"


@pytest.mark.parametrize(
    ("answer", "status"),
    [
        (Answer(308, {"location": "https://chat.example.com/"}, ""), Status.OK),
        (Answer(302, {"location": "http://chat.example.com/login"}, ""), Status.FAILED),
        (Answer(200, {}, PAGE), Status.FAILED),
    ],
)
def test_http_has_to_lead_to_https(answer: Answer, status: Status):
    assert (
        recorded("https://chat.example.com", {"GET http://chat.example.com/": answer})["https-redirect"].status
        is status
    )


def test_a_certificate_that_is_not_trusted_ends_the_visit_without_a_browser_that_trusts_all():
    class Untrusting(Recorded):
        def request(self, *args: object, **kwargs: object) -> Answer:
            raise UntrustedError("certificate not trusted: self-signed certificate")

    findings = [*look_from_outside(Site("https://chat.example.com", Untrusting({})))]
    assert findings[0].status is Status.FAILED
    assert {each.status for each in findings[1:]} == {Status.SKIPPED}


def test_an_accounts_password_is_not_in_its_text():
    assert PASSWORD not in repr(ACCOUNT)
