from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.release.errors import ReleaseError
from tools.release.version import numbers, project_version, with_version

ROOT = Path(__file__).parents[3]
PYPROJECT = '[project]\nname = "x"\nversion = "0.1.0"\n\n[tool.other]\nversion = "7"\n'
NUMBERS = st.tuples(*[st.integers(0, 99)] * 3)


def test_a_newer_version_is_written_for_the_project_alone():
    written = with_version(PYPROJECT, "0.2.0")
    assert project_version(written) == "0.2.0"
    assert written == PYPROJECT.replace("0.1.0", "0.2.0")


@pytest.mark.parametrize("version", ["0.1.0", "0.0.9"])
def test_no_version_is_released_twice_or_after_a_newer_one(version: str):
    with pytest.raises(ReleaseError, match=rf"{version} is not newer than 0\.1\.0"):
        with_version(PYPROJECT, version)


@pytest.mark.parametrize("version", ["v0.2.0", "0.2", "0.2.0rc1", "0.02.0", "0.2.0 ", "0.2.0\n", ""])
def test_only_final_versions_are_versions(version: str):
    with pytest.raises(ReleaseError, match=r"expected a version such as 0\.2\.0"):
        numbers(version)


@given(NUMBERS, NUMBERS)
def test_versions_compare_as_their_numbers(one: tuple[int, ...], other: tuple[int, ...]):
    assert (numbers(".".join(map(str, one))) < numbers(".".join(map(str, other)))) == (one < other)


def test_the_projects_own_version_can_be_written():
    text = (ROOT / "pyproject.toml").read_text()
    assert project_version(with_version(text, "99.0.0")) == "99.0.0"
