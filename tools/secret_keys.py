"""Writes ``docs/secrets.md``: the keys of a stack's config for the arguments that are secrets."""

from pathlib import Path

from stacks.secrets import secret_keys

FILE = Path(__file__).parent.parent / "docs" / "secrets.md"

INTRODUCTION = """\
# Secrets of a stack
What must not stand in `workspace` in plain text has a key of its own in the stack's config:

```
make secret KEY=openai-api-key
```

or `pulumi config set --secret openai-api-key`. A key completes its group, and switches a provider on by itself.
`{name}` is the name of the list's item, in small letters. Maps of secrets (`secret_headers`, an MCP server's
`secrets`) have no keys: what they hold can be in Secrets that exist (`existing_secret_headers`, `existing_secrets`).

Nearly every secret can be in a Secret that exists: beside `openai.api_key` there is `openai.api_key_secret`, with the
Secret's `name` and `key`.

| Key | Argument |
|---|---|
"""


def text() -> str:
    """The document as it should be."""
    rows = (f"| `{key}` | `{'.'.join(path)}` |\n" for key, path in secret_keys().items())
    return INTRODUCTION + "".join(rows)


if __name__ == "__main__":
    FILE.write_text(text(), encoding="utf-8")
