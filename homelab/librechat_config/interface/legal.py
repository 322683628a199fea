"""Privacy policy and terms of service: links in the footer, and terms that people have to accept."""

from collections.abc import Iterable, Mapping
from typing import Any, NotRequired, TypedDict

import pulumi

from homelab.arguments import Rule, constrain, rules
from homelab.arguments.constraints import NAME, url
from homelab.librechat_config.settings import Section, given

_PAGE = url("http", "https", example="https://example.com/privacy")


@constrain(external_url=_PAGE)
class PrivacyPolicyArgs(TypedDict):
    """A link to the privacy policy."""

    external_url: pulumi.Input[str]
    """Page that the link leads to."""
    open_new_tab: NotRequired[pulumi.Input[bool]]
    """Whether it opens in a tab of its own. Default: true."""


def _terms_need(group: Mapping[str, Any]) -> Iterable[str]:
    if group.get("modal_acceptance"):
        if "modal_content" not in group:
            yield "modal_acceptance: true needs modal_content"
    else:
        for name in ("modal_title", "modal_content"):
            if name in group:
                yield f"{name} has no effect without modal_acceptance: true"
    if "open_new_tab" in group and "external_url" not in group:
        yield "open_new_tab has no effect without external_url"
    if "external_url" not in group and not group.get("modal_acceptance"):
        yield "missing argument: one of external_url, modal_acceptance: true"


@constrain(external_url=_PAGE, modal_title=NAME)
@rules(Rule(("external_url", "open_new_tab", "modal_acceptance", "modal_title", "modal_content"), _terms_need))
class TermsOfServiceArgs(TypedDict):
    """Terms of service: a link to them, terms that people accept before they go on, or both."""

    external_url: NotRequired[pulumi.Input[str]]
    """Page that the link leads to. Default: no link."""
    open_new_tab: NotRequired[pulumi.Input[bool]]
    """Whether it opens in a tab of its own. Default: true."""
    modal_acceptance: NotRequired[bool]
    """Whether people have to accept the terms once after they signed in. Default: false."""
    modal_title: NotRequired[pulumi.Input[str]]
    """Headline of the terms to accept. Default: LibreChat's own."""
    modal_content: NotRequired[pulumi.Input[str]]
    """The terms to accept, in Markdown. Default: none."""


def privacy_policy(args: PrivacyPolicyArgs) -> Section:
    """The key ``privacyPolicy``."""
    return {"externalUrl": args["external_url"], "openNewTab": args.get("open_new_tab", True)}


def terms_of_service(args: TermsOfServiceArgs) -> Section:
    """The key ``termsOfService``."""
    link = {"externalUrl": args.get("external_url"), "openNewTab": args.get("open_new_tab", True)}
    return given(
        {
            **(link if "external_url" in args else {}),
            "modalAcceptance": args.get("modal_acceptance"),
            "modalTitle": args.get("modal_title"),
            "modalContent": args.get("modal_content"),
        }
    )
