import shlex

from tools.site.example_pages import command, pages
from tools.site.pictures import drawing
from tools.site.programs import examples
from tools.stack_files import stack_name


def test_every_example_has_a_page_and_a_line_in_the_list():
    found = pages()
    assert found.keys() == {"examples/index.md", *(f"examples/{example.name}.md" for example in examples())}
    for example in examples():
        assert f"[{example.name}]({example.name}.md)" in found["examples/index.md"]
        assert example.program.strip() in found[f"examples/{example.name}.md"]
        assert example.description
        for stack in map(stack_name, example.stacks):
            assert f"](../pictures/{drawing(example.name, stack)})" in found[f"examples/{example.name}.md"]


def test_a_files_name_is_code_so_that_its_underscores_are_no_markup():
    assert "\n### `__main__.py`\n" in pages()["examples/openai.md"]


def test_the_command_takes_the_stack_and_its_secrets():
    openai = next(example for example in examples() if example.name == "openai")
    assert shlex.split(command(openai, openai.stacks[0]).replace("\\\n", "")) == [
        *("homelab", "render", "--preview", "--cwd", "examples/openai", "--stack", "dev"),
        *("--config", "openai-api-key=made-up"),
    ]
