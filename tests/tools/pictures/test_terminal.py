import pytest

from tools.pictures.gallery import FOLDER
from tools.pictures.svg import words
from tools.pictures.terminal import SCENES, terminals


@pytest.fixture(scope="module")
def printed() -> dict[str, str]:
    return terminals()


@pytest.mark.xdist_group("terminal")
@pytest.mark.parametrize("name", SCENES)
def test_what_a_picture_shows_is_what_the_command_prints(name: str, printed: dict[str, str]):
    assert words((FOLDER / f"{name}.svg").read_text()) == words(printed[name]), "run `make pictures`"


@pytest.mark.xdist_group("terminal")
def test_what_is_printed_is_in_the_picture(printed: dict[str, str]):
    assert "$ homelab check librechat.yaml" in words(printed["terminal-check"])
    assert any("did you mean customWelcome?" in each for each in words(printed["terminal-check"]))
    assert any("did you mean" in each for each in words(printed["terminal-error"]))
    assert "changed" in words(printed["terminal-diff"])
