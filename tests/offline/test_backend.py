from pathlib import Path

import pytest

from homelab.offline.backend import local_variables, uses_own_backend


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home of the test's own: the user's Pulumi login plays no part."""
    folder = tmp_path / "home"
    folder.mkdir()
    monkeypatch.setenv("HOME", str(folder))
    return folder


def test_the_users_own_backend_is_chosen_by_environment():
    assert uses_own_backend({"PULUMI_BACKEND_URL": "s3://state"})
    assert uses_own_backend({"PULUMI_ACCESS_TOKEN": "token"})
    assert not uses_own_backend({"PULUMI_BACKEND_URL": ""})


@pytest.mark.parametrize(
    ("credentials", "own"),
    [
        ('{"current": "https://api.example.com"}', True),
        ('{"current": ""}', False),
        ("{}", False),
        ("", False),
        ("{", True),
    ],
)
@pytest.mark.parametrize("variable", [None, "PULUMI_HOME", "PULUMI_CREDENTIALS_PATH"])
def test_the_users_own_backend_is_chosen_by_login(
    home: Path, tmp_path: Path, variable: str | None, credentials: str, own: bool
):
    folder = tmp_path / "credentials" if variable else home / ".pulumi"
    folder.mkdir()
    (folder / "credentials.json").write_text(credentials)
    assert uses_own_backend({variable: str(folder)} if variable else {}) is own


def test_a_new_machine_has_no_backend():
    assert not uses_own_backend({})


def test_the_local_backend_has_a_passphrase_of_its_own():
    assert local_variables(Path("/p/.pulumi-local"), {}) == {
        "PULUMI_BACKEND_URL": "file:///p/.pulumi-local/state",
        "PULUMI_CONFIG_PASSPHRASE_FILE": "/p/.pulumi-local/passphrase",
    }


@pytest.mark.parametrize("name", ["PULUMI_CONFIG_PASSPHRASE", "PULUMI_CONFIG_PASSPHRASE_FILE"])
def test_the_users_passphrase_comes_before_it(name: str):
    assert local_variables(Path("/p"), {name: ""}).keys() == {"PULUMI_BACKEND_URL"}
