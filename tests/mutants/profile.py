"""A plug-in that keeps laws short: the first failure is enough, and needs no simplest example."""

from hypothesis import Phase, settings

EXAMPLES = 15
"""How many examples of each law are tried; a law that asks for more of them gets more."""


def pytest_configure() -> None:
    """Settle it after the root ``conftest.py`` and before any test is imported."""
    settings.register_profile(
        "mutants",
        max_examples=EXAMPLES,
        derandomize=True,
        deadline=None,
        phases=[Phase.explicit, Phase.generate],
        report_multiple_bugs=False,
    )
    settings.load_profile("mutants")
