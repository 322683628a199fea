"""The command with the real Locust, against a server on loopback."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.load.stand_in import PASSWORD, TOKEN, State, librechat
from tests.load.test_hosts import stack

ROOT = Path(__file__).parent.parent.parent


def accounts_file(folder: Path) -> Path:
    file = folder / "accounts.csv"
    file.write_text(f"one@example.com,{PASSWORD}\ntwo@example.com,{PASSWORD}\n")
    file.chmod(0o600)
    return file


@pytest.fixture
def accounts(tmp_path: Path) -> Path:
    return accounts_file(tmp_path)


def load(url: str, accounts: Path, *options: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "homelab", "load", url, "--accounts", str(accounts)]
    run = ["--users", "4", "--spawn-rate", "4", "--duration", "4", "--think", "0.1", "--upload-every", "3"]
    own = ["--allow-host", "127.0.0.1", "--report", str(accounts.parent / "load.html")]
    return subprocess.run(
        [*command, *run, *own, *options],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
        env={**os.environ, "COLUMNS": "200", "PYTHONPATH": str(ROOT)},
        timeout=120,
    )


@dataclass(frozen=True)
class Run:
    state: State
    done: subprocess.CompletedProcess[str]
    report: str


@pytest.fixture(scope="module")
def good_run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    file, state = accounts_file(tmp_path_factory.mktemp("load")), State()
    with librechat(state) as url:
        done = load(url, file)
    return Run(state, done, (file.parent / "load.html").read_text())


@pytest.mark.xdist_group("load")
class TestGoodServer:
    def test_keeps_all_thresholds(self, good_run: Run):
        assert good_run.done.returncode == 0, good_run.done.stdout + good_run.done.stderr
        assert "NOT KEPT" not in good_run.done.stdout
        assert good_run.done.stdout.count("kept") == 4
        assert "<html" in good_run.report

    def test_logs_each_account_in_once(self, good_run: Run):
        logins = good_run.state.contents("POST /api/auth/login")
        assert sorted(json.loads(each)["email"] for each in logins) == ["one@example.com", "two@example.com"]

    def test_takes_it_for_a_browser(self, good_run: Run):
        assert {("Chrome/" in headers["User-Agent"]) for _, headers, _ in good_run.state.seen} == {True}

    def test_reads_answers_and_deletes_what_it_made(self, good_run: Run):
        state, people = good_run.state, 4
        asked = len(state.contents("POST /api/agents/chat/Load%20test"))
        assert asked > people
        # What is under way at the end of the run stays.
        for request in ("GET /api/agents/chat/stream/", "GET /api/messages/", "DELETE /api/convos"):
            assert asked - people <= len(state.contents(request)) <= asked
        uploads = len(state.contents("POST /api/files"))
        assert asked // 3 - people <= uploads <= asked // 3 + people
        assert uploads - people <= len(state.contents("DELETE /api/files")) <= uploads

    def test_shows_no_password_and_no_token(self, good_run: Run):
        shown = good_run.done.stdout + good_run.done.stderr + good_run.report
        assert PASSWORD not in shown
        assert TOKEN not in shown

    def test_is_warned_of_bans(self, good_run: Run):
        assert "warning: LibreChat counts requests by address" in good_run.done.stderr


@pytest.mark.parametrize(
    ("state", "threshold"),
    [
        (State(status={"GET /api/messages": 503}), "requests that the server failed"),
        (State(status={"GET /api/agents/chat/stream": 404}), "answers that arrived whole"),
        (State(cut=True), "answers that arrived whole"),
        (State(first_token=1.2), "time to the first token"),
        (State(status={"POST /api/agents/chat": 429}), "requests that a limit refused"),
        (State(status={"POST /api/files": 429}), "requests that a limit refused"),
    ],
)
def test_a_broken_server_does_not_keep_its_threshold(state: State, threshold: str, accounts: Path):
    with librechat(state) as url:
        done = load(url, accounts, "--max-first-token", "1")
    assert done.returncode == 1
    (row,) = [line for line in done.stdout.splitlines() if threshold in line]
    assert "NOT KEPT" in row


def test_a_report_that_cannot_be_written_is_one_line(accounts: Path):
    with librechat(State()) as url:
        done = load(url, accounts, "--report", str(accounts.parent / "none" / "load.html"))
    assert done.returncode == 1
    assert done.stdout.count("kept") == 4
    assert "load.html: No such file or directory" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_server_that_is_not_there_is_one_line(accounts: Path):
    done = load("http://127.0.0.1:9", accounts)
    assert (done.returncode, done.stdout) == (1, "")
    assert "error: http://127.0.0.1:9 does not answer: ConnectionError" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_limiter_is_named(accounts: Path):
    with librechat(State(status={"POST /api/agents/chat": 429})) as url:
        assert "by MESSAGE_IP_MAX, MESSAGE_USER_MAX or CONCURRENT_MESSAGE_MAX" in load(url, accounts).stdout


@pytest.mark.parametrize(("status", "message"), [(429, "LOGIN_MAX is used up"), (404, "could not log in: HTTP 404")])
def test_a_failed_login_ends_the_run_without_a_name_or_password(status: int, message: str, accounts: Path):
    with librechat(State(status={"POST /api/auth/login": status})) as url:
        done = load(url, accounts)
    assert done.returncode == 1
    assert message in done.stderr
    assert "one@example.com" not in done.stdout + done.stderr
    assert PASSWORD not in done.stdout + done.stderr


def test_a_host_of_somebody_else_is_refused(accounts: Path):
    done = load("https://chat.example.net", accounts, "--cwd", str(stack(accounts.parent)))
    assert done.returncode == 1
    refusal = "chat.example.net is not a host of your own workspace: those of stack dev are chat.example.com"
    assert refusal in done.stderr
