"""
The page "Test your own implementation" where nothing but the package and its extra is installed.

``python tests/how_to.py`` builds a wheel, makes a virtual environment with ``managed-mrr[testing]`` from it, and runs
the page there. It fetches what the extra asks for, so it is no part of the test suite.
"""

import doctest
import re
import subprocess
import sys
import venv
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "how-to" / "test-your-own-implementation.md"
LIMIT = 60
"""How many seconds the page may take."""


def script(page: str) -> str:
    """The blocks of a page as one script, in which what is shown to be printed is compared."""
    parts = [
        "import doctest",
        "parser, globs, tries, failures = doctest.DocTestParser(), {}, 0, 0",
    ]
    for block in re.findall(r"^```python\n(.*?)^```$", page, re.DOTALL | re.MULTILINE):
        if doctest.DocTestParser().get_examples(block):
            parts += [
                f"shown = parser.get_doctest({block!r}, globs, 'page', None, 0)",
                "shown.globs = globs  # not a copy: functions of the page read its names",
                "ran = doctest.DocTestRunner().run(shown, clear_globs=False)",
                "tries, failures = tries + ran.attempted, failures + ran.failed",
            ]
        else:
            parts.append(f"exec({block!r}, globs)")
    parts.append("assert tries and not failures, f'{failures} of {tries} examples print something else'")
    return "\n".join(parts)


def main() -> int:
    """Build, install, run; 0 if the page is right and quick enough."""
    with TemporaryDirectory() as folder:
        place = Path(folder)
        subprocess.run(
            [sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "--wheel-dir", folder, str(ROOT)], check=True
        )
        (wheel,) = place.glob("*.whl")
        venv.create(place / "fresh", with_pip=True)
        python = place / "fresh" / "bin" / "python"
        subprocess.run([python, "-m", "pip", "install", "-q", f"{wheel}[testing]"], check=True)
        (place / "page.py").write_text(script(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
        began = perf_counter()
        subprocess.run([python, "page.py"], cwd=place, check=True)
        took = perf_counter() - began
    sys.stdout.write(f"{PAGE.name} runs in a fresh environment, in {took:.0f} s; at most {LIMIT} are allowed\n")
    return int(took > LIMIT)


if __name__ == "__main__":
    sys.exit(main())
