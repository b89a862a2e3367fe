"""Movements: one change of one partner's credit for one client, what became of the line, and why."""

from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import Self

import attrs

from managed_mrr.amounts import Money, decimal_text
from managed_mrr.dates.ranges import repr_date

__all__ = ["Cause", "Kind", "Movement", "signed"]


def __dir__() -> list[str]:
    return __all__


def signed(amount: Money | Fraction) -> str:
    """
    An amount for people, its sign always written: of money in its minor unit, of points in two digits.

    Examples:
        >>> signed(Money("1234.5", "USD")), signed(Fraction(-1, 3))
        ('+1,234.50', '-0.33')
    """
    text = amount.decimal(grouped=True) if isinstance(amount, Money) else decimal_text(amount, 2, grouped=True)
    return text if text.startswith("-") or not text.strip("0.") else f"+{text}"


class Kind(StrEnum):
    """
    What became of a line, or of its amount.

    On a day on which a line begins or ends every movement of it is of that kind, whatever its sign; on every other
    day the sign of the movement decides.

    Examples:
        >>> print(Kind.REGAINED)
        regained
    """

    GAINED = "gained"
    """The partner has a line for the client for the first time."""

    REGAINED = "regained"
    """The partner has a line again that it had on some day before."""

    UP = "up"
    """The line goes on, and this raised it."""

    DOWN = "down"
    """The line goes on, and this lowered it."""

    LOST = "lost"
    """The line is over."""

    def __repr__(self) -> str:
        return f"Kind.{self.name}"


class Cause(StrEnum):
    """
    Why credit or points changed, in words for people.

    Attributes:
        clauses: The clauses behind it.

    Examples:
        >>> print(Cause.ACTIVITY_LAPSED, Cause.ACTIVITY_LAPSED.clauses)
        activity lapsed ('A14', 'A15', 'A19')
    """

    clauses: tuple[str, ...]

    ACTIVITY_PERFORMED = "activity performed", "A2", "A6"
    ACTIVITY_RENEWED = "activity renewed", "A2", "A14"
    ACTIVITY_LAPSED = "activity lapsed", "A14", "A15", "A19"
    RELATIONSHIP_BEGAN = "relationship began", "A6", "A10"
    RELATIONSHIP_ENDED = "relationship ended", "A18"
    MINIMUM_ACTIVITY = "minimum activity", "A16"
    AGREEMENT = "agreement", "B1"
    PARTNER_OF_RECORD = "partner of record", "B2", "B9"
    UPGRADE = "upgrade or item added", "B6"
    DOWNGRADE = "downgrade or item removed", "B7"
    DISCOUNT = "discount", "B6"
    SUBSCRIPTION_STARTED = "subscription started", "B5"
    CANCELLATION = "cancellation", "B8"
    REFUND = "refund", "B8"
    STANDING = "standing", "B3"
    RECOGNITION = "recognition", "B5", "B9"
    SHARING = "number of sharing partners", "A5"
    RATE = "rate", "A3"
    MULTIPLIER = "multiplier", "A3"
    CURRENCY = "currency", "A17"
    TERMS = "change of terms", "B13"

    def __new__(cls, text: str, *clauses: str) -> Self:
        """Make a member that is its text and knows its clauses."""
        made = str.__new__(cls, text)
        made._value_ = text
        made.clauses = clauses
        return made

    def __repr__(self) -> str:
        return f"Cause.{self.name}"


@attrs.frozen(kw_only=True)
class Movement:
    """
    One change of one partner's credit for one client on one day.

    Attributes:
        on: The day; it is the first on which the new amount holds.
        partner: Id of the partner.
        client: Id of the client.
        subscription: Id of the subscription whose amount moved; None where a line without credit came or went,
            or where the revenue is not made of subscriptions.
        kind: What became of the line, or of its amount.
        cause: Why: a :class:`Cause`, or the class name of a rule that this library does not know.
        credit: By how much the credit changed, exactly; it may be 0.
        points: By how much the points changed, exactly; None if they were unknown before or are after.
        known_points: By how much the points that are known changed; 0 if they were unknown and stay so.

    Examples:
        >>> fell = Movement(
        ...     on=date(2024, 3, 15),
        ...     partner="north",
        ...     client="acme",
        ...     subscription="s1",
        ...     kind=Kind.LOST,
        ...     cause=Cause.ACTIVITY_LAPSED,
        ...     credit=Money(-1000, "USD"),
        ...     points=Fraction(-10),
        ... )
        >>> print(fell)
        2024-03-15  north at acme, s1: lost USD -1,000.00, -10.00 points (activity lapsed)
    """

    on: date = attrs.field(repr=repr_date)
    partner: str
    client: str
    subscription: str | None
    kind: Kind
    cause: Cause | str
    credit: Money
    points: Fraction | None
    known_points: Fraction = attrs.field(
        default=attrs.Factory(lambda self: self.points or Fraction(0), takes_self=True)
    )

    def __str__(self) -> str:
        about = self.client if self.subscription is None else f"{self.client}, {self.subscription}"
        credit = f"{self.credit.currency} {signed(self.credit)}"
        points = "points unknown" if self.points is None else f"{signed(self.points)} points"
        return f"{self.on}  {self.partner} at {about}: {self.kind} {credit}, {points} ({self.cause})"
