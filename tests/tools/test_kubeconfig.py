import os
from pathlib import Path

import pytest

from tests.tools.kubeconfigs import kubeconfig
from tools.errors import EngineError
from tools.kubeconfig import kubeconfig_files, load_mapping, target_cluster


def test_kubeconfig_files_are_those_of_the_environment_else_the_homes(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setenv("HOME", str(tmp_path))
    assert kubeconfig_files({}) == kubeconfig_files({"KUBECONFIG": ""}) == [tmp_path / ".kube" / "config"]
    assert kubeconfig_files({"KUBECONFIG": os.pathsep.join(["a", "", "b"])}) == [Path("a"), Path("b")]


def test_an_empty_file_is_an_empty_mapping(tmp_path: Path):
    (tmp_path / "empty").touch()
    assert load_mapping(tmp_path / "empty") == {}


class TestTargetCluster:
    def test_is_the_current_context_and_its_server(self, tmp_path: Path):
        file = kubeconfig(tmp_path / "config", "two", one="https://one:6443", two="https://two:6443")
        assert target_cluster([file]) == "context two (https://two:6443)"

    def test_is_the_context_that_is_asked_for(self, tmp_path: Path):
        file = kubeconfig(tmp_path / "config", "two", one="https://one:6443", two="https://two:6443")
        assert target_cluster([file], "one") == "context one (https://one:6443)"

    def test_of_several_files_the_first_wins(self, tmp_path: Path):
        first = kubeconfig(tmp_path / "first", one="https://first:6443")
        second = kubeconfig(tmp_path / "second", "one", one="https://second:6443")
        third = kubeconfig(tmp_path / "third", "three", three="https://third:6443")
        assert target_cluster([first, tmp_path / "absent", second, third]) == "context one (https://first:6443)"

    @pytest.mark.parametrize(
        ("content", "message"),
        [
            ("", "no current context"),
            ("current-context: a", "no context 'a', only none at all"),
            ("{current-context: a, contexts: [{name: b, context: {cluster: c}}]}", "no context 'a', only b"),
            ("{current-context: a, contexts: [{name: a, context: {cluster: c}}]}", "no cluster 'c'"),
            ("{current-context: a, contexts: [{name: a}]}", "no kubeconfig"),
            ("{current-context: a, contexts: 3}", "no kubeconfig"),
            ("[]", "no current context"),
            ("[1]", "no mapping"),
            ("{", "no valid YAML"),
        ],
    )
    def test_says_what_a_kubeconfig_lacks(self, tmp_path: Path, content: str, message: str):
        file = tmp_path / "config"
        file.write_text(content)
        with pytest.raises(EngineError, match=message) as error:
            target_cluster([file])
        assert str(file) in str(error.value)
        assert "\n" not in str(error.value)

    def test_says_where_it_looked(self, tmp_path: Path):
        with pytest.raises(EngineError, match=f"no kubeconfig at {tmp_path / 'absent'}"):
            target_cluster([tmp_path / "absent"])
