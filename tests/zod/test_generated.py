from pathlib import Path

from tools.librechat.schema import FILE, generated


def test_the_schema_is_what_the_package_gives(packages: Path):
    assert FILE.read_text(encoding="utf-8") == generated(packages), "run `make librechat-generated`"
