"""Results of comparing two policies: the values in which they differ, each in a sentence."""

from collections.abc import Iterator

import attrs

from managed_mrr.dates import DateRange
from managed_mrr.policy import Policy
from managed_mrr.rules import EVER
from managed_mrr.tables import Table

__all__ = ["ParameterDifference", "PolicyDifference"]


def __dir__() -> list[str]:
    return __all__


@attrs.frozen
class ParameterDifference:
    """
    One value in which two policies differ.

    Attributes:
        place: Where it stands, such as ``eligibility.rules[0].window.days``; in the second policy if only that
            has it.
        name: What it is called: a parameter, a currency, or a tool.
        before: What it is in the first policy; None if that has no such value.
        after: What it is in the second; None if that has none.
        sentence: What that means.
        clauses: The clauses it is about.
        period: The days on which it is so.

    Examples:
        >>> from managed_mrr import diff, hubspot
        >>> (difference,) = diff(hubspot.SERVICING, hubspot.SERVICING.with_(multiplied=False))
        >>> print(difference)
        points.multiplied: the client's multiplier is left out (A3)
    """

    place: str
    name: str
    before: object
    after: object
    sentence: str
    clauses: tuple[str, ...]
    period: DateRange = EVER

    def __str__(self) -> str:
        days = "" if self.period == EVER else f" in {self.period}"
        clauses = f" ({', '.join(self.clauses)})" if self.clauses else ""
        return f"{self.place}{days}: {self.sentence}{clauses}"


@attrs.frozen(repr=False)
class PolicyDifference:
    """
    What differs between two policies or programs; nothing if they give the same numbers whatever the evidence.

    Attributes:
        before: The first policy.
        after: The second.
        differences: The values in which they differ.

    Examples:
        >>> from managed_mrr import ExpiryWindow, diff, hubspot
        >>> print(diff(hubspot.SERVICING, hubspot.SERVICING.with_(name="ours", window=ExpiryWindow(days=61))))
        What differs: servicing, then ours
        place                             what differs                              clauses
        --------------------------------  ----------------------------------------  -------------
        eligibility.rules[0].window.days  an activity counts 61 days instead of 60  A14, A15, A19
    """

    before: Policy
    after: Policy
    differences: tuple[ParameterDifference, ...]

    def __repr__(self) -> str:
        return f"<PolicyDifference of {self.before} and {self.after}, values: {len(self):,}>"

    def __str__(self) -> str:
        return self.table().text()

    def _repr_html_(self) -> str:
        return self.table().html()

    def __len__(self) -> int:
        return len(self.differences)

    def __iter__(self) -> Iterator[ParameterDifference]:
        return iter(self.differences)

    def table(self) -> Table:
        """The differences as a table for people."""
        dated = any(each.period != EVER for each in self)
        rows = [
            [*([str(each.period)] if dated else []), each.place, each.sentence, ", ".join(each.clauses)]
            for each in self
        ]
        return Table(
            [*(["days"] if dated else []), "place", "what differs", "clauses"],
            rows,
            title=f"What differs: {self.before}, then {self.after}",
            notes=[] if rows else ["Nothing that decides a number."],
        )
