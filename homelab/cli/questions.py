"""The questions of ``homelab init``, on a terminal."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import typer

from homelab.arguments import Constraint
from homelab.arguments.constraints import DOMAIN, NAMESPACE, OBJECT_NAME, url
from homelab.init.answers import LOCAL, NEEDS, Answers, Provider, SignIn, option
from homelab.librechat_config.email import EMAIL_ADDRESS

_NONE = "none"


@dataclass(frozen=True)
class Question:
    """A question about one of the answers."""

    field: str
    text: str
    parse: Callable[[str], Any]
    """Function from what is typed to the answer.

    :raises typer.BadParameter: It is none; the question is asked again.
    """
    default: str | None
    """What is meant by typing nothing; None if there has to be an answer."""
    when: Callable[[Answers], bool] = lambda _: True
    """Whether it is asked, after the answers to the questions before it."""


def ask(given: Mapping[str, Any]) -> Answers:
    """Ask for whatever is not given.

    :param given: Answers by field.
    """
    answers = replace(Answers(), **given)
    for question in QUESTIONS:
        if question.field not in given and question.when(answers):
            reply = typer.prompt(question.text, default=question.default, value_proc=question.parse)
            answers = replace(answers, **{question.field: reply})
    return answers


def defaults(given: Mapping[str, Any]) -> Sequence[str]:
    """Questions that nobody is asked, as options with their defaults."""
    answers = replace(Answers(), **given)
    unasked = [each for each in QUESTIONS if each.field not in given and each.when(answers)]
    return [
        f"no {option(each.field)}" if each.default == _NONE else f"{option(each.field)} {each.default}"
        for each in unasked
        if each.default is not None
    ]


def _text(constraint: Constraint) -> Callable[[str], str]:
    def parse(typed: str) -> str:
        if not constraint.accepts(typed.strip()):
            raise typer.BadParameter(f"expected {constraint.expected}")
        return typed.strip()

    return parse


def _optional(constraint: Constraint) -> Callable[[str], str | None]:
    required = _text(constraint)
    return lambda typed: None if typed.strip() == _NONE else required(typed)


def _providers(typed: str) -> tuple[Provider, ...]:
    names = [name.strip() for name in typed.split(",") if name.strip()]
    unknown = [name for name in names if name not in [*Provider]]
    if unknown:
        raise typer.BadParameter(f"expected some of {', '.join(Provider)}, got {unknown[0]}")
    return tuple(dict.fromkeys(map(Provider, names)))


def _sign_in(typed: str) -> SignIn:
    if typed.strip() not in [*SignIn]:
        raise typer.BadParameter(f"expected one of {', '.join(SignIn)}")
    return SignIn(typed.strip())


_ANYTHING = Constraint("a text that is not empty", bool)

QUESTIONS = (
    Question("domain", "Domain of LibreChat; localhost is reached by `kubectl port-forward`", _text(DOMAIN), LOCAL),
    Question("namespace", "Namespace", _text(NAMESPACE), Answers.namespace),
    Question(
        "ingress_class",
        "IngressClass, such as nginx; none for no Ingress",
        _optional(OBJECT_NAME),
        _NONE,
        when=lambda answers: answers.domain != LOCAL,
    ),
    Question(
        "cluster_issuer",
        "ClusterIssuer of cert-manager; none for no certificate",
        _optional(OBJECT_NAME),
        _NONE,
        when=NEEDS["cluster_issuer"].is_met,
    ),
    Question(
        "providers",
        f"Model providers, separated by commas, of {', '.join(Provider)}",
        _providers,
        ", ".join(Answers.providers),
    ),
    Question(
        "bedrock_region",
        "Region of Amazon Bedrock, such as eu-central-1",
        _text(_ANYTHING),
        None,
        when=NEEDS["bedrock_region"].is_met,
    ),
    Question("sign_in", f"Sign-in: {' or '.join(SignIn)}", _sign_in, Answers.sign_in.value),
    Question(
        "openid_issuer",
        "Issuer of OpenID Connect",
        _text(url("https", example="https://id.example.com/realms/staff")),
        None,
        when=NEEDS["openid_issuer"].is_met,
    ),
    Question(
        "openid_client_id",
        "Client id of OpenID Connect",
        _text(_ANYTHING),
        None,
        when=NEEDS["openid_client_id"].is_met,
    ),
    Question(
        "admin_email",
        "Email address of the first administrator; none to create no account",
        _optional(EMAIL_ADDRESS),
        _NONE,
        when=lambda answers: NEEDS["admin_email"].is_met(answers) and answers.domain != LOCAL,
    ),
)
