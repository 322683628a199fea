from pathlib import Path

from tools.site.pictures import drawing, drawn

PAGE = "# Title\n## Example aws, stack dev\n```mermaid\nflowchart LR\n```\n\nText\n"


def test_a_drawing_takes_the_place_of_the_text_that_it_is_drawn_from(tmp_path: Path):
    (tmp_path / "example-aws.svg").touch()
    expected = (
        "# Title\n## Example aws, stack dev\n![What the example aws declares](../pictures/example-aws.svg)\n\nText\n"
    )
    assert drawn(PAGE, "../pictures", tmp_path) == expected


def test_of_several_stacks_each_has_its_own(tmp_path: Path):
    (tmp_path / "example-aws-dev.svg").touch()
    assert drawing("aws", "dev", tmp_path) == "example-aws-dev.svg"
    assert drawing("aws", "prod", tmp_path) is None


def test_what_is_not_drawn_stays_text(tmp_path: Path):
    (tmp_path / "example-aws-production.svg").touch()
    assert drawing("aws", "dev", tmp_path) is None
    assert drawn(PAGE, "../pictures", tmp_path) == PAGE
