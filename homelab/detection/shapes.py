"""Shapes of secrets: texts that are recognised as a password, token or key wherever they are.

A shape is not proof. Examples in documentation, such as ``ghp_xxxx``, and references, such as ``${NAME}``, are none.
"""

import base64
import binascii
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from homelab.urls import has_credentials, without_credentials

MASK = "[secret]"


@dataclass(frozen=True)
class Token:
    """Shape of one vendor's tokens."""

    what: str
    """What is found, for messages."""
    prefixes: Sequence[str]
    """Texts of which each token contains one: they are searched for before ``pattern``, which takes longer."""
    pattern: re.Pattern[str]


def _token(what: str, prefixes: str, rest: str) -> Token:
    """A token that begins with one of some prefixes, separated by spaces."""
    choices = prefixes.split()
    begin = "|".join(map(re.escape, choices))
    return Token(what, choices, re.compile(rf"(?<![A-Za-z0-9])(?:{begin}){rest}"))


TOKENS: Sequence[Token] = (
    # platform.openai.com/docs/api-reference/authentication; also Anthropic, DeepSeek, OpenRouter, Langfuse and LiteLLM.
    _token("an API key", "sk-", r"(?:(?=[\w-]{0,200}[0-9])[\w-]{16,}|[A-Za-z0-9]{20,})"),
    # Authentication pages of Groq, xAI, Perplexity, Replicate, NVIDIA, Cerebras, Tavily, Firecrawl, Jina and Fireworks.
    _token("an API key", "gsk_ xai- pplx- r8_ nvapi- csk- tvly- jina_ fw_ BSA", r"(?=[\w-]{0,200}[0-9])[\w-]{20,}"),
    _token("an API key", "fc-", r"[0-9a-f]{24,}"),
    # docs.github.com: "GitHub's token formats"; docs.gitlab.com/security/tokens.
    _token("a GitHub token", "ghp_ gho_ ghu_ ghs_ ghr_", r"[A-Za-z0-9]{20,}"),
    _token("a GitHub token", "github_pat_", r"\w{20,}"),
    _token(
        "a GitLab token", "glpat- gldt- glrt- glcbt- glptt- glft- glimt- glagent- glsoat- GR1348941", r"[\w.-]{16,}"
    ),
    # docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html
    _token("an AWS access key", "AKIA ASIA ABIA ACCA", r"[A-Z0-9]{16}(?![A-Za-z0-9])"),
    # docs.slack.dev/authentication/tokens
    _token("a Slack token", "xoxb- xoxp- xoxa- xoxe- xoxe. xoxo- xoxr- xoxs- xoxc- xoxd- xapp-", r"[\w.%-]{10,}"),
    _token("a Slack webhook", "hooks.slack.com/services/", r"\w+/\w+/\w{16,}"),
    _token("a Discord webhook", "discord.com/api/webhooks/ discordapp.com/api/webhooks/", r"[0-9]+/[\w-]{32,}"),
    # cloud.google.com/docs/authentication/api-keys, OAuth 2.0 client secrets and access tokens.
    _token("a Google API key", "AIza", r"[\w-]{32,}"),
    _token("a Google client secret", "GOCSPX-", r"[\w-]{20,}"),
    _token("a Google access token", "ya29.", r"[\w-]{20,}"),
    # huggingface.co/docs/hub/security-tokens, docs.npmjs.com/about-access-tokens, pypi.org/help/#apitoken.
    _token("a Hugging Face token", "hf_ api_org_", r"[A-Za-z0-9]{20,}"),
    _token("an npm token", "npm_", r"[A-Za-z0-9]{20,}"),
    _token("a PyPI token", "pypi-AgE", r"[\w-]{20,}"),
    # docs.stripe.com/keys
    _token("a Stripe key", "sk_live_ sk_test_ rk_live_ rk_test_ whsec_", r"[A-Za-z0-9+/=]{16,}"),
    # Documentation of each vendor's access tokens.
    _token("a SendGrid key", "SG.", r"[\w-]{16,}\.[\w-]{16,}"),
    _token("a Mailgun key", "key-", r"[0-9a-f]{32}"),
    _token("a Docker token", "dckr_pat_ dckr_oat_", r"[\w-]{20,}"),
    _token("a DigitalOcean token", "dop_v1_ doo_v1_ dor_v1_", r"[0-9a-f]{40,}"),
    _token("a Vault token", "hvs. hvb. hvr.", r"[\w-]{20,}"),
    _token("a Grafana token", "glsa_ glc_", r"[\w+/=-]{20,}"),
    _token("an Atlassian token", "ATATT3 ATCTT3", r"[\w=-]{20,}"),
    _token("a Shopify token", "shpat_ shpca_ shppa_ shpss_", r"[0-9A-Fa-f]{24,}"),
    _token("a Linear key", "lin_api_ lin_oauth_", r"\w{20,}"),
    _token("a Notion token", "ntn_ secret_", r"[A-Za-z0-9]{40,}"),
    _token("a Tailscale key", "tskey-", r"[\w-]{16,}"),
    _token("a Pulumi token", "pul-", r"[0-9a-f]{40}"),
    _token("a Sentry token", "sntrys_ sntryu_", r"[\w+/=-]{20,}"),
    _token("a Databricks token", "dapi", r"[0-9a-f]{32}"),
    _token("a Figma token", "figd_", r"[\w-]{20,}"),
    _token("a Postman key", "PMAK-", r"[0-9a-f]{24}-[0-9a-f]{34}"),
    _token("a New Relic key", "NRAK-", r"[A-Z0-9]{20,}"),
    _token("an age key", "AGE-SECRET-KEY-1", r"[0-9A-Z]{40,}"),
    # core.telegram.org/bots/api, learn.microsoft.com: client secrets of Entra ID.
    Token("a Telegram token", (":AA",), re.compile(r"(?<![0-9])[0-9]{8,10}:AA[\w-]{33}(?![\w-])")),
    Token("an Azure client secret", ("Q~",), re.compile(r"(?<!\w)[\w.~-]{3}[0-9]Q~[\w.~-]{31,34}(?![\w.~-])")),
    # RFC 7519: base64 of ``{"``, twice.
    Token("a JSON Web Token", ("eyJ",), re.compile(r"eyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*(?:\.[\w-]*)*")),
    # RFC 7468, PuTTY, and the JSON of a service account, whose key is PEM.
    Token(
        "a private key",
        ("PRIVATE KEY",),
        re.compile(r"-----BEGIN [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----(?:(?!-----END)[\s\S])*(?:-----END[^\"'\n]*)?"),
    ),
    Token("a private key", ("PuTTY-User-Key-File",), re.compile(r"PuTTY-User-Key-File-[0-9][\s\S]*")),
    # learn.microsoft.com: connection strings of Azure Storage, Service Bus and SQL Server; libpq's keywords.
    Token(
        "a key in a connection string",
        ("AccountKey=", "SharedAccessKey=", "SharedAccessSignature=", "sharedaccesskey="),
        re.compile(r"(?i)(?:AccountKey|SharedAccessKey|SharedAccessSignature)=[^;\s\"'$][^;\s\"']*"),
    ),
)
"""Tokens, each with the page that describes it; the vendors' own words."""

