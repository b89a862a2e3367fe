"""What was sold: points or amounts of a partner for a time, as an input."""

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from fractions import Fraction

import attrs

from managed_mrr.amounts import exact
from managed_mrr.dates import DateRange, StepFunction
from managed_mrr.errors import PolicyError, PortfolioError, Problem, nearest
from managed_mrr.evidence import Portfolio
from managed_mrr.rules import Source
from managed_mrr.rules.dated import period, to_source
from managed_mrr.rules.tiers import POINTS, to_name, to_unit, written
from managed_mrr.tiers.measures import Measure

__all__ = ["SoldPoints", "TierError", "checked", "overlaps", "sold_over_time"]


def __dir__() -> list[str]:
    return __all__


class TierError(PortfolioError):
    """
    Tiers or what was sold do not fit together, or not to the evidence; all problems are in it.

    Attributes:
        problems: Every :class:`~managed_mrr.Problem` found, in the order given.

    Examples:
        >>> print(TierError([Problem("sold[0].partner", "nroth", "the id of a partner in the evidence")]))
        tiers and sold points have 1 problem:
          sold[0].partner: got 'nroth', expected the id of a partner in the evidence
    """

    def __init__(self, problems: Iterable[Problem]) -> None:
        super().__init__(problems)
        self.args = (str(self).replace("the portfolio has", "tiers and sold points have", 1),)


def _to_amount(value: str | int | Decimal | Fraction) -> Fraction:
    if (amount := exact(value)) < 0:
        msg = f"sold points are {value!r}: expected a number of 0 or more"
        raise PolicyError(msg)
    return amount


@attrs.frozen
class SoldPoints:
    """
    What a partner has sold, as it counts for its tier, on the days of a period.

    The library does not work it out; it is an input, as the partner's dashboard shows it. On days without any it is
    not known, which is not the same as none: say 0 for a time in which nothing was sold.

    Args:
        partner: Id of the partner.
        points: How much, on each day of the period; 0 or more.
        period: The days.
        unit: What it is counted in: ``"points"``, or a currency code.
        source: Where it comes from; a text is the title of a source.

    Clause:
        A20.

    Examples:
        >>> from datetime import date
        >>> print(SoldPoints("north", 70, DateRange(date(2024, 1, 1), date(2024, 7, 1))))
        north has sold 70.00 points in [2024-01-01, 2024-07-01)
    """

    partner: str = attrs.field(converter=to_name)
    points: Fraction = attrs.field(converter=_to_amount)
    period: DateRange = attrs.field(converter=period)
    unit: str = attrs.field(default=POINTS, kw_only=True, converter=to_unit)
    source: Source | None = attrs.field(default=None, kw_only=True, converter=to_source)

    def __str__(self) -> str:
        return f"{self.partner} has sold {written(self.points, self.unit)} {self.unit} in {self.period}"


def overlaps(sold: Sequence[SoldPoints], places: Sequence[str]) -> Iterator[Problem]:
    """
    Each two periods of one partner, in one unit, that share a day.

    Args:
        sold: What was sold.
        places: What each is called in a problem.

    Examples:
        >>> twice = [SoldPoints("north", 70, DateRange()), SoldPoints("north", 80, DateRange())]
        >>> [each.path for each in overlaps(twice, ["sold[0]", "sold[1]"])]
        ['sold[1]']
    """
    for index, (later, place) in enumerate(zip(sold, places, strict=True)):
        for earlier, before in zip(sold[:index], places, strict=False):
            same = (earlier.partner, earlier.unit) == (later.partner, later.unit)
            if same and earlier.period.overlaps(later.period):
                expected = f"no day of {before}, {earlier.period}, again for {later.partner!r}"
                yield Problem(place, str(later.period), expected, "end the earlier where the later begins")


def checked(sold: Iterable[SoldPoints], portfolio: Portfolio) -> tuple[SoldPoints, ...]:
    """
    What was sold, if it fits together and to the evidence.

    Raises:
        TierError: A partner is not known, or periods overlap; the error has every problem.
        PolicyError: Something is not what was sold.

    Examples:
        >>> checked([], Portfolio())
        ()
    """
    sold = tuple(sold)
    partners = [partner.id for partner in portfolio.partners]
    problems: list[Problem] = []
    for index, each in enumerate(sold):
        if not isinstance(each, SoldPoints):
            msg = f"not sold points: {each!r}; expected SoldPoints(partner, points, period)"
            raise PolicyError(msg)
        if each.partner not in partners:
            near = nearest(each.partner, partners)
            hint = f"did you mean {near!r}?" if near else "add the partner to the evidence, or leave this out"
            problems.append(
                Problem(f"sold[{index}].partner", each.partner, "the id of a partner in the evidence", hint)
            )
    problems += overlaps(sold, [f"sold[{index}]" for index in range(len(sold))])
    if problems:
        raise TierError(problems)
    return sold


def sold_over_time(sold: Iterable[SoldPoints], partner: str, unit: str) -> StepFunction[Measure]:
    """
    What a partner has sold on each day, in one unit; unknown on days for which it is not given.

    Examples:
        >>> from datetime import date
        >>> known = sold_over_time([SoldPoints("north", 70, DateRange(date(2024, 1, 1)))], "north", "points")
        >>> known.at(date(2024, 1, 1)).amount, known.at(date(2023, 12, 31)).amount
        (Fraction(70, 1), None)
    """
    mine = sorted(
        (each for each in sold if (each.partner, each.unit) == (partner, unit)), key=lambda each: each.period.edges
    )
    unknown = Measure(unknown=[f"sold {unit}"])
    return StepFunction.in_turn(((each.period, StepFunction.constant(Measure(each.points))) for each in mine), unknown)
