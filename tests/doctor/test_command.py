"""The command: what it prints, as lines and as JSON, and its exit code."""

import json
import os
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from homelab.cli import app
from homelab.doctor.inside import INSIDE
from homelab.doctor.objects import OBJECTS
from homelab.doctor.outside import OUTSIDE
from tests.doctor.cluster import rendered, running_objects
from tests.doctor.site import PASSWORD, TOKEN, StandIn


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["doctor", *arguments], env={"HOMELAB_DOCTOR_PASSWORD": PASSWORD})


@pytest.fixture
def cluster(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """kubectl that tells the objects of a sound workspace, and cannot execute anything."""
    objects = running_objects(rendered())
    (tmp_path / "objects.json").write_text(json.dumps({"items": objects}))
    program = tmp_path / "kubectl"
    program.write_text(
        f'#!/bin/sh\necho "$@" >> {tmp_path}/commands\ncase "$*" in *" get "*) cat {tmp_path}/objects.json;;\n'
        '*) echo "error: unable to upgrade connection: pod does not exist" >&2; exit 1;; esac\n'
    )
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    return tmp_path


def test_a_sound_workspace_is_one_line_a_check_and_success(site: StandIn):
    result = run(site.url)
    assert (result.exit_code, result.stderr) == (0, "")
    title, *lines, total = result.stdout.splitlines()
    assert title == site.url
    assert [line.split()[1].removesuffix(":") for line in lines] == [each.name for each in OUTSIDE]
    assert total == "13 ok, 5 skipped"


def test_a_failure_says_what_to_do_and_is_an_exit_code(site: StandIn):
    site.set("GET /metrics", 200, "http_requests_total 1")
    result = run(site.url)
    assert result.exit_code == 1
    (line,) = [line for line in result.stdout.splitlines() if line.startswith("failed")]
    assert "metrics-private: /metrics: 200, anybody can read it; expected GET /metrics is refused" in line
    assert "Block /metrics" in line


def test_a_warning_is_no_exit_code(site: StandIn):
    site.configure(registrationEnabled=True)
    assert run(site.url).exit_code == 0


def test_json_is_all_that_is_printed_then(site: StandIn):
    result = run(site.url, "--json")
    read = json.loads(result.stdout)
    assert read["ok"] is True
    assert [each["check"] for each in read["findings"]] == [each.name for each in OUTSIDE]


def test_no_secret_is_printed(site: StandIn):
    # A server that repeats whatever it was sent.
    site.set("POST /api/auth/login", 200, {"token": TOKEN})
    site.set("GET /readyz", 503, f"password is {PASSWORD} at postgres://user:{'x1Y2' * 4}@db")
    for options in ([], ["--json"]):
        result = run(site.url, "--email", "doctor@example.com", *options)
        assert TOKEN not in result.output
        assert "x1Y2" * 4 not in result.output
    assert ("POST /api/auth/login" in {request for request, _ in site.requests}) is True


def test_a_namespace_is_looked_at_through_kubectl(cluster: Path):
    result = run("--namespace", "ai", "--context", "home")
    assert result.exit_code == 1
    names = [line.split()[1].removesuffix(":") for line in result.stdout.splitlines()[1:-1]]
    assert names == ["cluster", *(each.name for each in OBJECTS), *(each.name for each in INSIDE)]
    assert "failed   keys: kubectl exec: unable to upgrade connection: pod does not exist" in result.stdout
    commands = (cluster / "commands").read_text().splitlines()
    assert all(command.startswith("--namespace=ai --context=home ") for command in commands)
    # Neither Secrets nor ConfigMaps are read.
    assert not any("secret" in command or "configmap" in command for command in commands)


def test_a_stack_names_its_namespace_and_its_images(cluster: Path, site: StandIn):
    folder = Path(__file__).parents[2]
    result = run(site.url, "--stack", "dev", "--cwd", str(folder))
    assert "\nnamespace ai-dev\n" in result.stdout
    assert "workloads:" in result.stdout
    assert "ai-workspace-librechat is missing" in result.stdout


def test_a_cluster_that_does_not_answer_is_a_finding(cluster: Path):
    (cluster / "kubectl").write_text("#!/bin/sh\necho 'error: context \"home\" does not exist' >&2\nexit 1\n")
    result = run("--namespace", "ai", "--json")
    first, *others = json.loads(result.stdout)["findings"]
    assert (first["check"], first["status"]) == ("cluster", "failed")
    assert {each["status"] for each in others} == {"skipped"}


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "name what to look at"),
        (["ftp://chat.example.com"], "such as https://chat.example.com"),
        (["https://user:pw@chat.example.com"], "without user, password"),
        (["--stack", "none", "--cwd", "/nowhere"], "Pulumi.yaml"),
        (["https://chat.example.com", "--ca", "/nowhere.pem"], "--ca: No such file"),
    ],
)
def test_a_mistake_in_the_options_is_one_line(arguments: list[str], message: str):
    result = run(*arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith("error: ")
    assert message in result.stderr
    assert "pw" not in result.stderr.replace("password", "")


def test_an_address_without_a_scheme_is_one_of_https():
    result = run("workspace.invalid")
    assert result.stdout.splitlines()[0] == "https://workspace.invalid"
