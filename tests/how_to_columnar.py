"""
The page "Whole programmes" on two million activities, where nothing but the package and its extra is installed.

``python tests/how_to_columnar.py`` builds a wheel, makes a virtual environment with ``managed-mrr[columnar]`` from it,
generates a programme as Parquet files there, and goes through the page with these in place of the shipped example. It
fetches what the extra asks for, so it is no part of the test suite.
"""

import re
import subprocess
import sys
import venv
from doctest import DocTestParser
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "how-to" / "whole-programmes.md"
SIZE = "M"

OWN_FOLDER = f"""
from pathlib import Path
import managed_mrr as mm
from managed_mrr import columnar
folder = Path({SIZE!r})
"""
"""In place of the block that writes the shipped example."""

RUN = """
import traceback
from time import perf_counter

globs, began, failed = {}, perf_counter(), 0
for title, code in STEPS:
    start = perf_counter()
    try:
        for source in code:
            exec(compile(source, title, "single" if "\\n" not in source.strip() else "exec"), globs)
        said = "done"
    except ImportError as error:
        said = f"left out: {error.name} is not installed"
    except globs["mm"].PortfolioError as error:
        said = f"reported {len(error.problems)} problems, as it should"
    except Exception:
        traceback.print_exc()
        said, failed = "FAILED", failed + 1
    print(f"-- {title}: {said}, {perf_counter() - start:.2f} s", flush=True)
print(f"all of it took {perf_counter() - began:.1f} s")
raise SystemExit(failed)
"""
"""Runs the steps; what is printed is shown, and not compared with what the page prints of the shipped example."""


def steps(page: str) -> list[tuple[str, list[str]]]:
    """The blocks of a page that are run, each under the heading it follows, as single statements."""
    found, title = [], ""
    for heading, skip, block in re.findall(
        r"^## (.+?)$|^(% skip: next\n\n)?```python\n(.*?)^```$", page, re.DOTALL | re.MULTILINE
    ):
        title = heading or title
        if block and not skip:
            found.append((title, [example.source for example in DocTestParser().get_examples(block)]))
    return [(found[0][0], [OWN_FOLDER]), *found[1:-1]]


def main() -> int:
    """Build, install, generate, run; 0 if every step ran."""
    began = perf_counter()
    with TemporaryDirectory() as folder:
        place = Path(folder)
        subprocess.run(
            [sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "--wheel-dir", folder, str(ROOT)], check=True
        )
        (wheel,) = place.glob("*.whl")
        venv.create(place / "fresh", with_pip=True)
        python = place / "fresh" / "bin" / "python"
        subprocess.run([python, "-m", "pip", "install", "-q", f"{wheel}[columnar]"], check=True)
        say(f"a fresh environment with {wheel.name}[columnar], {perf_counter() - began:.0f} s")
        generator = [str(python), "-m", "benchmarks.columnar.generate", SIZE, str(place / SIZE)]
        subprocess.run(generator, cwd=ROOT, check=True)
        say(f"generated a programme of size {SIZE}, {perf_counter() - began:.0f} s")
        (place / "page.py").write_text(f"STEPS = {steps(PAGE.read_text(encoding='utf-8'))!r}\n{RUN}", encoding="utf-8")
        ran = subprocess.run([python, "page.py"], cwd=place, check=False)
    say(f"{PAGE.name} on size {SIZE}: {'every step ran' if not ran.returncode else 'steps failed'}")
    return ran.returncode


def say(line: str) -> None:
    """Print at once, between what programs print."""
    sys.stdout.write(f"== {line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
