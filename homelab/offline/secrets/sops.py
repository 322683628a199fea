"""Secrets that SOPS encrypts, by the program ``sops`` on PATH."""

import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from homelab.offline.manifests import to_yaml
from homelab.offline.objects import Manifest

ENCRYPTED = "^(data|stringData)$"
"""Fields that are encrypted: a reader still sees which Secret has which keys."""
_SECONDS = 60
"""Timeout of the program, which may have to ask a key service."""


class SopsError(Exception):
    """Why SOPS does not encrypt or decrypt, as one line for the user."""


@dataclass(frozen=True)
class Sops:
    """The program, and whom it encrypts for."""

    age: Sequence[str] = ()
    """Recipients of age; none for what the user's ``.sops.yaml`` says."""

    def encrypted(self, manifest: Manifest, file: Path, earlier: Mapping[str, Any] | None) -> Manifest:
        """``manifest`` with encrypted data.

        :param file: Where it will be, by which ``.sops.yaml`` may choose recipients.
        :param earlier: What an earlier render has there; it stays if it is the same for the same recipients.
        :raises SopsError: The program fails.
        """
        if earlier is not None and self._is_for_the_same(earlier) and self._decrypted_or_none(earlier) == manifest:
            return {**earlier}
        recipients = ["--age", ",".join(self.age)] if self.age else []
        options = ["--encrypted-regex", ENCRYPTED, "--filename-override", str(file), *recipients]
        return yaml.safe_load(self._run("encrypt", *options, stdin=to_yaml(manifest)))

    def decrypted(self, text: str) -> str:
        """Text of an encrypted file.

        :raises SopsError: The program fails, for example because there is no key.
        """
        return self._run("decrypt", "--filename-override", "secrets.yaml", stdin=text)

    def _is_for_the_same(self, earlier: Mapping[str, Any]) -> bool:
        found = {each.get("recipient") for each in (earlier.get("sops") or {}).get("age") or ()}
        return not self.age or found == {*self.age}

    def _decrypted_or_none(self, earlier: Mapping[str, Any]) -> object:
        try:
            return yaml.safe_load(self.decrypted(to_yaml(earlier)))
        except SopsError:
            # Who cannot decrypt it encrypts it anew.
            return None

    def _run(self, *arguments: str, stdin: str) -> str:
        command = ["sops", arguments[0], "--input-type", "yaml", "--output-type", "yaml", *arguments[1:]]
        try:
            result = subprocess.run(command, input=stdin, capture_output=True, text=True, check=False, timeout=_SECONDS)
        except OSError as error:
            raise SopsError(f"--secrets sops needs the program `sops` on PATH: {error.strerror}") from error
        except subprocess.TimeoutExpired as error:
            raise SopsError(f"`sops {arguments[0]}` did not finish within {_SECONDS} seconds") from error
        if result.returncode:
            raise SopsError(f"`sops {arguments[0]}` failed: {' '.join(result.stderr.split())[:500]}")
        return result.stdout
