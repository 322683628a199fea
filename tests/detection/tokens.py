"""Tokens in the shapes of their vendors, none of which anybody issued."""

import base64
import string

from hypothesis import strategies as st

ALPHANUMERIC = string.ascii_letters + string.digits
BODY = ("Q7w2E9r4T1y6U3i8" * 12)[:192]


def fake(prefix: str, length: int, alphabet: str = BODY) -> str:
    """A token that looks issued."""
    return prefix + alphabet[:length]


PEM = f"-----BEGIN RSA PRIVATE KEY-----\n{BODY[:64]}\n-----END RSA PRIVATE KEY-----\n"
JWT = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJub2JvZHkifQ." + BODY[:43]
SERVICE_ACCOUNT = f'{{"type": "service_account", "private_key": "{PEM}"}}'.replace("\n", "\\n")
TOKENS: dict[str, str] = {
    "OpenAI": fake("sk-proj-", 48),
    "Anthropic": fake("sk-ant-api03-", 80),
    "OpenRouter": fake("sk-or-v1-", 64, "0123456789abcdef" * 4),
    "Groq": fake("gsk_", 52),
    "GitHub": fake("ghp_", 36),
    "GitHub, fine-grained": fake("github_pat_", 22) + "_" + BODY[:59],
    "GitLab": fake("glpat-", 20),
    "AWS": "AKIA" + "Q7W2E9R4T1Y6U3I8",
    "AWS, temporary": "ASIA" + "Q7W2E9R4T1Y6U3I8",
    "Slack": "xoxb-123456789012-123456789012-" + BODY[:24],
    "Slack, webhook": "https://hooks.slack.com/services/T0123/B0123/" + BODY[:24],
    "Google": fake("AIza", 35),
    "Hugging Face": fake("hf_", 34),
    "npm": fake("npm_", 36),
    "Stripe": fake("sk_live_", 24),
    "SendGrid": f"SG.{BODY[:22]}.{BODY[:43]}",
    "Telegram": "123456789:AA" + BODY[:33],
    "JSON Web Token": JWT,
    "private key": PEM,
    "private key in base64": base64.b64encode(PEM.encode()).decode(),
    "service account": SERVICE_ACCOUNT,
    "Azure Storage": f"DefaultEndpointsProtocol=https;AccountName=a;AccountKey={BODY[:40]}==",
    "libpq": "host=db.example.com user=chat password=hunter2",
    "URL": "https://chat:hunter2@db.example.com/x",
    "user of a URL": "https://ghost-token@git.example.com/x",
    "address": "chat:hunter2@db.example.com:5432",
    "query": "https://mcp.example.com/sse?api_key=hunter2",
    "query of another case": "https://mcp.example.com/sse?lang=de&Access_Token=hunter2",
    "presigned": f"https://b.example.com/x?X-Amz-Date=1&X-Amz-Signature={BODY[:64]}",
    "shared access signature": f"https://a.example.com/c?sv=2024&sig={BODY[:43]}%3D",
    "Bearer": f"Bearer {BODY[:24]}",
    "Basic": "Authorization: Basic Y2hhdDpodW50ZXIy",
}


def tokens() -> st.SearchStrategy[str]:
    """Random tokens of vendors' shapes, and random words without any."""
    body = st.text(ALPHANUMERIC, min_size=40, max_size=40).map(lambda text: f"aB3{text}")
    prefixes = st.sampled_from(["", "sk-", "sk-ant-api03-", "ghp_", "github_pat_", "glpat-", "xoxb-", "AIza", "hf_"])
    return st.builds(str.__add__, prefixes, body)
