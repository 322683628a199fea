import time

import pytest

from homelab.check.env_file import read_env_file


@pytest.mark.parametrize(
    ("text", "variables"),
    [
        ("A=1\nexport B = two words \n", {"A": "1", "B": "two words"}),
        ("A=x#y\nB=x # y\nC='x#y' # z\n", {"A": "x", "B": "x", "C": "x#y"}),
        ("A='x\ny'\nB=\"x\\ny\"\nC='x\\ny'\n", {"A": "x\ny", "B": "x\ny", "C": "x\\ny"}),
        ('A=`it\'s "x"`\n', {"A": 'it\'s "x"'}),
        ('A="{"b": 1}"\nB="x" y\n', {"A": '{"b": 1}', "B": '"x" y'}),
        ("A='it\\'s'\n", {"A": "it\\'s"}),
        ("A: x\nB:x\nC:\n", {"A": "x", "C": ""}),
        ("A=$B ${C}\r\nB=2\rA=3", {"A": "3", "B": "2"}),
        ("A='x\nB=1\n", {"A": "'x", "B": "1"}),
        ("A=\nB", {"A": ""}),
        ("\ufeffA=1\n", {"A": "1"}),
    ],
)
def test_values_are_the_same_as_in_dotenv(text: str, variables: dict[str, str]):
    assert read_env_file(text).variables == variables


def test_lines_are_counted_after_values_of_several_lines():
    read = read_env_file("# x\nA='1\n2'\n\nB=1\nno assignment\n")
    assert (read.lines, read.ignored) == ({"A": 2, "B": 5}, [6])


@pytest.mark.parametrize(
    "text", ["A='\\'x\n" * 30_000, "\n" * 250_000, 'A="' * 80_000, "A='" + "\\'" * 120_000, "A='x' y\n" * 30_000]
)
def test_hostile_files_take_bounded_time(text: str):
    start = time.process_time()
    read_env_file(text)
    assert time.process_time() - start < 2
