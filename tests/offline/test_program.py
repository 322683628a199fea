import sys
from pathlib import Path

import pytest

from homelab.offline import Recording
from homelab.offline.program import program_traceback, record_program
from homelab.offline.project import Project, load_project
from homelab.offline.stack_config import load_stack_config


def project(folder: Path, program: str, main: str = ".") -> Project:
    file = folder / main if main.endswith(".py") else folder / main / "__main__.py"
    file.parent.mkdir(exist_ok=True)
    file.write_text(f"import pulumi\n{program}")
    (folder / "Pulumi.yaml").write_text(f"name: p\nruntime: python\nmain: {main}")
    (folder / "Pulumi.dev.yaml").write_text("config: {p:key: value}")
    return load_project(folder)


def run(made: Project) -> Recording:
    return record_program(made, "dev", load_stack_config(made, "dev"), preview=False)


def test_a_program_gets_its_stacks_config(tmp_path: Path):
    recording = run(project(tmp_path, "pulumi.export('key', pulumi.get_stack() + pulumi.Config().require('key'))"))
    assert recording.exports == {"key": "devvalue"}


def test_a_program_runs_in_its_own_folder_and_finds_its_modules(tmp_path: Path):
    made = project(tmp_path, "import own_module\npulumi.export('at', own_module.place)", "src")
    (tmp_path / "src" / "own_module.py").write_text("import os\nplace = os.getcwd()")
    assert run(made).exports == {"at": str((tmp_path / "src").resolve())}


def test_a_file_runs_in_the_folder_that_it_is_in(tmp_path: Path):
    made = project(tmp_path, "import os, sys\npulumi.export('at', [os.getcwd(), sys.argv[0]])", "src/run.py")
    assert run(made).exports["at"] == [str(made.main.parent), str(made.main)]


def test_every_run_loads_the_programs_modules_anew(tmp_path: Path):
    (tmp_path / "own_counter.py").write_text("import itertools\ncount = itertools.count()")
    made = project(tmp_path, "import own_counter\npulumi.export('count', next(own_counter.count))")
    before = Path.cwd(), list(sys.path), sys.argv
    assert [run(made).exports["count"] for _ in range(2)] == [0, 0]
    assert "own_counter" not in sys.modules
    assert (Path.cwd(), list(sys.path), sys.argv) == before


def test_libraries_stay_loaded(tmp_path: Path):
    library = tmp_path / ".venv" / "site-packages"
    library.mkdir(parents=True)
    (library / "some_library.py").touch()
    made = project(tmp_path, f"import sys\nsys.path.insert(0, {str(library)!r})\nimport some_library")
    try:
        run(made)
        assert "some_library" in sys.modules
    finally:
        sys.modules.pop("some_library", None)


@pytest.mark.parametrize(
    "line", ["own_helper.divide()", "pulumi.Output.from_input(0).apply(lambda _: own_helper.divide())"]
)
def test_a_traceback_begins_with_the_program(tmp_path: Path, line: str):
    (tmp_path / "own_helper.py").write_text("def divide():\n    return 1 / 0")
    made = project(tmp_path, f"import own_helper\n{line}")
    with pytest.raises(ZeroDivisionError) as caught:
        run(made)
    lines = program_traceback(caught.value, made).splitlines()
    assert lines[0] == "Traceback (most recent call last):"
    assert str(tmp_path / "__main__.py") in lines[1]
    assert "divide" in "".join(lines[2:])
    assert lines[-1] == "ZeroDivisionError: division by zero"
    assert "recorder.py" not in "".join(lines)
