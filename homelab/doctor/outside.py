"""Checks of a workspace by its URL, as a browser sees it: from a laptop, or from CI."""

import functools
import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol, cast
from urllib.parse import parse_qs, urlsplit

from homelab.doctor.checks import (
    Checks,
    Finding,
    Seen,
    Status,
    all_or_failed,
    failed,
    ok,
    skipped,
    warning,
)
from homelab.doctor.web import Answer, UntrustedError
from homelab.running.errors import NoAnswerError, NotPossibleError

CERTIFICATE_DAYS = 14
"""A certificate that ends sooner should have been renewed already."""
_LOCAL_HOSTS = frozenset({"localhost", "127.0.0.1", "::1"})
_STRATEGIES: Mapping[str, str] = {
    "openidLoginEnabled": "openid",
    "samlLoginEnabled": "saml",
    "googleLoginEnabled": "google",
    "githubLoginEnabled": "github",
    "discordLoginEnabled": "discord",
    "facebookLoginEnabled": "facebook",
    "appleLoginEnabled": "apple",
}
"""Ways to sign in, by the setting of ``/api/config`` that shows their button."""
_METRICS = ("/metrics", "/metrics/", "/METRICS")
"""LibreChat serves them at all of these paths."""
_LIMITER_WAIT = "the limit of sign-in attempts is reached: wait five minutes"


class Requests(Protocol):
    """What sends requests: a `web.Browser`."""

    def request(
        self, method: str, url: str, *, headers: Mapping[str, str] | None = None, body: object = None
    ) -> Answer:
        """Send one."""
        ...

    def untrusted_end(self, host: str, port: int) -> datetime | None:
        """End of the validity of a certificate that is not trusted."""
        ...


@dataclass(frozen=True, slots=True)
class Account:
    """An account of LibreChat to sign in with."""

    email: str
    password: str

    def __repr__(self) -> str:
        return f"Account({self.email!r})"


