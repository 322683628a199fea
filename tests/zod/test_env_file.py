"""Homelab's parser of .env files and LibreChat's agree."""

from hypothesis import given, settings
from hypothesis import strategies as st

from homelab.check.env_file import read_env_file
from tests.zod.zod import Zod

PIECES = (
    *(
        "A",
        "B",
        "1A",
        "A.B",
        "A-B",
        "=",
        " = ",
        ": ",
        ":",
        "export ",
        "x",
        "y z",
        "#",
        " # c",
        '"',
        "'",
        "`",
        "\\",
        "\\n",
    ),
    *('\\"', "\\'", "$B", "${A}", "\n", "\n\n", "\r\n", "\r", "\t", " ", '{"a": 1}', "it's", "http://x/#y", "é"),
    *("A=1\n", 'B="x"\n', "A='x\ny'\n", 'A=`"`\n', "C=", 'D="', 'A="x" # c\n', "A=x#y\n", "A='it\\'s'\n"),
)


@settings(max_examples=3000)
@given(st.lists(st.sampled_from(PIECES), max_size=12).map("".join))
def test_files_are_parsed_alike(zod: Zod, text: str):
    assert read_env_file(text).variables == zod.variables(text)