_ASSIGNED_PASSWORD = re.compile(r"(?i)(?:^|[;\s])(?P<name>password|pwd)\s*=\s*(?P<value>'[^']*'|\"[^\"]*\"|[^;\s'\"]+)")
_CONNECTION = re.compile(r"(?i)(?:^|[;\s])(?:host|server|data source|user id|uid|user|dbname|database)\s*=")
_HEADER = re.compile(
    r"(?i)(?<![\w-])(?:(?P<name>authorization|x-api-key|api-key|x-auth-token|x-goog-api-key|cookie)\s*[:=]\s*)?"
    r"(?P<scheme>(?:bearer|basic|token|apikey|bot)\s+)?(?P<value>[^\s\"',;]{3,})"
)
_HEADER_HINT = re.compile(r"(?i)bearer\s|basic\s|authorization|api-key|auth-token|cookie")
_QUERY = re.compile(
    r"(?i)[?&;](?P<name>[\w.-]*(?:api[-_]?key|token|secret|password|passwd|signature|credential)|auth|access[-_]?key|sig|"
    r"key|pwd|pass|code)=(?P<value>[^&#\s\"'<>;]+)"
)
_WEAK_QUERY = frozenset({"key", "code", "auth", "sig", "pass"})
"""Parameters that often are no secret."""
_WITHOUT_SCHEME = re.compile(
    r"(?<![\w.+-])(?P<user>[\w.+-]+):(?P<password>[^\s@/:]+)@(?!sha256:)[\w.-]+(?::[0-9]+)?(?:/\S*)?"
)
_BASE64 = re.compile(r"[A-Za-z0-9+/_-]{100,}={0,2}")
_REFERENCE = re.compile(
    r"\$\{[^}]*\}|\$\([\w.-]+\)|\{\{[^}]*\}\}|<[^<>]*>|\$[A-Za-z_]\w*|%[A-Za-z_]\w*%|\{\w+\}|process\.env\.\w+|"
    r"\bos\.environ\b"
)
_EXAMPLE = re.compile(
    r"(?i)your[-_ ]|placeholder|redacted|change[-_]?me|dummy|no[-_]key|not[-_]needed|x{4}|\*{3}|\.{3}"
)
_RANDOM = re.compile(r"(?<!sha256:)(?<![A-Za-z0-9+=_-])[A-Za-z0-9+=_-]{20,}")


def secret_shape(text: str, *, user_alone: bool = True) -> str | None:
    """What kind of secret ``text`` contains, if it contains one: ``"a GitHub token"``.

    :param user_alone: Whether a user without a password counts in HTTP and WebSocket URLs, where it is often a token.
    """
    if len(text) < 8:
        return None
    if has_credentials(text, user_alone=user_alone) or _is_address_with_password(text):
        return "a password in a URL"
    tokens = (token.what for token in TOKENS if _contains(token, text))
    others = (what for what, contains in _OTHERS.items() if contains(text))
    return next(tokens, None) or next(others, None)


