import json
from collections.abc import Callable
from importlib import metadata
from pathlib import Path

import pytest

from homelab import version


class Installed:
    """A distribution that pip has installed."""

    def __init__(self, url: str | None) -> None:
        self._url = url

    def read_text(self, filename: str) -> str | None:
        assert filename == "direct_url.json"
        return None if self._url is None else json.dumps({"url": self._url, "dir_info": {}})


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """The library without a checkout around it."""
    monkeypatch.setattr(version, "__file__", str(tmp_path / "site-packages" / "homelab" / "version.py"))
    return monkeypatch


def named(url: str | None) -> Callable[[str], Installed]:
    def distribution(_: str) -> Installed:
        return Installed(url)

    return distribution


def found(patch: pytest.MonkeyPatch, url: str | None) -> Path | None:
    patch.setattr(metadata, "distribution", named(url))
    return version.checkout()


def test_a_checkout_is_the_folder_around_the_library():
    assert version.checkout() == Path(__file__).parents[1]


def test_a_checkout_is_the_folder_that_pip_has_installed(installed: pytest.MonkeyPatch, tmp_path: Path):
    folder = tmp_path / "a checkout"
    folder.mkdir()
    assert found(installed, folder.as_uri()) is None
    (folder / "pyproject.toml").touch()
    assert found(installed, folder.as_uri()) == folder


@pytest.mark.parametrize("url", [None, "https://example.com/pulumi_homelab-1.0.0-py3-none-any.whl"])
def test_a_released_version_has_none(installed: pytest.MonkeyPatch, url: str | None):
    assert found(installed, url) is None
