import json
from pathlib import Path

import pytest

from tools.errors import EngineError
from tools.librechat.variables import Source, Table, names_in_javascript, names_in_python, table, text


@pytest.mark.parametrize(
    ("code", "names"),
    [
        ("const a = process.env.ONE;", {"ONE"}),
        ("process.env?.ONE && process.env['TWO']", {"ONE", "TWO"}),
        ("const { ONE, TWO = 2, THREE: score } = process.env;", {"ONE", "TWO", "THREE"}),
        ("const {\n  ONE, // not COMMENTED, said\n  TWO = 'a',\n} = process.env ?? {};", {"ONE", "TWO"}),
        ("function f(env: NodeJS.ProcessEnv = process.env) { return env.ONE_TWO }", {"ONE_TWO"}),
        ("const value = process.env[name]; read('ONE_TWO'); code('single')", {"ONE_TWO"}),
        ("const value = process.env[ONE_ENV]; fail('NOT_A_VARIABLE')", set()),
        ("const ONE_ENV = 'THE_ONE';", {"THE_ONE"}),
        ("getEnvironmentVariable('THE_ONE')", {"THE_ONE"}),
        ("enum EnvVar { A = 'THE_ONE', B = 'THE_OTHER' }", {"THE_ONE", "THE_OTHER"}),
        ("apiKey: z.string().default('${THE_KEY}')", {"THE_KEY"}),
        ("const THE_KEY = 'x'; const text = `\"${THE_KEY}\"`", set()),
        ("{ authField: 'ONE_KEY||OTHER_KEY' }", {"ONE_KEY", "OTHER_KEY"}),
        ("process.environment.ONE; const ONE_TWO = 'THREE_FOUR'", set()),
    ],
)
def test_names_in_javascript(code: str, names: set[str]):
    assert names_in_javascript(code) == names


def test_literals_of_a_bundle_are_no_names():
    assert names_in_javascript("process.env[name]; 'ONE_TWO'; process.env.ONE", bundled=True) == {"ONE"}


@pytest.mark.parametrize(
    ("code", "names"),
    [
        ("os.getenv('ONE', 8000)", {"ONE"}),
        ("os.environ['ONE'] + os.environ.get('TWO')", {"ONE", "TWO"}),
        ("get_env_variable('ONE', None); _env_flag('TWO')", {"ONE", "TWO"}),
        ("os.getenv(name); print('ONE'); options['TWO']; os.getenv()", set()),
    ],
)
def test_names_in_python(code: str, names: set[str]):
    assert names_in_python(code) == names


def write(folder: Path, files: dict[str, str]) -> Path:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)
    return folder


def test_a_table_tells_what_is_read_from_what_is_only_mentioned(tmp_path: Path):
    example = "ONE=1\n# TWO=2\n#THREE=\nnot a NAME=x\n"
    found = table([write(tmp_path, {".env.example": example, "api/a.js": "process.env.ONE + process.env.FOUR"})])
    assert found.read == ["FOUR", "ONE"]
    assert found.only_mentioned == ["THREE", "TWO"]


def test_prefixes_and_suffixes_of_two_files_make_names(tmp_path: Path):
    files = {"a.ts": "Prefix['TTS'] = 'TTS'; process.env.ONE", "b.ts": "const max = `${prefix}_IP_MAX`"}
    assert table([write(tmp_path, files)]).read == ["ONE", "TTS_IP_MAX"]


@pytest.mark.parametrize(
    "path", ["a.spec.ts", "a.test.js", "test/a.js", "node_modules/x/a.js", "client/a.ts", "a.d.ts", "a.md", "test_a.py"]
)
def test_what_does_not_run_on_the_server_is_left_out(tmp_path: Path, path: str):
    assert table([write(tmp_path, {"a.js": "process.env.ONE", path: "process.env.TWO"})]).read == ["ONE"]


def test_files_under_dist_are_bundles(tmp_path: Path):
    code = "process.env[name]; 'ONE_TWO'; process.env.THREE"
    assert table([write(tmp_path / "dist", {"a.js": code})]).read == ["ONE_TWO", "THREE"]
    assert table([write(tmp_path / "package", {"dist/a.js": code})]).read == ["THREE"]


def test_several_folders_make_one_table(tmp_path: Path):
    one = write(tmp_path / "one", {".env.example": "TWO=\n", "a.js": "process.env.ONE"})
    other = write(tmp_path / "other", {"a.py": "import os\nos.getenv('TWO')"})
    assert table([one, other]) == (["ONE", "TWO"], [])


def test_a_folder_without_source_code_is_refused(tmp_path: Path):
    with pytest.raises(EngineError, match="holds no source code that reads environment variables"):
        table([write(tmp_path, {"README.md": "process.env.ONE"})])


def test_the_file_says_what_it_was_made_from():
    source = Source("v2", "v2-rc1", "2026-01-01", {"package": "1.0.0"})
    assert json.loads(text(source, Table(["ONE"], []))) == {
        "source": {"release": "v2", "tree": "v2-rc1", "date": "2026-01-01", "packages": {"package": "1.0.0"}},
        "read": ["ONE"],
        "only_mentioned": [],
    }
