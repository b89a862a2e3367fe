"""What every test run shares: Hypothesis profiles, and the examples in documents and docstrings as tests."""

import os

from hypothesis import settings
from sybil import Sybil
from sybil.parsers.doctest import DocTestParser
from sybil.parsers.myst import PythonCodeBlockParser, SkipParser
from sybil.sybil import SybilCollection

settings.register_profile("dev", max_examples=50, deadline=None)
settings.register_profile("ci", max_examples=100, deadline=None, derandomize=True, print_blob=True)
# Watching each line trebles the time a law takes; what only rare examples would visit deserves a test of its own.
settings.register_profile("few", max_examples=20, deadline=None, derandomize=True, print_blob=True)
settings.register_profile("thorough", max_examples=5000, deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE") or ("ci" if os.environ.get("CI") else "dev"))

readme = Sybil([PythonCodeBlockParser(), SkipParser()], pattern="README.md")
pages = Sybil([PythonCodeBlockParser(), SkipParser()], path="docs", pattern="*.md")
docstrings = Sybil([DocTestParser()], path="src", pattern="*.py")

pytest_collect_file = SybilCollection([readme, pages, docstrings]).pytest()