class Site:
    """A workspace's address. Each path is requested once; answers are kept."""

    def __init__(
        self,
        url: str,
        browser: Requests,
        *,
        trusting_browser: Requests | None = None,
        account: Account | None = None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """Prepare requests.

        :param url: Public address, with http or https.
        :param trusting_browser: Looks at the rest if the certificate is not trusted; the account is not used then.
        """
        self.url = url.rstrip("/")
        self.parts = urlsplit(self.url)
        self.account = account
        self.now = now
        self.untrusted: str | None = None
        """Why the certificate is not trusted."""
        self._browser = browser
        self._trusting_browser = trusting_browser
        self._answers: dict[str, Answer] = {}

    @property
    def is_https(self) -> bool:
        """Whether the address is of HTTPS."""
        return self.parts.scheme == "https"

    @property
    def is_local(self) -> bool:
        """Whether the address is of this machine, which browsers treat as secure."""
        host = self.parts.hostname or ""
        return host in _LOCAL_HOSTS or host.endswith(".localhost")

    @property
    def cookies(self) -> list[str]:
        """``Set-Cookie`` headers of all answers."""
        return [cookie for answer in self._answers.values() for cookie in answer.cookies]

    def get(self, path: str, **headers: str) -> Answer:
        """Answer to a GET request."""
        key = " ".join([path, *(f"{name}:{value}" for name, value in headers.items())])
        if key not in self._answers:
            self._answers[key] = self.send("GET", path, headers=headers)
        return self._answers[key]

    def send(self, method: str, path: str, *, headers: Mapping[str, str] | None = None, body: object = None) -> Answer:
        """Answer to a request that is not kept."""
        named = {name.replace("_", "-"): value for name, value in (headers or {}).items()}
        return self._browser.request(method, self.url + path, headers=named, body=body)

    def connect(self) -> None:
        """Request the first page; if the certificate is not trusted, whatever it is.

        :raises NoAnswerError: Nothing answers.
        """
        try:
            self.get("/")
        except UntrustedError as error:
            self.untrusted = str(error)
            if self._trusting_browser is None:
                raise
            self._browser = self._trusting_browser
            self.get("/")

    def get_without_tls(self) -> Answer:
        """Answer of the same host at port 80.

        :raises NoAnswerError: There is none.
        """
        return self._browser.request("GET", f"http://{self.parts.netloc.removesuffix(':443')}/")

    def untrusted_end(self) -> datetime | None:
        """End of the validity of a certificate that is not trusted."""
        return self._browser.untrusted_end(self.parts.hostname or "", self.parts.port or 443)

    @functools.cached_property
    def config(self) -> Mapping[str, Any]:
        """Content of ``/api/config`` as before signing in.

        :raises NoAnswerError: It is none.
        """
        answer = self.get("/api/config")
        content = answer.json()
        if answer.status != 200 or not isinstance(content, dict):
            raise NoAnswerError(f"GET /api/config: {answer.status}")
        return cast("dict[str, Any]", content)

    @property
    def token(self) -> str:
        """Token of the account. It signs in once: attempts are limited.

        :raises NotPossibleError: There is no account to sign in with.
        :raises NoAnswerError: LibreChat does not let it in.
        """
        if isinstance(self._session, Exception):
            raise self._session
        return self._session

    @functools.cached_property
    def _session(self) -> str | NoAnswerError | NotPossibleError:
        try:
            return self._sign_in()
        except (NoAnswerError, NotPossibleError) as error:
            return error

    def _sign_in(self) -> str:
        if self.untrusted:
            raise NotPossibleError("no password is sent to a server whose certificate is not trusted")
        if self.account is None:
            raise NotPossibleError("name an account with --email")
        if not (self.is_https or self.is_local):
            raise NotPossibleError("no password is sent over plain HTTP")
        body = {"email": self.account.email, "password": self.account.password}
        answer = self.send("POST", "/api/auth/login", body=body)
        self._answers["login"] = answer
        if answer.status == 429:
            raise NotPossibleError(_LIMITER_WAIT)
        # LibreChat says 404 where the password is wrong, and 422 where it is malformed.
        if answer.status in (401, 403, 404, 422):
            raise NoAnswerError(f"refused with {answer.status}: wrong email or password, or the account is banned")
        content = answer.json()
        token = cast("dict[str, Any]", content).get("token") if isinstance(content, dict) else None
        if answer.status != 200 or not isinstance(token, str):
            raise NoAnswerError(f"POST /api/auth/login: {answer.status} without a token")
        return token

    def get_signed_in(self, path: str) -> Any:
        """Content of a path for the account.

        :raises NoAnswerError: There is none.
        """
        answer = self.send("GET", path, headers={"Authorization": f"Bearer {self.token}"})
        if answer.status != 200:
            raise NoAnswerError(f"GET {path}: {answer.status}")
        return answer.json()


OUTSIDE = Checks[Site]()
"""Checks of a workspace by its URL."""
check = OUTSIDE.check


def look_from_outside(site: Site) -> Iterator[Finding]:
    """Run all checks; if nothing answers at the address, only the first one."""
    first, *others = OUTSIDE
    finding = first.run(site, site.url)
    yield finding
    for each in others:
        if finding.status is Status.FAILED:
            yield each.found(skipped("nothing answers there"), site.url)
        else:
            yield each.run(site, site.url)


@check(
    "address",
    expected="the name resolves, and a server answers",
    action="Check the DNS record, the ingress or route and its controller, and firewalls.",
)
def _address(site: Site) -> Seen:
    site.connect()
    return ok(f"{site.parts.netloc} answers")


@check(
    "certificate",
    expected=f"trusted, of this name, and valid for more than {CERTIFICATE_DAYS} days",
    action="Look at the Certificate and its issuer (`kubectl describe certificate`), or renew the TLS Secret. "
    "A private authority is named with --ca.",
)
def _certificate(site: Site) -> Seen:
    if not site.is_https:
        return skipped("no TLS at this address")
    if site.untrusted:
        end = site.untrusted_end()
        return failed(f"{site.untrusted}; {_validity(end, site.now())}" if end else site.untrusted)
    end = site.get("/").certificate_ends
    if end is None:
        return skipped("the connection does not show its certificate")
    near = end - site.now() <= timedelta(days=CERTIFICATE_DAYS)
    return (warning if near else ok)(_validity(end, site.now()))


def _validity(end: datetime, now: datetime) -> str:
    days = (end - now).days
    return f"ended on {end:%Y-%m-%d}" if end < now else f"valid until {end:%Y-%m-%d}, {days} more days"


@check(
    "encryption",
    expected="HTTPS, unless at this machine",
    action="Set `librechat.ingress.tls` or end TLS in front, and give `librechat.domain` without http://: browsers "
    "drop LibreChat's Secure cookies over plain HTTP, and passwords can be read on the way.",
)
def _encryption(site: Site) -> Seen:
    if site.is_https:
        return ok("HTTPS")
    return ok("plain HTTP at this machine") if site.is_local else failed("plain HTTP")


@check(
    "https-redirect",
    expected="http:// leads to https://, or is closed",
    action="Have the ingress controller redirect, for example nginx.ingress.kubernetes.io/force-ssl-redirect.",
)
def _https_redirect(site: Site) -> Seen:
    if not site.is_https or site.parts.port not in (None, 443):
        return skipped("only looked at for HTTPS at its own port")
    try:
        answer = site.get_without_tls()
    except NoAnswerError as error:
        return ok(f"port 80 is closed: {error}")
    target = answer.headers.get("location", "")
    if answer.status in (301, 302, 307, 308) and target.startswith("https://"):
        return ok(f"{answer.status} to https://")
    return failed(f"{answer.status} over plain HTTP")


@check(
    "page",
    expected="GET / is LibreChat's page, which is not to be cached",
    action="Look at the ingress's rules, and at the pods; caches in front must respect Cache-Control.",
)
def _page(site: Site) -> Seen:
    answer = site.get("/")
    if answer.status in (301, 302, 303, 307, 308):
        return failed(f"{answer.status} to {_origin(answer.headers.get('location', ''))}: give that address")
    if answer.status != 200 or answer.type != "text/html" or "<base href" not in answer.text:
        return failed(f"{answer.status} {answer.type or 'without a type'}, which is not LibreChat's page")
    caching = answer.headers.get("cache-control", "")
    if "no-cache" not in caching and "no-store" not in caching:
        return warning(f"Cache-Control: {caching or 'none'}: old pages ask for files that are gone after an upgrade")
    return ok("200 text/html")


@check(
    "security-headers",
    expected="X-Content-Type-Options, protection against framing, and over HTTPS Strict-Transport-Security",
    action="Leave LibreChat's SECURITY_HEADERS on, and have no proxy remove them.",
)
def _security_headers(site: Site) -> Seen:
    headers = site.get("/").headers
    missing = [] if "x-content-type-options" in headers else ["X-Content-Type-Options"]
    if "x-frame-options" not in headers and "frame-ancestors" not in headers.get("content-security-policy", ""):
        missing.append("X-Frame-Options")
    if site.is_https and "strict-transport-security" not in headers:
        missing.append("Strict-Transport-Security")
    return warning(f"without {', '.join(missing)}") if missing else ok("all there")


@check(
    "alive",
    expected="GET /health and /livez: 200 OK",
    action="Look at the pods' logs: `kubectl logs deploy/NAME`.",
)
def _alive(site: Site) -> Seen:
    answers = {path: site.get(path) for path in ("/health", "/livez")}
    return all_or_failed(
        [f"{path}: {each.status}" for path, each in answers.items() if (each.status, each.text.strip()) != (200, "OK")],
        "200 OK",
    )


@check(
    "ready",
    expected="GET /readyz: 200 OK",
    action="Wait until LibreChat has started; MCP servers that do not answer hold it up: see its logs.",
)
def _ready(site: Site) -> Seen:
    answer = site.get("/readyz")
    text = answer.text.strip()
    return ok("200 OK") if (answer.status, text) == (200, "OK") else failed(f"{answer.status} {text[:40]}".strip())


@check(
    "metrics-private",
    expected="GET /metrics is refused before it reaches LibreChat",
    action="Block /metrics in front of LibreChat, as this library's ingress and route do. "
    "If it is 200, rotate METRICS_SECRET as well.",
)
def _metrics_private(site: Site) -> Seen:
    answers = {path: site.get(path) for path in _METRICS}
    for path, answer in answers.items():
        if answer.status == 200 and answer.type != "text/html":
            return failed(f"{path}: 200, anybody can read it")
    for path, answer in answers.items():
        if answer.status == 401:
            return warning(f"{path}: 401, only the bearer protects it")
    return ok(str(answers["/metrics"].status))


@check(
    "domain",
    expected="LibreChat knows this address as its own",
    action="Set `librechat.domain` to the address that people type: links, callbacks and cookies depend on it.",
)
def _domain(site: Site) -> Seen:
    own = str(site.config.get("serverDomain", ""))
    if _origin(own) == _origin(site.url):
        return ok(own)
    return failed(f"serverDomain is {_origin(own) or 'missing'}")


@check(
    "registration",
    expected="nobody can register without being invited",
    action="Set `librechat.auth.registration.enabled: false`, unless everybody who reaches it may have an account.",
)
def _registration(site: Site) -> Seen:
    return warning("anybody can register") if site.config.get("registrationEnabled") else ok("closed")


@check(
    "api-closed",
    expected="GET /api/user without a token: 401",
    action="Take the workspace off the network, and look at what answers in LibreChat's place.",
)
def _api_closed(site: Site) -> Seen:
    status = site.get("/api/user").status
    return ok("401") if status == 401 else failed(str(status))


@check(
    "account",
    expected="the account of --email can sign in",
    action="Check the password; a run uses one of the seven attempts in five minutes.",
)
def _account(site: Site) -> Seen:
    return ok("signed in") if site.token else failed("no token")


@check(
    "models",
    expected="endpoints are enabled, and each has models",
    action="Check the providers' keys and addresses, and LibreChat's logs for `fetchModels`.",
)
def _models(site: Site) -> Seen:
    endpoints = cast("dict[str, Any]", site.get_signed_in("/api/endpoints") or {})
    models = cast("dict[str, Any]", site.get_signed_in("/api/models") or {})
    if not endpoints:
        return failed("no endpoint is enabled")
    # Agents and assistants choose among the models of others.
    empty = [name for name in endpoints if name in models and not models[name] and "ssistants" not in name]
    return all_or_failed([f"{name}: no models" for name in empty], ", ".join(endpoints))


@check(
    "search",
    expected="GET /api/search/enable: true",
    action="Look at Meilisearch's pod and at SEARCH, MEILI_HOST and MEILI_MASTER_KEY; without Meilisearch it is false.",
)
def _search(site: Site) -> Seen:
    return ok("true") if site.get_signed_in("/api/search/enable") is True else warning("false")


@check(
    "client-address",
    expected="a forged X-Forwarded-For does not change whom LibreChat takes for the client",
    action="Lower `librechat.trust_proxy` to the number of proxies in front of LibreChat: who forges the header evades "
    "limits and bans.",
)
def _client_address(site: Site) -> Seen:
    # Each address has its own number of attempts: a second one that is counted anew was believed.
    first, second = _attempts_left(site), _attempts_left(site)
    if first is None or second is None:
        return skipped("the server does not say how many attempts are left")
    if second > first:
        return skipped("the count of attempts started anew meanwhile: run it again")
    return ok("forged addresses are ignored") if second < first else failed("forged addresses are believed")


def _attempts_left(site: Site) -> int | None:
    # A block for benchmarks, of which no client has an address.
    forged = f"198.{random.choice((18, 19))}.{random.randrange(256)}.{random.randrange(1, 255)}"
    answer = site.send("GET", "/oauth/error", headers={"X-Forwarded-For": forged})
    if answer.status == 429:
        raise NotPossibleError(_LIMITER_WAIT)
    left = answer.headers.get("x-ratelimit-remaining", "")
    return int(left) if left.isdecimal() else None


@check(
    "sign-in",
    expected="every button for signing in leads to its provider, which comes back to this address",
    action="Restart LibreChat (`kubectl rollout restart deploy/NAME`): it registers a provider only at its start, and "
    "only if the issuer answers then. If that does not help, look for the strategy in its logs.",
)
def _sign_in(site: Site) -> Seen:
    enabled = [name for setting, name in _STRATEGIES.items() if site.config.get(setting)]
    # The switch for social logins is one for all of them.
    if not enabled or not site.config.get("socialLoginEnabled", True):
        return skipped("only by email and password, or a directory")
    answers = {name: site.get(f"/oauth/{name}") for name in enabled}
    problems = [f"{name}: {problem}" for name, each in answers.items() if (problem := _dead(each, site))]
    if any(each.status == 429 for each in answers.values()):
        return failed("; ".join(problems)) if problems else skipped(_LIMITER_WAIT)
    return all_or_failed(problems, ", ".join(enabled))


def _dead(answer: Answer, site: Site) -> str | None:
    """What is wrong with the way to a provider."""
    target = answer.headers.get("location", "")
    if answer.status == 429:
        return None
    if answer.status >= 500:
        return f"{answer.status}: the strategy is not registered"
    if answer.status not in (301, 302, 303, 307, 308):
        return None if answer.status == 200 and "SAMLRequest" in answer.text else f"{answer.status}"
    if _origin(target) in ("", _origin(site.url)):
        return "leads back to LibreChat"
    (callback,) = parse_qs(urlsplit(target).query).get("redirect_uri", [site.url])[:1]
    return None if _origin(callback) == _origin(site.url) else f"comes back to {_origin(callback)}"


@check(
    "cookies",
    expected="every cookie is Secure over HTTPS, and HttpOnly",
    action="Set `librechat.domain` to the https:// address, and leave SESSION_COOKIE_SECURE alone.",
)
def _cookies(site: Site) -> Seen:
    if not site.cookies:
        return skipped("no cookie was set; signing in with --email sets some")
    attributes = {
        cookie.partition("=")[0]: {part.strip().lower() for part in cookie.split(";")[1:]} for cookie in site.cookies
    }
    if site.is_https:
        problems = [f"{name} is not Secure" for name, found in attributes.items() if "secure" not in found]
    elif not site.is_local:
        problems = [f"{name} is Secure, and dropped" for name, found in attributes.items() if "secure" in found]
    else:
        problems = []
    readable = [f"{name} is not HttpOnly" for name, found in attributes.items() if "httponly" not in found]
    if readable and not problems:
        return warning("; ".join(readable))
    return all_or_failed([*problems, *readable], ", ".join(attributes))


def _origin(url: str) -> str:
    """Scheme, host and port of a URL; empty if it has none."""
    try:
        parts = urlsplit(url)
        default = {"http": 80, "https": 443}.get(parts.scheme)
        port = parts.port
    except ValueError:
        return ""
    if not parts.scheme or not parts.hostname:
        return ""
    return f"{parts.scheme}://{parts.hostname}{'' if port in (None, default) else f':{port}'}"
