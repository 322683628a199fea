import json
import re
from base64 import b64decode
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
import yaml
from rich.console import Console

from homelab.modules.presets import Preset
from homelab.offline.command import RenderError, RenderOptions, render_stack
from homelab.offline.secrets import SecretsOptions
from homelab.offline.secrets_format import SecretsFormat

PROGRAM = Path(__file__).parent / "programs" / "store"


def run(folder: Path, **options: Any) -> str:
    text = StringIO()
    render_stack(RenderOptions(folder=folder, stack="dev", **options), Console(file=text, width=100))
    return text.getvalue()


def contents(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.iterdir()}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "Pulumi.yaml").write_text("name: p\nruntime: python")
    (tmp_path / "Pulumi.dev.yaml").touch()
    return tmp_path


def refused(folder: Path, program: str, **options: Any) -> RenderError:
    (folder / "__main__.py").write_text(program)
    with pytest.raises(RenderError) as caught:
        run(folder, **options)
    assert not (folder / "rendered").exists()
    return caught.value


def test_a_program_is_rendered_twice_to_the_same_bytes(tmp_path: Path):
    run(PROGRAM, out=tmp_path)
    first = contents(tmp_path)
    run(PROGRAM, out=tmp_path)
    assert contents(tmp_path) == first
    assert "service-store.yaml" in first


def test_other_config_changes_what_depends_on_it_and_no_password(tmp_path: Path):
    run(PROGRAM, out=tmp_path)
    first = contents(tmp_path)
    run(PROGRAM, out=tmp_path, config=["greeting=hello"])
    second = contents(tmp_path)
    assert second["secrets.yaml"] == first["secrets.yaml"]
    (gone,), (new,) = first.keys() - second.keys(), second.keys() - first.keys()
    assert (gone.startswith("configmap-store-"), yaml.safe_load(second[new])["data"]) == (True, {"greeting": "hello"})


def test_secrets_are_left_out_and_stay_the_same(tmp_path: Path):
    run(PROGRAM, out=tmp_path)
    first = contents(tmp_path)
    run(PROGRAM, out=tmp_path, secrets=SecretsOptions(format=SecretsFormat.NONE))
    second = contents(tmp_path)
    assert "secrets.yaml" not in yaml.safe_load(second["kustomization.yaml"])["resources"]
    assert second["secrets.yaml"] == first["secrets.yaml"]
    run(PROGRAM, out=tmp_path)
    assert contents(tmp_path) == first


def test_names_of_omitted_secrets_do_not_depend_on_passwords(tmp_path: Path):
    report = run(PROGRAM, out=tmp_path / "one", secrets=SecretsOptions(format=SecretsFormat.NONE))
    run(PROGRAM, out=tmp_path / "other", secrets=SecretsOptions(format=SecretsFormat.NONE))
    assert contents(tmp_path / "one") == contents(tmp_path / "other")
    (required,) = json.loads(contents(tmp_path / "one")["report.json"])["requiredSecrets"]
    assert required["keys"]
    assert f"{required['namespace']}/{required['name']}: {', '.join(required['keys'])}" in report


def names_of_random_parts(project: Path) -> None:
    (project / "__main__.py").write_text(
        """
import hashlib, pulumi, pulumi_kubernetes as k, pulumi_random as r
password = r.RandomPassword("password", length=24).result
name = r.RandomString("suffix", length=6, special=False, upper=False).result
digest = pulumi.Output.unsecret(password.apply(lambda text: hashlib.sha256(text.encode()).hexdigest()))
k.core.v1.ConfigMap("c", metadata={"name": name, "annotations": {"pet": r.RandomPet("pet").id, "digest": digest}})
k.core.v1.Secret("s", metadata={"name": "s"}, string_data={"password": password})
"""
    )


def test_nothing_that_is_written_without_secrets_depends_on_passwords(project: Path):
    names_of_random_parts(project)
    run(project, out=project / "mine")
    run(project, out=project / "mine", secrets=SecretsOptions(format=SecretsFormat.NONE))
    run(project, out=project / "clone", secrets=SecretsOptions(format=SecretsFormat.NONE))
    (project / "mine" / "secrets.yaml").unlink()
    assert contents(project / "mine") == contents(project / "clone")


