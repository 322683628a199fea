"""The action's steps, run one after the other in a user's repository, without GitHub around them."""

import json
import os
import re
import subprocess
import threading
from collections.abc import Generator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
import yaml

from homelab.policies.objects import SERVICE_TYPE
from tests.action.virtual_environments import write_python

ROOT = Path(__file__).parents[2]
ACTION: dict[str, Any] = yaml.safe_load((ROOT / "action.yml").read_text())
STEPS: dict[str, dict[str, Any]] = {step["name"]: step for step in ACTION["runs"]["steps"] if "run" in step}
INSTALL, REVIEW, COMMENT, REFUSE = STEPS
TOKEN = "not-a-token"
CIPHERTEXT = "v1:bm90LWEtc2VjcmV0"
LITERAL = "not-a-secret-in-the-program"
PROGRAM = f"""
import pulumi, pulumi_kubernetes as k8s, pulumi_random as random
config = pulumi.Config()
metadata = {{"namespace": "ai"}}
password = random.RandomPassword("password", length=24, special=False)
literal = pulumi.Output.secret("{LITERAL}")
data = {{"API_KEY": config.require_secret("key"), "password": password.result, "literal": literal}}
k8s.core.v1.Secret("chat", metadata=metadata, string_data=data)
k8s.core.v1.ConfigMap("chat", metadata=metadata, data={{"greeting": "welcome"}})
claim = {{**metadata, "name": "data", "annotations": {{"homelab.dev/retained": "true"}}}}
resources = {{"requests": {{"storage": "1Gi"}}}}
spec = {{"accessModes": ["ReadWriteOnce"], "storageClassName": "slow", "resources": resources}}
k8s.core.v1.PersistentVolumeClaim("data", metadata=claim, spec=spec, opts=pulumi.ResourceOptions(retain_on_delete=True))
"""


