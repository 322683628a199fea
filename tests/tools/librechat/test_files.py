import shutil
import subprocess
from pathlib import Path

import pytest

from homelab.images import LIBRECHAT, RAG_API_FULL, RAG_API_LITE
from homelab.librechat_config.schema import published
from tools.errors import EngineError
from tools.librechat.files import Files
from tools.librechat.packages import pinned_provider


@pytest.fixture
def files(tmp_path: Path) -> Files:
    """A repository of homelab's own files that name versions."""
    here = Files()
    for file in [*here.releases(), "homelab/librechat_config/history.py", "tests/cli/test_init.py"]:
        (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(here.root / file, tmp_path / file)
    subprocess.run(["git", "-C", str(tmp_path), "init", "-q"], check=True)
    subprocess.run(["git", "-C", str(tmp_path), "add", "-A"], check=True)
    return Files(tmp_path)


def test_the_release_is_the_same_wherever_it_stands():
    releases = Files().releases()
    assert all(found for found in releases.values()), releases
    assert {release for found in releases.values() for release in found} == {LIBRECHAT.tag}


def test_table_schema_and_package_are_of_that_release():
    files = Files()
    variables, facts = files.read(files.librechat_variables), published.json_schema()["x-librechat"]
    assert variables["source"]["release"] == LIBRECHAT.tag
    assert variables["source"]["packages"]["librechat-data-provider"] == facts["version"] == pinned_provider()


def test_the_rag_apis_table_is_of_its_image():
    files = Files()
    assert files.read(files.rag_api_variables)["source"]["release"] == RAG_API_LITE.tag == RAG_API_FULL.tag
    assert f"| RAG API | {RAG_API_LITE.tag} |" in (files.root / "README.md").read_text()


def test_the_paths_are_those_of_the_modules():
    files = Files()
    assert files.schema == Path(published.__file__).with_name(published.FILE)
    assert all(file.is_file() for file in (files.types, files.librechat_variables, files.rag_api_variables))


def test_another_release_is_written_to_all_places(files: Files):
    files.set_release("v0.9.0-rc1")
    assert {release for found in files.releases().values() for release in found} == {"v0.9.0-rc1"}
    # The RAG API has releases of its own.
    assert "| RAG API | v0.9.0 |" in (files.root / "README.md").read_text()


def test_a_release_that_is_none_is_refused(files: Files):
    with pytest.raises(EngineError, match=r"expected a version such as v0\.8\.9, got '0\.8\.9'"):
        files.set_release("0.8.9")


def test_another_config_version_is_written_to_tests_but_not_to_history(files: Files):
    history = (files.root / "homelab" / "librechat_config" / "history.py").read_text()
    files.set_config_version(published.config_version(), "9.9.9")
    assert "version: 9.9.9" in (files.root / "tests" / "cli" / "test_init.py").read_text()
    assert (files.root / "homelab" / "librechat_config" / "history.py").read_text() == history