class TestAClone:
    """A render whose ``secrets.yaml``, which git ignores, is elsewhere."""

    @pytest.fixture
    def clone(self, project: Path) -> Path:
        names_of_random_parts(project)
        run(project, out=project / "clone")
        (project / "clone" / "secrets.yaml").unlink()
        return project / "clone"

    def test_gets_no_new_passwords_unless_they_are_asked_for(self, project: Path, clone: Path):
        before = contents(clone)
        with pytest.raises(RenderError) as caught:
            run(project, out=clone)
        assert caught.value.lines == (
            f"{clone}/secrets.yaml is missing, with the earlier values of password, pet, suffix: copy it from where "
            "they were rendered, or render new ones, which servers with data do not accept, by --new-secrets",
        )
        assert contents(clone) == before
        run(project, out=clone, new_secrets=True)
        after = contents(clone)
        run(project, out=clone)
        assert contents(clone) == after

    def test_is_rendered_without_secrets(self, project: Path, clone: Path):
        run(project, out=clone, secrets=SecretsOptions(format=SecretsFormat.NONE))
        with pytest.raises(RenderError, match="by --new-secrets"):
            run(project, out=clone)

    def test_that_has_the_secrets_again_is_as_it_was(self, project: Path):
        names_of_random_parts(project)
        run(project)
        before = contents(project / "rendered" / "dev")
        run(project, new_secrets=True)
        assert contents(project / "rendered" / "dev") == before

    def test_needs_none_where_nothing_is_generated(self, project: Path):
        program = "import pulumi_kubernetes as k\nk.core.v1.Secret('s', metadata={'name': 's'}, string_data={'a': 'b'})"
        (project / "__main__.py").write_text(program)
        run(project)
        (project / "rendered" / "dev" / "secrets.yaml").unlink()
        run(project)


def test_rotated_passwords_are_named(project: Path):
    program = "import pulumi_random as r\nr.RandomPassword('password', length=9, keepers={'rotation': '%s'})"
    for number in (1, 2):
        (project / "__main__.py").write_text(program % number)
        report = run(project)
    assert "Generated anew, as their keepers have changed\n  password\n" in report


def test_a_preview_writes_nothing(tmp_path: Path):
    assert "(preview)" in run(PROGRAM, out=tmp_path / "out", preview=True)
    assert not (tmp_path / "out").exists()


def test_the_default_folder_is_named_after_the_stack(project: Path):
    (project / "__main__.py").touch()
    assert str(project / "rendered" / "dev") in run(project)
    assert (project / "rendered" / "dev" / "report.json").exists()


def test_a_run_error_is_its_message_alone(project: Path):
    error = refused(project, "import pulumi\nraise pulumi.RunError('say it otherwise')")
    assert (error.lines, error.traceback) == (("say it otherwise",), "")


def test_several_wrong_arguments_are_a_line_each_below_their_owner(project: Path):
    program = "from homelab import Valkey\nValkey('cache', {'namespace': 1, 'replica': 2})"
    (text,) = refused(project, program).lines
    owner, *problems = text.split("\n  ")
    assert owner == "Valkey 'cache':"
    assert [each.partition(":")[0] for each in problems] == ["namespace", "unknown argument replica"]


def test_a_program_that_is_no_python_shows_its_place_alone(project: Path):
    error = refused(project, "x = (1\n")
    assert error.lines == ("the program is not valid Python",)
    assert error.traceback.splitlines()[0] == f'  File "{project}/__main__.py", line 1'
    assert error.traceback.count("File") == 1


def test_another_error_comes_with_the_programs_traceback(project: Path):
    error = refused(project, "1 / 0")
    assert error.lines == (
        "the program failed with an unhandled exception, run as in a preview, where providers' outputs are unknown",
    )
    assert error.traceback.endswith("ZeroDivisionError: division by zero\n")


def test_a_program_that_needs_known_values_fails(project: Path):
    program = (
        "import pulumi, pulumi_random\n"
        "seen = []\n"
        "pulumi_random.RandomPassword('x', length=9).result.apply(seen.append)\n"
        "pulumi.Output.from_input(1).apply(lambda _: seen[0])\n"
    )
    assert "as in a preview" in refused(project, program).lines[0]


def test_an_error_with_known_values_is_told_so(project: Path):
    program = "import pulumi_random\npulumi_random.RandomPassword('x', length=9).result.apply(lambda _: 1 / 0)"
    assert refused(project, program).lines == ("the program failed with an unhandled exception, run as in an update",)


def test_every_violation_is_told_and_nothing_written(project: Path):
    program = "import pulumi_kubernetes as k\n" + "".join(
        f"k.core.v1.ConfigMap('{name}', metadata={{'name': '{name}!'}})\n" for name in "ab"
    )
    assert [line.split(":")[0] for line in refused(project, program).lines] == ["ConfigMap a!", "ConfigMap b!"]


