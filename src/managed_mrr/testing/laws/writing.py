"""Writing: evidence as a person would write it down, for tests to keep."""

import re
from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from typing import Any

import attrs

from managed_mrr.amounts import decimal_text
from managed_mrr.dates.ranges import repr_date
from managed_mrr.evidence import LISTS, Portfolio

__all__ = ["as_plain_test", "as_test", "written"]


def __dir__() -> list[str]:
    return __all__


WIDTH = 100
"""Longer calls stand on several lines."""

MOST_DIGITS = 6
"""Amounts with more decimal digits are written as fractions."""

NAMES = re.compile(r"\b([A-Z]\w+)\(")


def as_test(law: str, portfolio: Portfolio, day: date, *, timelines: bool = False, **choices: int | str) -> str:
    """
    The check of a law on a case as a test to put into one's own suite, in which ``evaluate`` is the implementation.

    Args:
        law: The name of the law.
        portfolio: The evidence.
        day: The day.
        timelines: Whether the check takes ``timelines`` too.
        **choices: What else makes the case.

    Examples:
        >>> print(as_test("split-is-even", Portfolio(), date(2024, 3, 1), turn=2))
        from datetime import date
        <BLANKLINE>
        from managed_mrr import Portfolio
        from managed_mrr.testing import LAWS, Case
        <BLANKLINE>
        <BLANKLINE>
        def test_split_is_even() -> None:
            portfolio = Portfolio()
            case = Case(portfolio, date(2024, 3, 1), turn=2)
            LAWS["split-is-even"].check(evaluate, case)
    """
    case = ", ".join(["portfolio", repr_date(day), *(f"{name}={written(choice)}" for name, choice in choices.items())])
    more = ", timelines=timelines" if timelines else ""
    body = [f"case = Case({case})", f'LAWS["{law}"].check(evaluate, case{more})']
    return _test(law, portfolio, "LAWS, Case", body)


def as_plain_test(law: str, portfolio: Portfolio, day: date, expected: str) -> str:
    """
    What is expected of one answer as a test for one's own suite, in which ``evaluate`` is the implementation.

    Args:
        law: The name of the law.
        portfolio: The evidence.
        day: The day.
        expected: What is to be true of ``lines``, in Python.

    Examples:
        >>> print(as_plain_test("expires-at-the-window", Portfolio(), date(2024, 3, 1), "not lines"))
        from datetime import date
        <BLANKLINE>
        from managed_mrr import Portfolio
        from managed_mrr.testing import as_lines
        <BLANKLINE>
        <BLANKLINE>
        def test_expires_at_the_window() -> None:
            portfolio = Portfolio()
            lines = as_lines(evaluate(portfolio, date(2024, 3, 1)))
            assert not lines
    """
    body = [f"lines = as_lines(evaluate(portfolio, {repr_date(day)}))", f"assert {expected}"]
    return _test(law, portfolio, "as_lines", body)


def _test(law: str, portfolio: Portfolio, names: str, body: list[str]) -> str:
    records = [written(record, indent=8) for name in LISTS for record in getattr(portfolio, name)]
    inside = "".join(f"        {each},\n" for each in records)
    made = f"Portfolio.of(\n{inside}    )" if records else "Portfolio()"
    used = sorted({"Portfolio", *NAMES.findall(inside)} - {"Fraction"})
    return "\n".join(
        [
            "from datetime import date",
            *["from fractions import Fraction"] * ("Fraction(" in inside),
            "",
            _call(f"from managed_mrr import {', '.join(used)}", "from managed_mrr import (", used, ")", 0),
            f"from managed_mrr.testing import {names}",
            "",
            "",
            f"def test_{law.replace('-', '_')}() -> None:",
            f"    portfolio = {made}",
            *(f"    {line}" for line in body),
        ]
    )


def written(record: object, *, indent: int = 0) -> str:
    """
    A value as the call that makes it, without what it would be anyway.

    Args:
        record: A record, or a part of one.
        indent: How far its first line is indented, in characters.

    Examples:
        >>> from managed_mrr import Item
        >>> print(written(Item("Hub", price="99.90", start=date(2024, 1, 1))))
        Item("Hub", price="99.9", start=date(2024, 1, 1))
    """
    if isinstance(record, date):
        return repr_date(record)
    if isinstance(record, str):
        return '"' + record.replace("\\", "\\\\").replace('"', '\\"') + '"'
    if isinstance(record, Fraction):
        return _number(record)
    if isinstance(record, tuple):
        inside = [written(each, indent=indent + 4) for each in record]
        return _call(f"[{', '.join(inside)}]", "[", inside, "]", indent)
    kind: Any = type(record)
    if not attrs.has(kind):
        return repr(record)
    arguments = list(_arguments(record, indent + 4))
    return _call(f"{kind.__name__}({', '.join(arguments)})", f"{kind.__name__}(", arguments, ")", indent)


def _arguments(record: Any, indent: int) -> Iterator[str]:  # noqa: ANN401 -- any class made with attrs
    """What to write of each field, but for those that are as they would be anyway."""
    named = False
    for field in attrs.fields(type(record)):
        default: Any = field.default
        if isinstance(default, attrs.Factory):  # type: ignore[arg-type]
            default = default.factory(record)
        value = getattr(record, field.name)
        if value == default:
            named = True  # from here on a place no longer tells the field
        else:
            yield f"{field.name}={written(value, indent=indent)}" if named or field.kw_only else written(value)


def _call(short: str, start: str, arguments: list[str], end: str, indent: int) -> str:
    if indent + len(short) <= WIDTH and "\n" not in short:
        return short
    inside = "".join(f"{' ' * (indent + 4)}{each},\n" for each in arguments)
    return f"{start}\n{inside}{' ' * indent}{end}"


def _number(value: Fraction) -> str:
    if value.denominator == 1:
        return str(value)
    if (value * 10**MOST_DIGITS).denominator == 1:
        return f'"{decimal_text(value, MOST_DIGITS).rstrip("0")}"'
    return repr(value)