def is_reference(text: str) -> bool:
    """Whether ``text`` contains a reference to a variable, or a placeholder in brackets."""
    return _REFERENCE.search(text) is not None


def is_own_name(name: str, value: str) -> bool:
    """Whether a value is the name that it stands under, as in code: ``connect(user=user, password=password)``."""
    return value.rstrip("),;") == name


def is_example(text: str) -> bool:
    """Whether a text stands for a token: ``sk-xxxx``, ``your-key``, ``sk-no-key-required``."""
    return _EXAMPLE.search(text) is not None


def mask(text: str) -> str:
    """``text`` with ``[secret]`` for everything that may be a secret, for messages.

    More is masked than `secret_shape` finds: also long words of letters and digits that no person wrote.
    """
    text = _WITHOUT_SCHEME.sub(_masked_password, without_credentials(text))
    for token in TOKENS:
        if any(prefix in text for prefix in token.prefixes):
            text = token.pattern.sub(MASK, text)
    text = _QUERY.sub(lambda match: match[0].replace(match["value"], MASK), text)
    if _HEADER_HINT.search(text):
        text = _HEADER.sub(_masked_header, text)
    text = _ASSIGNED_PASSWORD.sub(lambda match: match[0].replace(match["value"], MASK), text)
    return _RANDOM.sub(lambda match: MASK if _looks_random(match[0]) else match[0], text)


def _masked_password(match: re.Match[str]) -> str:
    is_placeholder = match["password"] == "password"
    return match[0] if is_placeholder else match[0].replace(match["password"], MASK, 1)


def _contains(token: Token, text: str) -> bool:
    return any(prefix in text for prefix in token.prefixes) and any(
        not is_example(match[0]) for match in token.pattern.finditer(text)
    )


def _has_query_secret(text: str) -> bool:
    is_query = "=" in text and ("?" in text or "&" in text)
    return is_query and any(map(_is_query_secret, _QUERY.finditer(text)))


def _has_header_secret(text: str) -> bool:
    return _HEADER_HINT.search(text) is not None and any(map(_is_header_secret, _HEADER.finditer(text)))


def _has_connection_secret(text: str) -> bool:
    is_connection = "=" in text and _CONNECTION.search(text) is not None
    return is_connection and any(map(_is_assigned, _ASSIGNED_PASSWORD.finditer(text)))


def _has_encoded_key(text: str) -> bool:
    return len(text) >= 100 and any(map(_hides_key, _BASE64.findall(text)))


def _is_address_with_password(text: str) -> bool:
    """Whether a text is a user, password and host without a scheme, as proxies and databases are named."""
    match = _WITHOUT_SCHEME.fullmatch(text) if "@" in text else None
    return match is not None and not is_reference(match["password"])


def _is_query_secret(match: re.Match[str]) -> bool:
    value = match["value"]
    if is_reference(value) or is_example(value):
        return False
    if match["name"].lower() in _WEAK_QUERY:
        return len(value) >= 16 and any(map(str.isdigit, value))
    return value.lower() not in ("true", "false", "none", "1", "0", "user_provided")


def _is_header_secret(match: re.Match[str]) -> bool:
    value = match["value"]
    if not (match["name"] or match["scheme"]) or is_reference(value) or is_example(value):
        return False
    # Without the header's name, a scheme is an ordinary word: "Basic knowledge".
    is_random = len(value) >= 12 and any(map(str.isdigit, value)) and any(map(str.isalpha, value))
    return is_random or bool(match["name"] and match["scheme"])


def _masked_header(match: re.Match[str]) -> str:
    is_shown = not match["name"] and not (match["scheme"] and any(map(str.isdigit, match["value"])))
    return match[0] if is_shown else match[0].replace(match["value"], MASK)


def _is_assigned(match: re.Match[str]) -> bool:
    value = match["value"].strip("'\"")
    return bool(value) and not (is_own_name(match["name"], value) or is_reference(value) or is_example(value))


def _hides_key(text: str) -> bool:
    padded = text.rstrip("=").replace("-", "+").replace("_", "/")
    try:
        decoded = base64.b64decode(padded + "=" * (-len(padded) % 4))
    except (ValueError, binascii.Error):
        return False
    return b"PRIVATE KEY" in decoded or b'"private_key"' in decoded


def _looks_random(word: str) -> bool:
    digits = sum(map(str.isdigit, word))
    is_mixed = digits > 0 and any(map(str.islower, word)) and any(map(str.isupper, word))
    is_dense = word.isalnum() and digits >= 4 and len(word) >= 24
    return is_mixed or is_dense


_OTHERS: Mapping[str, Callable[[str], bool]] = {
    "a token in the query of a URL": _has_query_secret,
    "credentials of an HTTP header": _has_header_secret,
    "a password in a connection string": _has_connection_secret,
    "a private key": _has_encoded_key,
}
"""What takes more than a pattern to recognise."""
