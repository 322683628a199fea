"""Which renders a review starts, by a stand-in for homelab that notes its arguments."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from homelab.offline.folder import REPORT_FILE
from homelab.review import sides
from homelab.review.sides import Rendering, Sides, render_sides

STAND_IN = """\
#!/bin/sh
echo "$*" >> {calls}
case $* in
  {fails}) echo "error: no" >&2; exit 1 ;;
esac
while [ "$1" != --out ]; do shift; done
mkdir -p "$2"
echo {{}} > "$2/report.json"
"""
NEVER = "never"


@dataclass(frozen=True)
class Workplace:
    """Projects before and after, and a homelab."""

    folder: Path

    @property
    def before(self) -> Path:
        return self.folder / "old"

    @property
    def after(self) -> Path:
        return self.folder / "new"

    @property
    def homelab(self) -> Path:
        return self.folder / "homelab"

    @property
    def renders(self) -> list[str]:
        """Arguments of each, without the paths above."""
        calls = self.folder / "calls"
        return calls.read_text().replace(f"{self.folder}/", "").splitlines() if calls.exists() else []

    def fail(self, pattern: str) -> None:
        """Have homelab fail where the arguments are like a pattern of the shell."""
        self.homelab.write_text(STAND_IN.format(calls=self.folder / "calls", fails=pattern))
        self.homelab.chmod(0o755)

    def sides(self, how: Rendering | None = None) -> Sides:
        return render_sides(self.before, self.after, how or Rendering(), self.folder / "work")


@pytest.fixture
def workplace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workplace:
    found = Workplace(tmp_path)
    found.fail(NEVER)
    monkeypatch.setattr(sides, "_THIS_HOMELAB", (str(found.homelab),))
    for folder in (found.before, found.after):
        folder.mkdir()
        (folder / "Pulumi.yaml").write_text("name: chat\nruntime: python\n")
        (folder / "Pulumi.dev.yaml").write_text("")
        (folder / "__main__.py").write_text("")
    return found


def make_render(folder: Path) -> None:
    folder.mkdir(exist_ok=True)
    (folder / REPORT_FILE).write_text("{}")


def test_projects_are_rendered_alike_and_the_later_one_against_the_earlier(workplace: Workplace):
    how = Rendering(config=("a=b", "c=d"), prices=Path("prices.yaml"))
    found = workplace.sides(how)
    options = "--stack dev --secrets placeholder --config=a=b --config=c=d --prices prices.yaml"
    assert workplace.renders == [
        f"render --cwd old --out work/before {options}",
        f"render --cwd new --out work/after {options} --deployed work/before",
    ]
    assert (found.before.is_rendered, found.after.is_rendered, found.refusal) == (True, True, "")


def test_a_change_that_is_refused_is_rendered_all_the_same(workplace: Workplace):
    workplace.fail("*--deployed*")
    found = workplace.sides()
    assert (found.after.is_rendered, found.refusal) == (True, "error: no\n")


def test_what_does_not_render_at_all_is_not_refused_as_well(workplace: Workplace):
    workplace.fail("*--cwd*new*")
    found = workplace.sides()
    assert (found.after.is_rendered, found.after.log, found.refusal) == (False, "error: no\n", "")


def test_without_an_earlier_render_nothing_is_deployed(workplace: Workplace):
    workplace.fail("*--cwd*old*")
    found = workplace.sides()
    assert (found.before.is_rendered, found.before.log) == (False, "error: no\n")
    assert "--deployed" not in workplace.renders[-1]


def test_a_render_that_is_killed_is_not_taken_for_a_stack_that_was_not_there(workplace: Workplace):
    workplace.homelab.write_text("#!/bin/sh\nkill -9 $$\n")
    assert workplace.sides().before.log == "error: homelab render ended with -9"


@pytest.mark.parametrize("file", ["Pulumi.yaml", "Pulumi.dev.yaml"])
def test_a_stack_that_was_not_there_is_not_rendered(workplace: Workplace, file: str):
    (workplace.before / file).unlink()
    found = workplace.sides()
    assert (found.before.is_rendered, found.before.log, len(workplace.renders)) == (False, "", 1)


def test_a_project_that_cannot_be_read_is_not_taken_for_one_that_was_not_there(workplace: Workplace):
    (workplace.before / "Pulumi.yaml").write_text("name: [")
    workplace.sides()
    assert "--cwd old" in workplace.renders[0]


def test_renders_are_taken_as_they_are(workplace: Workplace):
    make_render(workplace.before)
    assert workplace.sides().before.folder == workplace.before
    assert [each.partition(" --out")[0] for each in workplace.renders] == ["render --cwd new"]
    assert workplace.renders[0].endswith("--deployed old")
    (workplace.after / "Pulumi.yaml").unlink()
    make_render(workplace.after)
    assert workplace.sides().after.folder == workplace.after
    assert len(workplace.renders) == 1


def test_a_folder_that_is_not_there_is_no_new_stack(workplace: Workplace):
    found = render_sides(workplace.folder / "odl", workplace.after, Rendering(), workplace.folder / "work")
    assert found.before.folder == workplace.folder / "odl"


def test_the_earlier_project_is_rendered_by_its_own_homelab(workplace: Workplace):
    found = workplace.sides(Rendering(before_homelab=workplace.folder / "missing" / "homelab"))
    assert found.before.log == "error: homelab cannot be run, with which it is rendered: No such file or directory"
    assert found.after.is_rendered
