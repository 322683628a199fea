from pathlib import Path

import pytest

from homelab.load.errors import LoadError
from homelab.load.hosts import check_host, own_hosts, parse_url

PROGRAM = """
from homelab import AIWorkspace

AIWorkspace("ai", {"namespace": "ai", "librechat": {"domain": "chat.example.com"}})
"""


def stack(folder: Path, program: str = PROGRAM) -> Path:
    (folder / "Pulumi.yaml").write_text("name: chat\nruntime: python\n")
    (folder / "Pulumi.dev.yaml").write_text("config: {}\n")
    (folder / "__main__.py").write_text(program)
    return folder


def test_the_hosts_of_a_stack_are_read_off_its_program(tmp_path: Path):
    assert own_hosts(stack(tmp_path), "dev") == {"chat.example.com"}


def test_a_host_of_the_stack_may_be_put_under_load(tmp_path: Path):
    check_host("https://chat.example.com", (), folder=stack(tmp_path), stack="dev")


def test_another_one_only_if_it_is_named(tmp_path: Path):
    with pytest.raises(LoadError, match=r"chat.example.net is not a host of your own .* --allow-host chat.example.net"):
        check_host("https://chat.example.net", ["chat.example.org"], folder=stack(tmp_path), stack="dev")
    check_host("https://chat.example.net:8443", ["chat.example.net"], folder=tmp_path / "none", stack="dev")


def test_a_stack_that_fails_says_why(tmp_path: Path):
    program = 'import pulumi\n\npulumi.Config().require("domain")\n'
    with pytest.raises(LoadError, match=r"stack dev does not render: .*'chat:domain'.*--allow-host"):
        own_hosts(stack(tmp_path, program), "dev")


def test_without_a_stack_the_host_has_to_be_named(tmp_path: Path):
    with pytest.raises(LoadError, match="without a stack, name the host with --allow-host"):
        check_host("https://chat.example.com", (), folder=tmp_path, stack="dev")


def test_the_address_is_without_a_slash():
    assert parse_url("http://localhost:3080/") == "http://localhost:3080"


@pytest.mark.parametrize(
    "url", ["chat.example.com", "ftp://chat.example.com", "https://chat.example.com/c/new", "https://", "https://a?b=c"]
)
def test_what_is_no_address_is_refused(url: str):
    with pytest.raises(LoadError, match="expected LibreChat's address"):
        parse_url(url)


def test_a_password_in_the_url_is_refused_without_showing_it():
    with pytest.raises(LoadError, match="accounts belong in the file") as error:
        parse_url("https://me:hidden@chat.example.com")
    assert "hidden" not in str(error.value)