class GitHub(HTTPServer):
    """GitHub's API of comments on pull request 7, on loopback."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.comments: list[dict[str, Any]] = []
        self.calls: list[str] = []


class _Handler(BaseHTTPRequestHandler):
    @property
    def github(self) -> GitHub:
        assert isinstance(self.server, GitHub)
        return self.server

    def do_GET(self) -> None:
        assert self.path.startswith("/repos/acme/ai/issues/7/comments?per_page=100&page=")
        page = int(self.path.rpartition("=")[2])
        self._answer(self.github.comments[(page - 1) * 100 : page * 100])

    def do_POST(self) -> None:
        assert self.path == "/repos/acme/ai/issues/7/comments"
        comment = {"id": len(self.github.comments), "user": {"login": "github-actions[bot]"}, "html_url": "https://c"}
        self.github.comments.append(comment | self._body())
        self._answer(comment)

    def do_PATCH(self) -> None:
        (comment,) = (
            each for each in self.github.comments if self.path == f"/repos/acme/ai/issues/comments/{each['id']}"
        )
        comment |= self._body()
        self._answer(comment)

    def _body(self) -> dict[str, Any]:
        return json.loads(self.rfile.read(int(self.headers["Content-Length"])))

    def _answer(self, data: object) -> None:
        assert self.headers["Authorization"] == f"Bearer {TOKEN}"
        self.github.calls.append(self.command)
        self.send_response(200)
        self.end_headers()
        self.wfile.write(json.dumps(data).encode())

    def log_message(self, format: str, *args: Any) -> None: ...


@pytest.fixture
def github() -> Generator[GitHub]:
    server = GitHub()
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()


class PullRequest:
    """A repository of a user, whose work tree is the merge of a pull request."""

    def __init__(self, folder: Path, github: GitHub) -> None:
        self.folder, self.labels = folder / "repository", list[str]()
        self.inputs = {name: each.get("default", "") for name, each in ACTION["inputs"].items()} | {"stack": "dev"}
        self.outputs, self.printed = dict[str, str](), ""
        self.temporary = folder / "temporary"
        programs = folder / "bin"
        for each in (self.folder, programs, self.temporary):
            each.mkdir()
        write_python(programs)
        self.environment = {
            **os.environ,
            "PATH": f"{programs}:{os.environ['PATH']}",
            "PYTHONPATH": str(ROOT),
            "PYTHONDONTWRITEBYTECODE": "1",
            "RUNNER_TEMP": str(self.temporary),
            "GITHUB_ACTION_PATH": str(ROOT),
            "GITHUB_API_URL": f"http://127.0.0.1:{github.server_port}",
            "GITHUB_REPOSITORY": "acme/ai",
            "GITHUB_STEP_SUMMARY": str(folder / "summary.md"),
            "GITHUB_OUTPUT": str(folder / "output"),
            **{f"GIT_{who}_{what}": "x@example.com" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")},
        }
        self.git("init", "--quiet", "--initial-branch", "main")
        self.commit({"README.md": "ours"})

    def git(self, *arguments: str) -> None:
        subprocess.run(["git", *arguments], cwd=self.folder, env=self.environment, check=True, capture_output=True)

    def commit(self, files: dict[str, str]) -> None:
        for name, text in files.items():
            (self.folder / name).write_text(text)
        self.git("add", "--all")
        self.git("commit", "--quiet", "--message", "change")

    def push(self, files: dict[str, str]) -> None:
        """Merge a change of files into the main branch, as GitHub does to check it."""
        self.git("checkout", "--quiet", "-B", "change", "main")
        self.commit(files)
        self.git("checkout", "--quiet", "--detach", "main")
        self.git("merge", "--quiet", "--no-ff", "change", "--message", "merge")

    def step(self, name: str) -> int:
        """Run a step as GitHub does."""
        step = STEPS[name]
        own = {key: self._value(value) for key, value in step.get("env", {}).items()}
        output = Path(self.environment["GITHUB_OUTPUT"])
        output.write_text("")
        command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]]
        run = subprocess.run(
            command, cwd=self.folder, env=self.environment | own, capture_output=True, text=True, check=False
        )
        self.outputs |= dict(line.split("=", 1) for line in output.read_text().splitlines())
        self.printed += run.stdout + run.stderr
        return run.returncode

    def check(self) -> int:
        """Run all steps, and return the exit code of the last one."""
        for name in (INSTALL, REVIEW, COMMENT):
            assert self.step(name) == 0, self.printed
        return self.step(REFUSE) if self.outputs["refused"] == "true" else 0

    @property
    def comment(self) -> str:
        return Path(self.outputs["comment"]).read_text()

    @property
    def summary(self) -> str:
        return Path(self.environment["GITHUB_STEP_SUMMARY"]).read_text()

    def _value(self, text: str) -> str:
        """The value of an expression; an unknown one is a KeyError."""
        values = {
            "github.event.pull_request.number": "7",
            "contains(github.event.pull_request.labels.*.name, inputs.allow-label)": str(
                self.inputs["allow-label"] in self.labels
            ).lower(),
            "steps.review.outputs.comment": self.outputs.get("comment", ""),
            **{f"inputs.{name}": value for name, value in (self.inputs | {"token": TOKEN}).items()},
        }
        return re.sub(r"\$\{\{ (.+?) \}\}", lambda match: values[match[1]], text)


PROJECT = {
    "Pulumi.yaml": "name: chat\nruntime: python\n",
    "Pulumi.dev.yaml": f"config: {{chat:key: {{secure: {CIPHERTEXT}}}}}",
    "__main__.py": PROGRAM,
    "requirements.txt": "pulumi-homelab==0.1.0\n",
}


@pytest.fixture
def pull_request(tmp_path: Path, github: GitHub) -> PullRequest:
    found = PullRequest(tmp_path, github)
    found.commit(PROJECT)
    return found


def test_a_comment_says_what_changes_and_no_secret(pull_request: PullRequest, github: GitHub):
    pull_request.push(
        {
            "__main__.py": PROGRAM.replace("welcome", "hello").replace(LITERAL, f"{LITERAL}-2"),
            "Pulumi.dev.yaml": PROJECT["Pulumi.dev.yaml"].replace(CIPHERTEXT, f"{CIPHERTEXT}2"),
        }
    )
    assert pull_request.check() == 0
    body = github.comments[-1]["body"]
    assert body.startswith("<!-- homelab review of .-dev -->\n### chat, stack dev: 2 changed\n")
    assert body.partition("\n")[2] == pull_request.summary
    assert "`data.greeting` | `welcome` | `hello` |" in body
    assert re.search(r"\| changed \| Secret ai/chat-\w+ \| `API_KEY`, `literal` \|", body)
    for secret in (CIPHERTEXT, LITERAL, "unknown-secret", TOKEN):
        assert secret not in body + pull_request.printed


def test_a_volume_is_replaced_with_the_label_alone_and_the_comment_is_edited(pull_request: PullRequest, github: GitHub):
    stranger = {"id": 0, "user": {"login": "mallory"}, "body": "<!-- homelab review of .-dev -->\nmine"}
    github.comments += [stranger, *({**stranger, "id": number + 1, "body": "hello"} for number in range(100))]
    pull_request.push({"__main__.py": PROGRAM.replace("slow", "fast")})
    assert pull_request.check() == 1
    assert "::error::The change is refused" in pull_request.printed
    assert "PersistentVolumeClaim ai/data: is replaced" in github.comments[-1]["body"]
    assert "the label homelab:replace-data permits that" in github.comments[-1]["body"]

    pull_request.labels = ["bug", "homelab:replace-data"]
    assert [pull_request.step(name) for name in (REVIEW, COMMENT)] == [0, 0]
    assert pull_request.outputs["refused"] == "false"
    assert "as the label homelab:replace-data permits" in github.comments[-1]["body"]
    assert [call for call in github.calls if call != "GET"] == ["POST", "PATCH"]
    assert (len(github.comments), github.comments[0]["body"]) == (102, stranger["body"])


def test_a_change_that_does_not_render_says_why(pull_request: PullRequest, github: GitHub):
    pull_request.push({"__main__.py": PROGRAM.replace('require_secret("key")', 'require_secret("kee")')})
    assert pull_request.check() == 1
    assert "does not render" in github.comments[-1]["body"]
    assert "Missing required configuration variable &#39;chat:kee&#39;" in github.comments[-1]["body"].replace(
        "'", "&#39;"
    )


def test_a_policy_that_the_change_violates_refuses_it(pull_request: PullRequest, github: GitHub):
    pull_request.inputs["policy-config"] = "levels.json"
    public = 'k8s.core.v1.Service("chat", metadata=metadata, spec={"type": "LoadBalancer"})\n'
    for level, code in (("mandatory", 1), ("advisory", 0)):
        levels = {"all": "disabled", SERVICE_TYPE.name: level}
        pull_request.push({"__main__.py": PROGRAM + public, "levels.json": json.dumps(levels)})
        assert pull_request.check() == code
        assert f"- {level}: Service ai/chat" in github.comments[-1]["body"]


def test_a_new_stack_is_not_compared(tmp_path: Path, github: GitHub):
    pull_request = PullRequest(tmp_path, github)
    pull_request.push(PROJECT)
    assert pull_request.check() == 0
    assert "Rendered for the first time" in github.comments[-1]["body"]


def test_a_program_gets_no_token_and_tells_no_later_step_what_to_do(pull_request: PullRequest):
    names = ["GITHUB_TOKEN", *(f"GITHUB_{each}" for each in ("ENV", "PATH", "OUTPUT", "STATE", "STEP_SUMMARY"))]
    pull_request.environment |= {name: str(pull_request.folder / "x") for name in names[1:] if name != "GITHUB_OUTPUT"}
    found = f"import os\nassert not {{{', '.join(map(repr, names))}}} & {{*os.environ}}\n"
    pull_request.push({"__main__.py": found + PROGRAM})
    for name in (INSTALL, REVIEW):
        assert pull_request.step(name) == 0
    assert pull_request.outputs["refused"] == "false"
    assert "no differences" in pull_request.comment


@pytest.mark.parametrize(
    ("pins", "change", "is_same"),
    [
        ("x==1\n", {"README.md": "theirs"}, True),
        ("# pins\n./library[aws] ; x\n", {"README.md": "theirs"}, True),
        ("x==1\n", {"pins.txt": "x==2\n"}, False),
        ("./library[aws]\n", {"library/x.py": "2"}, False),
        ("-e ./library\n", {"library/x.py": "2"}, False),
        ("./other\n", {"library/x.py": "2"}, True),
        (".\n", {"README.md": "theirs"}, False),
        ("-r more.txt\n", {"README.md": "theirs"}, False),
    ],
)
def test_packages_are_installed_again_if_they_may_be_others(
    pull_request: PullRequest, pins: str, change: dict[str, str], is_same: bool
):
    pull_request.inputs["requirements"] = "pins.txt"
    (pull_request.folder / "library").mkdir()
    pull_request.commit({"pins.txt": pins, "library/x.py": "1"})
    pull_request.push(change)
    assert pull_request.step(INSTALL) == 0
    assert (pull_request.temporary / "homelab-review-dev" / "before-venv").is_symlink() is is_same


def test_what_is_not_the_merge_of_a_pull_request_is_an_error(pull_request: PullRequest):
    assert pull_request.step(INSTALL) == 1
    assert "::error::This is not the merge of a pull request" in pull_request.printed


def test_a_base_without_its_packages_is_not_taken_for_a_new_stack(pull_request: PullRequest, github: GitHub):
    pull_request.inputs["requirements"] = "pins.txt"
    pull_request.push({"pins.txt": PROJECT["requirements.txt"]})
    assert pull_request.check() == 0
    assert "so that no loss is known. error: homelab cannot be run" in github.comments[-1]["body"]
    assert "::warning::Before: there is no pins.txt" in pull_request.printed


def test_nothing_that_others_write_is_part_of_a_script():
    for step in STEPS.values():
        assert "${{" not in step["run"]
    assert all(os.access(file, os.X_OK) for file in (ROOT / "action").glob("*.sh") if file.stem != "sides")


def workflow(name: str) -> dict[str, Any]:
    return yaml.safe_load((ROOT / "examples" / "pull-requests" / ".github" / "workflows" / name).read_text())["jobs"]


@pytest.mark.parametrize("name", ["review.yml", "two-jobs.yml"])
def test_the_workflows_to_copy_give_what_the_action_takes(name: str):
    (step,) = (each for each in workflow(name)["review"]["steps"] if each.get("uses") == "./homelab")
    assert {"stack"} <= {*step["with"]} <= {*ACTION["inputs"]}
    assert step.get("id") == ("review" if name == "two-jobs.yml" else None)


def test_a_job_of_its_own_gives_the_script_what_the_action_gives_it():
    *_, step = workflow("two-jobs.yml")["comment"]["steps"]
    assert (step["run"], {*step["env"]}) == ("python3 -I homelab/action/comment.py", {*STEPS[COMMENT]["env"]})


def test_every_input_is_documented_with_its_default():
    document = (ROOT / "docs" / "pull-requests.md").read_text()
    found = dict(re.findall(r"^\| `([a-z-]+)` \| .* \| (.*?) ?\|$", document, re.MULTILINE))
    defaults = {name: each.get("default", "") for name, each in ACTION["inputs"].items()} | {"token": "the job's own"}
    assert found == {
        name: f"`{default}`" if name != "token" and default else default for name, default in defaults.items()
    }
