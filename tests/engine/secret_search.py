"""Looks for secrets, byte by byte, where they must not stand."""

import json
from base64 import b64decode, b64encode
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote


def secrets_of(objects: Sequence[Mapping[str, Any]]) -> set[str]:
    """All values that Secrets hold."""
    return {b64decode(value).decode().strip() for each in objects for value in each["data"].values()}


def forms(secret: str) -> set[bytes]:
    """A secret as it could stand in a text: plain, URL-encoded, quoted in JSON, base64 whole or amid other text."""
    raw = secret.encode()
    # Amid other text base64 depends on what comes before: of each shift, the middle that is the same for every text.
    shifted = [b64encode(bytes(shift) + raw)[4 if shift else 0 :] for shift in range(3)]
    middles = [text.rstrip(b"=")[:-1] for text in shifted]
    return {raw, quote(secret, safe="").encode(), json.dumps(secret)[1:-1].encode(), *middles}


def found(secrets: set[str], texts: dict[str, bytes]) -> dict[str, str]:
    """Where a secret stands; the secret itself is not told."""
    return {
        where: f"a secret of {len(secret)} characters"
        for where, text in texts.items()
        for secret in secrets
        if any(form in text for form in forms(secret))
    }


def files_of(folder: Path, pattern: str = "**/*") -> Iterator[tuple[str, bytes]]:
    """The files of a folder, by their paths in it."""
    for file in folder.glob(pattern):
        if file.is_file():
            yield str(file.relative_to(folder)), file.read_bytes()
