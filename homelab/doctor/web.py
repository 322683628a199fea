"""Requests as a browser sends them, each answered once, within a limit of time and of bytes."""

import contextlib
import json
import socket
import ssl
import time
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import certifi
import urllib3

from homelab.running.errors import NoAnswerError

# LibreChat bans users and addresses for requests of anything that does not look like a browser.
USER_AGENT = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36"
_MOST_BYTES = 2_000_000


class UntrustedError(NoAnswerError):
    """The server's certificate does not prove that it is the host of the URL."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server answered."""

    status: int
    headers: Mapping[str, str]
    """By name in lower case."""
    text: str
    cookies: tuple[str, ...] = ()
    """``Set-Cookie`` headers."""
    certificate_ends: datetime | None = None
    """End of the certificate's validity; None without TLS or if the certificate is not trusted."""

    @property
    def type(self) -> str:
        """Media type without parameters."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    def json(self) -> Any:
        """The content.

        :raises NoAnswerError: It is no JSON.
        """
        try:
            return json.loads(self.text)
        except ValueError:
            raise NoAnswerError(f"{self.status} with {self.type or 'no type'}, which is no JSON") from None


class Browser:
    """Sends requests, and follows no redirect."""

    def __init__(self, *, timeout: float = 10, ca: Path | None = None, trusts_all: bool = False) -> None:
        """Prepare connections.

        :param timeout: Seconds that an answer may take.
        :param ca: File with certificates to trust in addition to the system's.
        :param trusts_all: Whether any certificate will do.
        """
        self._timeout = timeout
        self._context = ssl.create_default_context()
        self._context.load_verify_locations(certifi.where())
        if ca:
            self._context.load_verify_locations(ca)
        if trusts_all:
            self._context.check_hostname = False
            self._context.verify_mode = ssl.CERT_NONE
        self._trusts_all = trusts_all
        self._pools: dict[str, urllib3.PoolManager] = {}

    def request(
        self, method: str, url: str, *, headers: Mapping[str, str] | None = None, body: object = None
    ) -> Answer:
        """Send one request.

        :param body: Content to send as JSON.
        :raises UntrustedError: The certificate is not trusted.
        :raises NoAnswerError: There is no answer in time.
        """
        sent = {"User-Agent": USER_AGENT, "Accept": "application/json, text/html, */*", **(headers or {})}
        content = None
        if body is not None:
            content, sent["Content-Type"] = json.dumps(body).encode(), "application/json"
        deadline = time.monotonic() + self._timeout
        with warnings.catch_warnings():
            if self._trusts_all:
                warnings.simplefilter("ignore", urllib3.exceptions.InsecureRequestWarning)
            return self._request(method, url, sent, content, deadline)

    def _request(
        self, method: str, url: str, headers: Mapping[str, str], content: bytes | None, deadline: float
    ) -> Answer:
        try:
            response = self._pool(url).request(
                method,
                url,
                body=content,
                headers=headers,
                timeout=urllib3.Timeout(total=self._timeout),
                retries=False,
                redirect=False,
                preload_content=False,
            )
            certificate_ends = _certificate_end(response)
            with contextlib.closing(response):
                text = _read(response, deadline)
        except (urllib3.exceptions.HTTPError, OSError) as error:
            raise _explained(error, self._timeout) from error
        return Answer(
            response.status,
            {name.lower(): value for name, value in response.headers.items()},
            text,
            tuple(response.headers.getlist("set-cookie")),
            certificate_ends,
        )

    def untrusted_end(self, host: str, port: int) -> datetime | None:
        """End of the validity of a certificate that is not trusted; None if it cannot be read."""
        try:
            shown = ssl.get_server_certificate((host, port), timeout=self._timeout)
            # Only the certificates of a verified connection are decoded: trust this one for a moment.
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
            context.check_hostname = False
            context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
            context.load_verify_locations(cadata=shown)
            with (
                socket.create_connection((host, port), self._timeout) as connection,
                context.wrap_socket(connection, server_hostname=host) as tls,
            ):
                return _end(tls)
        except (OSError, ValueError):
            return None

    def _pool(self, url: str) -> urllib3.PoolManager:
        """Connections to the URL's host, through the proxy of the environment if there is one for it."""
        parts = urlsplit(url)
        proxy = "" if proxy_bypass(parts.hostname or "") else getproxies().get(parts.scheme, "")
        if proxy not in self._pools:
            options: dict[str, Any] = {"ssl_context": self._context}
            self._pools[proxy] = urllib3.ProxyManager(proxy, **options) if proxy else urllib3.PoolManager(**options)
        return self._pools[proxy]


def _certificate_end(response: urllib3.BaseHTTPResponse) -> datetime | None:
    connection = response.connection
    return _end(getattr(connection, "sock", None)) if connection else None


def _end(connection: object) -> datetime | None:
    certificate = connection.getpeercert() if isinstance(connection, ssl.SSLSocket) else None
    end = (certificate or {}).get("notAfter")
    return datetime.fromtimestamp(ssl.cert_time_to_seconds(end), UTC) if isinstance(end, str) else None


def _read(response: urllib3.BaseHTTPResponse, deadline: float) -> str:
    """The content's first bytes, however slowly they come."""
    content = bytearray()
    while len(content) < _MOST_BYTES and (part := response.read1(65536)):
        content += part
        if time.monotonic() > deadline:
            break
    return content.decode(errors="replace")


def _explained(error: BaseException, timeout: float) -> NoAnswerError:
    """The error's innermost reason, in one line and without addresses of objects."""
    causes = list(_causes(error))
    for cause in causes:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return UntrustedError(f"certificate not trusted: {cause.verify_message}")
    for cause in causes:
        if isinstance(cause, socket.gaierror):
            return NoAnswerError("the name does not resolve")
        if isinstance(cause, ssl.SSLError):
            return NoAnswerError(f"no TLS: {cause.reason or 'the connection ended'}")
        if isinstance(cause, OSError) and cause.strerror:
            return NoAnswerError(cause.strerror.lower())
    # urllib3 also calls it a timeout where a connection is refused.
    if any(isinstance(cause, (TimeoutError, urllib3.exceptions.TimeoutError)) for cause in causes):
        return NoAnswerError(f"no answer within {timeout:g} s")
    return NoAnswerError(f"no answer in HTTP ({type(causes[-1]).__name__})")


def _causes(error: BaseException | None) -> "list[BaseException]":
    found: list[BaseException] = []
    while error is not None and error not in found:
        found.append(error)
        nested = [argument for argument in error.args if isinstance(argument, BaseException)]
        error = nested[0] if nested else error.__cause__ or error.__context__
    return found
