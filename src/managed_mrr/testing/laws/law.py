"""Laws: a sentence about every implementation, and the check that it is true of one case."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import TypeAlias

import attrs

from managed_mrr.dates.ranges import repr_date
from managed_mrr.evidence import LISTS, Portfolio
from managed_mrr.testing.implementations import Implementation, as_lines
from managed_mrr.testing.reference import Lines

__all__ = ["Case", "Evaluate", "Law", "LawBroken"]


def __dir__() -> list[str]:
    return __all__


Evaluate: TypeAlias = Callable[[Portfolio, date], Lines]


@attrs.frozen
class Case:
    """
    What one check of a law is about.

    Attributes:
        portfolio: The evidence.
        day: The day.
        turn: Which of several choices a law makes where it has one, such as which client it leaves out.
        window: For how many days an activity counts, its own among them.

    Examples:
        >>> Case(Portfolio(), date(2024, 3, 1)).turn
        0
    """

    portfolio: Portfolio
    day: date = attrs.field(repr=repr_date)
    turn: int = 0
    window: int = attrs.field(default=60, kw_only=True)


class LawBroken(AssertionError):  # noqa: N818 -- a law is broken
    """
    An implementation broke a law.

    Attributes:
        law: The law.
        case: On which case.
        said: What was expected and what came instead.

    Examples:
        >>> from managed_mrr.testing.laws import LAWS
        >>> try:
        ...     LAWS["agreement-needed"].check(lambda portfolio, day: {}, Case(Portfolio(), date(2024, 3, 1)))
        ... except LawBroken:
        ...     print("broken")
    """

    def __init__(self, law: "Law", case: Case, said: str) -> None:
        self.law, self.case, self.said = law, case, said
        super().__init__(f"{law.name}: {law.sentence} ({', '.join(law.clauses)})\n{said}\n\n{as_test(law, case)}")


@attrs.frozen
class Law:
    """
    One thing that is true of every implementation.

    Attributes:
        name: What it is called.
        sentence: What it says.
        clauses: The clauses it follows from.
        policies: Of which shipped policies it is true.
        ask: The check itself, of an implementation whose answers are lines and a case; it returns what is wrong.

    Examples:
        >>> from managed_mrr.testing.laws import LAWS
        >>> print(LAWS["split-is-even"])
        split-is-even: partners that share a client get equal parts (A5)
    """

    name: str
    sentence: str
    clauses: tuple[str, ...]
    policies: frozenset[str]
    ask: Callable[[Evaluate, Case], Iterable[str]] = attrs.field(repr=False)

    def __str__(self) -> str:
        return f"{self.name}: {self.sentence} ({', '.join(self.clauses)})"

    def check(self, evaluate: Implementation, case: Case) -> None:
        """
        Check one case.

        Args:
            evaluate: The implementation.
            case: The case.

        Raises:
            LawBroken: The law is not true of it, or the implementation raised or answered in no known form.
        """
        try:
            wrong = next(iter(self.ask(lambda portfolio, day: as_lines(evaluate(portfolio, day)), case)), None)
        except Exception as error:
            said = f"the implementation raised {type(error).__name__}: {error}"
            raise LawBroken(self, case, said) from error
        if wrong is not None:
            raise LawBroken(self, case, wrong)


def as_test(law: Law, case: Case) -> str:
    """
    A case as a test to put into one's own suite, in which ``evaluate`` is the implementation.

    Examples:
        >>> from managed_mrr.testing.laws import LAWS
        >>> print(as_test(LAWS["split-is-even"], Case(Portfolio(), date(2024, 3, 1))))
        from datetime import date
        from fractions import Fraction
        from managed_mrr import *
        from managed_mrr.testing.laws import LAWS, Case
        <BLANKLINE>
        <BLANKLINE>
        def test_split_is_even():
            portfolio = Portfolio.of()
            LAWS["split-is-even"].check(evaluate, Case(portfolio, date(2024, 3, 1)))
    """
    records = [_written(record) for name in LISTS for record in getattr(case.portfolio, name)]
    inside = "".join(f"\n        {each}," for each in records)
    portfolio = f"Portfolio.of({inside}\n    )" if records else "Portfolio.of()"
    more = (f", turn={case.turn}" if case.turn else "") + (f", window={case.window}" if case.window != 60 else "")  # noqa: PLR2004
    return (
        "from datetime import date\nfrom fractions import Fraction\nfrom managed_mrr import *\n"
        "from managed_mrr.testing.laws import LAWS, Case\n\n\n"
        f"def test_{law.name.replace('-', '_')}():\n    portfolio = {portfolio}\n"
        f'    LAWS["{law.name}"].check(evaluate, Case(portfolio, {repr_date(case.day)}{more}))'
    )


def _written(record: object) -> str:
    """A record as one would write it, without what it would be anyway."""
    kind = type(record)
    said = []
    for field in attrs.fields(kind):
        value = getattr(record, field.name)
        default = field.default
        if isinstance(default, attrs.Factory):  # type: ignore[arg-type]
            default = default.factory(record) if default.takes_self else default.factory()  # type: ignore[union-attr]
        if value == default:
            continue
        text = repr_date(value) if isinstance(value, date) else repr(value)
        if isinstance(value, tuple) and value and attrs.has(type(value[0])):
            text = f"[{', '.join(map(_written, value))}]"
        elif attrs.has(type(value)):
            text = _written(value)
        said.append(f"{field.name}={text}" if field.kw_only else text)
    return f"{kind.__name__}({', '.join(said)})"
