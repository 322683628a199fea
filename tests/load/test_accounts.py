from pathlib import Path

import pytest

from homelab.load.accounts import read_accounts
from homelab.load.errors import LoadError
from homelab.load.plan import Account


def file(folder: Path, content: str, mode: int = 0o600) -> Path:
    made = folder / "accounts.csv"
    made.write_text(content)
    made.chmod(mode)
    return made


def test_each_line_is_an_account(tmp_path: Path):
    content = 'a@example.com,hidden-1\n\nb@example.com, "hidden, ""2"""\n'
    assert read_accounts(file(tmp_path, content)) == [
        Account("a@example.com", "hidden-1"),
        Account("b@example.com", 'hidden, "2"'),
    ]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "has no account"),
        ("a@example.com,hidden-1\nhidden-2\n", r"accounts.csv:2: expected email,password"),
        ("a@example.com,\n", r"accounts.csv:1: expected email,password"),
        ("a@example.com,hidden,3\n", r"accounts.csv:1: expected email,password"),
    ],
)
def test_what_is_no_list_of_accounts_is_refused_without_showing_it(content: str, message: str, tmp_path: Path):
    with pytest.raises(LoadError, match=message) as error:
        read_accounts(file(tmp_path, content))
    assert "hidden" not in str(error.value)


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o644])
def test_a_file_that_others_can_read_is_refused(mode: int, tmp_path: Path):
    with pytest.raises(LoadError, match="chmod 600"):
        read_accounts(file(tmp_path, "a@example.com,hidden-1\n", mode))


def test_a_missing_file_is_one_line(tmp_path: Path):
    with pytest.raises(LoadError, match=r"none.csv: No such file or directory"):
        read_accounts(tmp_path / "none.csv")
