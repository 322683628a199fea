import json
from pathlib import Path

from tests.upgrade.programs import Program, programs, run
from tests.upgrade.trees import code, project


def test_a_stack_keeps_its_config_and_takes_the_new_program_and_an_example_keeps_both(tmp_path: Path):
    configured = project(tmp_path / "old", "dev", "{old:domain: localhost}")
    secret = "{} # pulumi config set --secret openai-api-key"
    example = project(configured / "examples" / "openai", "test", secret)
    new = project(tmp_path / "new", "dev", "{new:domain: example.com}")
    stack, other = programs(configured, new)
    assert (stack.file, stack.main) == ("Pulumi.dev.yaml", str(new))
    assert (stack.project, stack.stack, stack.config) == ("new", "dev", {"old:domain": "localhost"})
    assert (other.file, other.main) == ("examples/openai/Pulumi.test.yaml", str(example))
    assert (other.project, other.stack) == ("openai", "test")
    assert other.config.keys() == {"openai:openai-api-key"}


def program(folder: Path, text: str) -> Program:
    main = project(folder, "s", program=text)
    return Program(file="", main=str(main), project="p", stack="s", config={"k": "v"}, secret_keys=["k"])


def test_programs_run_in_their_folders_with_the_package_of_another_one(tmp_path: Path):
    right = program(tmp_path / "right", "name = open('Pulumi.yaml').read()")
    wrong = program(tmp_path / "wrong", "raise ValueError('no such argument')")
    bad, good = run([wrong, right], code(tmp_path / "code", volume="v2"))
    assert (bad.resources, bad.error) == ([], "ValueError: no such argument")
    claim, secret = good.resources
    assert (claim.name, claim.urn) == ("{name: right, runtime: python}", "p/s/PersistentVolumeClaim")
    assert claim.inputs == {"spec": {"volumeName": "v2"}}
    assert secret.inputs == {"stringData": {"config": {"k": "v"}, "secret_keys": ["k"], "generated": ["v2"]}}
    assert (claim.retain_on_delete, claim.ignore_changes, claim.replace_on_changes) == (True, ["i"], ["r"])
    assert (good.generated, good.error, claim.aliases) == (json.dumps(["v2"]), "", [])
