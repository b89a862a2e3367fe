"""
The pytest plug-in that reports coverage of rules at the end of a test run; see :mod:`managed_mrr.rule_coverage`.

It is loaded where it is asked for, with ``-p managed_mrr.pytest_plugin``. It is no entry point of pytest: then every
test run of an environment that has this package would import it, and pytest would rewrite the assertions of the whole
package, which no longer runs as it is written. It is not in ``managed_mrr.testing`` because that needs Hypothesis.
"""

from argparse import ArgumentTypeError
from fractions import Fraction

import pytest

__all__ = ["fraction_of_rules", "pytest_addoption", "pytest_configure"]


def __dir__() -> list[str]:
    return __all__


def fraction_of_rules(text: str) -> Fraction:
    """
    The threshold that a text on the command line gives, exactly.

    Raises:
        ArgumentTypeError: It is no number between 0 and 1.

    Examples:
        >>> fraction_of_rules("17/18"), fraction_of_rules("0.9")
        (Fraction(17, 18), Fraction(9, 10))
    """
    try:
        threshold = Fraction(text)
    except (ValueError, ZeroDivisionError):
        threshold = Fraction(-1)
    if not 0 <= threshold <= 1:
        msg = f"not a part of the rules: {text!r}; expected a number from 0 to 1, such as 9/10 or 1"
        raise ArgumentTypeError(msg)
    return threshold


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options; each of them alone switches the report on."""
    group = parser.getgroup("managed_mrr", "coverage of the rules of managed_mrr policies")
    group.addoption(
        "--rule-coverage",
        action="store_true",
        help="report which answers and boundary days of the rules the tests have asked for",
    )
    group.addoption(
        "--rule-coverage-fail-under",
        metavar="FRACTION",
        type=fraction_of_rules,
        help="fail if less than this part of the rules of any policy was reached, such as 9/10 or 1",
    )
    group.addoption(
        "--rule-coverage-policy",
        metavar="NAME",
        action="append",
        help="look at this policy, shipped or your own; may be repeated (default: the shipped ones that are asked)",
    )
    group.addoption(
        "--rule-coverage-timelines",
        action="store_true",
        help="let a timeline count as asking about every day it covers",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Start recording, if an option asks for it."""
    options = ("rule_coverage", "rule_coverage_policy", "rule_coverage_timelines")
    if any(map(config.getoption, options)) or config.getoption("rule_coverage_fail_under") is not None:
        from managed_mrr.rule_coverage.reporting import RuleReporter  # noqa: PLC0415 -- see above

        config.pluginmanager.register(RuleReporter(config), "managed_mrr_rule_coverage")
