"""Answers to the questions about a new project, and the arguments that they mean."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

LOCAL = "localhost"
"""Domain of a workspace that is reached by `kubectl port-forward` alone."""
OLLAMA_MODEL = "llama3.2:3b"
OPENID_SECRET = {"name": "openid", "key": "client-secret"}
"""Secret with the OpenID Connect client's secret, which has to exist in the namespace."""


class Provider(StrEnum):
    """Model provider."""

    OPENAI = "openai"
    ANTHROPIC = "anthropic"
    GOOGLE = "google"
    OPENROUTER = "openrouter"
    BEDROCK = "bedrock"
    OLLAMA = "ollama"

    @property
    def has_keys(self) -> bool:
        """Whether people can enter their own API keys."""
        return self not in (Provider.BEDROCK, Provider.OLLAMA)


class SignIn(StrEnum):
    """How people sign in."""

    EMAIL = "email"
    OPENID = "openid"


@dataclass(frozen=True)
class Answers:
    """What a new project's stack is about; nothing that has a default that suits everybody."""

    domain: str = LOCAL
    namespace: str = "ai"
    ingress_class: str | None = None
    """None: no Ingress."""
    cluster_issuer: str | None = None
    """ClusterIssuer of cert-manager; None: no certificate."""
    providers: Sequence[Provider] = (Provider.OPENAI, Provider.ANTHROPIC)
    bedrock_region: str | None = None
    ollama_model: str | None = None
    """None: `OLLAMA_MODEL`."""
    sign_in: SignIn = SignIn.EMAIL
    admin_email: str | None = None
    """Email address of the first administrator; None: no account is created."""
    openid_issuer: str | None = None
    openid_client_id: str | None = None


@dataclass(frozen=True)
class Need:
    """What has to be so for an answer to have an effect."""

    is_met: Callable[[Answers], bool]
    unmet: str
    """What is said of the answer's option where it is not so: ``without --ingress-class``."""


def _provider_is_on(provider: Provider) -> Need:
    return Need(lambda answers: provider in answers.providers, f"without --provider {provider}")


_BY_EMAIL = Need(lambda answers: answers.sign_in is SignIn.EMAIL, f"with --sign-in {SignIn.OPENID}")
_BY_OPENID = Need(lambda answers: answers.sign_in is SignIn.OPENID, f"without --sign-in {SignIn.OPENID}")
NEEDS: Mapping[str, Need] = {
    "cluster_issuer": Need(lambda answers: answers.ingress_class is not None, "without --ingress-class"),
    "bedrock_region": _provider_is_on(Provider.BEDROCK),
    "ollama_model": _provider_is_on(Provider.OLLAMA),
    "admin_email": _BY_EMAIL,
    "openid_issuer": _BY_OPENID,
    "openid_client_id": _BY_OPENID,
}
"""Answers that have an effect only together with others."""


def without_effect(answers: Answers) -> Iterator[str]:
    """A message for each answer that would be dropped."""
    for name, need in NEEDS.items():
        if getattr(answers, name) is not None and not need.is_met(answers):
            yield f"{option(name)} has no effect {need.unmet}"


def option(name: str) -> str:
    """The option of the command that gives an answer."""
    return f"--{_SINGULAR.get(name, name).replace('_', '-')}"


_SINGULAR = {"providers": "provider"}


def workspace_args(answers: Answers) -> dict[str, Any]:
    """Arguments of `AIWorkspace`, without a secret among them."""
    chat: dict[str, Any] = {"domain": answers.domain, **_ingress(answers), **_sign_in(answers)}
    return {
        "namespace": answers.namespace,
        "librechat": chat,
        **{provider.value: _provider(provider, answers) for provider in answers.providers},
    }


def _ingress(answers: Answers) -> Mapping[str, Any]:
    if answers.ingress_class is None:
        return {}
    tls = {} if answers.cluster_issuer is None else {"tls": {"cluster_issuer": answers.cluster_issuer}}
    return {"ingress": {"class_name": answers.ingress_class, **tls}}


def _sign_in(answers: Answers) -> Mapping[str, Any]:
    if answers.sign_in is SignIn.OPENID:
        client = {"issuer": answers.openid_issuer, "client_id": answers.openid_client_id}
        given = {name: value for name, value in client.items() if value is not None}
        return {"auth": {"email_login": False, "openid": {**given, "client_secret_secret": {**OPENID_SECRET}}}}
    if answers.admin_email is not None:
        return {"first_admin": {"email": answers.admin_email}}
    # Nobody else reaches it, and the first account becomes the administrator's.
    return {"auth": {"registration": {"enabled": True}}} if answers.domain == LOCAL else {}


def _provider(provider: Provider, answers: Answers) -> Mapping[str, Any]:
    if provider.has_keys:
        return {"user_provided": True}
    if provider is Provider.OLLAMA:
        return {"models": [answers.ollama_model or OLLAMA_MODEL]}
    return {} if answers.bedrock_region is None else {"region": answers.bedrock_region}
