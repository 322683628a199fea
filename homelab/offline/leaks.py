"""Leaks: secret values outside of Secrets."""

import base64
import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import quote, quote_plus

from homelab.offline.objects import KubernetesObject
from homelab.offline.violations import Violation, walk

SHORTEST = 8
"""Minimum length of values that are searched for: a short one such as ``admin`` also occurs as a plain word."""


class SecretSearch:
    """Finds secret values in plain, base64, URL-encoded and JSON-escaped form."""

    def __init__(self, secrets: Mapping[str, str]) -> None:
        """Index all forms of the values.

        :param secrets: Secret values, each with its origin.
        """
        self._origins = {
            form: origin for value, origin in secrets.items() if len(value) >= SHORTEST for form in _forms(value)
        }
        # Forms by their first characters: the time of a search then does not depend on the number of secrets.
        self._forms: defaultdict[str, list[str]] = defaultdict(list)
        for form in self._origins:
            self._forms[form[:SHORTEST]].append(form)

    def find(self, text: str) -> str | None:
        """Origin of the first secret in ``text``, if there is one."""
        for start in range(len(text) - SHORTEST + 1):
            for form in self._forms.get(text[start : start + SHORTEST], ()):
                if text.startswith(form, start):
                    return self._origins[form]
        return None

    def mask(self, text: str) -> str:
        """``text`` with ``[secret]`` instead of every secret in it."""
        for form in sorted(self._origins, key=len, reverse=True):
            text = text.replace(form, "[secret]")
        return text


def find_leaks(
    objects: Sequence[KubernetesObject], exports: Mapping[str, Any], search: SecretSearch
) -> Iterator[Violation]:
    """Find secret values outside of the data of Secrets.

    :param exports: Stack outputs that are not secret.
    """
    for object_ in objects:
        hidden = ("data", "stringData") if object_.kind == "Secret" else ()
        content = {key: value for key, value in object_.manifest.items() if key not in hidden}
        yield from _leaks_in(str(object_), content, search)
    yield from _leaks_in("stack outputs", exports, search)


def _leaks_in(subject: str, content: Mapping[str, Any], search: SecretSearch) -> Iterator[Violation]:
    for path, value in walk(content):
        for text in _texts(path, value):
            origin = search.find(text)
            if origin:
                yield Violation(subject, path, f"contains a secret, from {origin}: only a Secret may")


def _texts(path: tuple[str | int, ...], value: Any) -> Iterator[str]:
    """The text of a value, and its key."""
    if isinstance(value, str):
        yield value
    if path and isinstance(path[-1], str):
        yield path[-1]


def _forms(value: str) -> Iterator[str]:
    data = value.encode()
    yield from {value, quote(value, safe=""), quote_plus(value), json.dumps(value)[1:-1]}
    for offset in range(3):
        # Base64 of a longer text that contains the value depends on the value's offset. Characters that also depend on
        # neighbouring bytes are cut off.
        for encode in (base64.b64encode, base64.urlsafe_b64encode):
            encoded = encode(b"\0" * offset + data).decode().rstrip("=")
            end = len(encoded) if (offset + len(data)) % 3 == 0 else -1
            yield encoded[(offset * 8 + 5) // 6 : end]
