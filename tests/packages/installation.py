"""An environment into which the wheel is installed, as a user's is."""

import subprocess
import sys
import sysconfig
import venv
from dataclasses import dataclass
from pathlib import Path
from zipfile import ZipFile


@dataclass(frozen=True)
class Installation:
    """A virtual environment with the wheel, and the dependencies of the environment of the tests."""

    folder: Path

    @classmethod
    def of(cls, wheel: Path, folder: Path) -> "Installation":
        """Install ``wheel`` without pip, which would take ten seconds, and without the checkout of the tests."""
        venv.create(folder, with_pip=False)
        packages = Path(sysconfig.get_path("purelib", vars={"base": str(folder)}))
        ZipFile(wheel).extractall(packages)
        dependencies = [each for each in sys.path if Path(each).name == "site-packages"]
        (packages / "dependencies.pth").write_text("\n".join(dependencies))
        return cls(folder)

    @property
    def python(self) -> Path:
        """Its interpreter."""
        return self.folder / "bin" / "python"

    def run(self, program: str) -> str:
        """What a program prints that runs outside of the checkout."""
        command = [str(self.python), "-I", "-c", program]
        return subprocess.run(command, cwd=self.folder, capture_output=True, text=True, check=True).stdout