class TestEncryptedValues:
    PROGRAM = """
import pulumi, pulumi_kubernetes as k
config = pulumi.Config()
key = pulumi.Output.secret(config.require_object("workspace")["key"])
k.core.v1.Secret("s", metadata={"name": "s"}, string_data={"key": key, "token": config.require_secret("token")})
"""

    @pytest.fixture
    def project(self, project: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
        monkeypatch.setenv("PATH", "")
        stack = "config: {p:token: {secure: AAAB}, p:workspace: {key: {secure: AAAC}}}"
        (project / "Pulumi.dev.yaml").write_text(stack)
        (project / "__main__.py").write_text(self.PROGRAM)
        return project

    def test_are_unknown_in_a_preview_without_the_means_to_read_them(self, project: Path):
        text = run(project, preview=True)
        places = text.partition("unknown in this preview")[2].split()
        assert places == ["p:token", "p:workspace.key"]

    def test_keep_the_rest_from_being_rendered(self, project: Path):
        error = refused(project, self.PROGRAM)
        assert "--config 'token=...' --config 'workspace.key=...'" in error.lines[0]

    def test_are_rendered_as_options_give_them(self, project: Path):
        run(project, config=["token=a-token-value", "workspace.key=a-key-value"])
        _, secret = yaml.safe_load_all((project / "rendered" / "dev" / "secrets.yaml").read_text())
        assert {name: b64decode(value) for name, value in secret["data"].items()} == {
            "key": b"a-key-value",
            "token": b"a-token-value",
        }

    @pytest.mark.parametrize(
        "options", [{"preview": True}, {"config": ["token=a-token-value", "workspace.key=other-value"]}]
    )
    def test_may_stand_in_nothing_but_secrets(self, project: Path, options: dict[str, Any]):
        program = """
import pulumi, pulumi_kubernetes as k
key = pulumi.Config().require_object("workspace")["key"]
k.core.v1.ConfigMap("c", metadata={"name": "c"}, data={"key": key})
"""
        (line,) = refused(project, program, **options).lines
        assert line == "ConfigMap c: data.key: contains a secret, from config p:workspace.key: only a Secret may"

    @pytest.mark.parametrize("error", ["pulumi.RunError", "ValueError"])
    def test_are_not_repeated_in_errors(self, project: Path, error: str):
        program = f"import pulumi\nraise {error}(pulumi.Config().require('token'))"
        caught = refused(project, program, config=["token=a-token-value", "workspace.key=a-key-value"])
        assert "[secret]" in caught.lines[0] + caught.traceback
        assert "a-token-value" not in caught.lines[0] + caught.traceback


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"kubernetes_version": "1.2"}, "no schemas for Kubernetes 1.2"),
        ({"config": ["x"]}, "--config takes KEY=VALUE"),
        ({"preset": Preset.STAGING}, "--preset has no effect on a program without AIWorkspace: leave it out"),
        ({"prices": Path("no-prices.yaml")}, "no-prices.yaml cannot be read: No such file or directory"),
    ],
)
def test_wrong_options_are_errors(project: Path, options: dict[str, Any], message: str):
    assert message in refused(project, "", **options).lines[0]


def test_secrets_that_cannot_be_read_are_not_replaced(tmp_path: Path):
    run(PROGRAM, out=tmp_path)
    (tmp_path / "secrets.yaml").write_text("mine: 1")
    with pytest.raises(RenderError, match="move it away to start with new passwords"):
        run(PROGRAM, out=tmp_path)
    assert (tmp_path / "secrets.yaml").read_text() == "mine: 1"


WORKSPACE = """
from homelab import AIWorkspace

chat = {"domain": "chat.example.com", "storage": {"local": {"access_mode": "ReadWriteMany"}}}
AIWorkspace("ws", {"namespace": "ai", "librechat": chat, "rag": {"enabled": False}})
"""


class TestAWorkspaceInCode:
    @pytest.fixture
    def project(self, project: Path) -> Path:
        (project / "__main__.py").write_text(WORKSPACE)
        return project

    def replicas(self, out: Path) -> int:
        return yaml.safe_load((out / "deployment-ws-librechat.yaml").read_text())["spec"]["replicas"]

    def test_is_rendered_with_another_preset_and_compared(self, project: Path, tmp_path: Path):
        text = run(project, out=tmp_path / "out", preset=Preset.STAGING)
        assert self.replicas(tmp_path / "out") == 2
        assert "With preset staging instead of the stack's own" in text
        assert re.search(r"ws-librechat +1 → 2 ", text)
        assert "With preset" not in run(project, out=tmp_path / "own")
        assert self.replicas(tmp_path / "own") == 1

    def test_costs_what_its_prices_say(self, project: Path, tmp_path: Path):
        amounts = "cpu_hour: 0.03\nmemory_gib_hour: 0\nstorage_gib_month: 1\n"
        (tmp_path / "prices.yaml").write_text(f"currency: EUR\ndate: 2026-11-01\nsource: a contract\n{amounts}")
        text = run(project, out=tmp_path / "out", prices=tmp_path / "prices.yaml")
        report = json.loads((tmp_path / "out" / "report.json").read_text())
        total = report["footprint"]["total"]
        assert (total["minimum"]["requests"]["cpu"], total["storage"]) == ("750m", "24Gi")
        assert report["estimate"] == {
            "minimum": "40.42",
            "maximum": "40.42",
            "currency": "EUR",
            "date": "2026-11-01",
            "source": "a contract",
        }
        assert "estimate EUR 40.42 a month, by prices of 2026-11-01 from a contract" in text
        run(project, out=tmp_path / "out")
        assert json.loads((tmp_path / "out" / "report.json").read_text())["estimate"] is None
