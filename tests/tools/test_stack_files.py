import json
from pathlib import Path

from tools.stack_files import placeholder_secrets, sample_secrets, secrets_to_set, stack_name


def test_a_stack_is_named_by_its_file():
    assert stack_name(Path("somewhere/Pulumi.my.stack.yaml")) == "my.stack"


def test_commands_in_comments_name_the_secrets(tmp_path: Path):
    file = tmp_path / "Pulumi.dev.yaml"
    file.write_text(
        "# Before the first `pulumi up`:\n"
        "#   pulumi config set --secret openai-api-key\n"
        "#   pulumi config set --secret --path 'p:workspace.endpoints[0].api_key'\n"
        "#   pulumi config set p:domain chat.example.com\n"
    )
    assert secrets_to_set(file) == ("openai-api-key", "p:workspace.endpoints[0].api_key")


def test_placeholders_have_the_form_that_a_secret_needs(tmp_path: Path):
    file = tmp_path / "Pulumi.dev.yaml"
    file.write_text("# pulumi config set --secret google-vertex-key\n# pulumi config set --secret openai-api-key\n")
    secrets = placeholder_secrets(file)
    assert json.loads(secrets["google-vertex-key"])["private_key"] == "not-a-secret-google-vertex-key"
    assert secrets["openai-api-key"].startswith("not-a-secret-openai-api-key ")


def test_samples_have_the_same_forms_and_are_short(tmp_path: Path):
    file = tmp_path / "Pulumi.dev.yaml"
    file.write_text("# pulumi config set --secret google-vertex-key\n# pulumi config set --secret openai-api-key\n")
    secrets = sample_secrets(file)
    assert json.loads(secrets["google-vertex-key"])["private_key"] == "made-up"
    assert secrets["openai-api-key"] == "made-up"
