"""Search: tries situations, the most ordinary first, until two policies differ on one."""

from collections.abc import Iterator
from html import escape
from itertools import combinations

import attrs

from managed_mrr.comparison import Comparison, compare
from managed_mrr.difference import told_apart
from managed_mrr.errors import ManagedMRRError, PolicyError
from managed_mrr.evidence import LISTS, Portfolio
from managed_mrr.policy import Policy, a_policy
from managed_mrr.scenario import Scenario
from managed_mrr.segments import Segment, Segmenter
from managed_mrr.tables import printable
from managed_mrr.witness.situations import Departure, Situation, departures

__all__ = ["Witness", "witness"]


def __dir__() -> list[str]:
    return __all__


@attrs.frozen(kw_only=True, repr=False)
class Witness:
    """
    A smallest situation in which two policies differ, or how far there is none.

    Attributes:
        a: The one policy.
        b: The other.
        departures: In what the situation is not the ordinary one; empty if none was found, or it is the ordinary one.
        portfolio: The evidence of the situation, without any record that does not matter; None if none was found.
        tried: How many situations were tried.
        most: In how many things at once they departed from the ordinary one.
        ways: In how many ways they could.

    Examples:
        >>> from managed_mrr import ExpiryWindow, hubspot
        >>> witness(hubspot.SERVICING, hubspot.SERVICING.with_(window=ExpiryWindow(days=61))).portfolio
        <Portfolio: 1 partner, 1 client, 1 employee, 1 partner user, 1 client user, 1 link, 1 activity>
    """

    a: Policy
    b: Policy
    departures: tuple[Departure, ...]
    portfolio: Portfolio | None
    tried: int
    most: int
    ways: int

    @property
    def found(self) -> bool:
        """Whether there is a situation in which the policies differ."""
        return self.portfolio is not None

    @property
    def comparison(self) -> Comparison | None:
        """What differs in the situation, over time; None if none was found."""
        return None if self.portfolio is None else compare(self.portfolio, Scenario(policy=self.b), policy=self.a)

    def __repr__(self) -> str:
        found = "found" if self.found else "none found"
        a, b = told_apart(self.a, self.b)
        return f"<Witness of {a} and {b}, {found}, situations tried: {self.tried:,}>"

    def __str__(self) -> str:
        a, b = told_apart(self.a, self.b)
        if self.portfolio is None:
            return (
                f"{a} and {b} do not differ in any of {self.tried:,} situations, on any day: "
                f"the ordinary one, and those that depart from it in at most {self.most} of {self.ways} ways"
            )
        how = "; ".join(each.text for each in self.departures)
        return f"{a} and {b} differ {f'when {how}' if how else 'on one ordinary client'}\n{self.comparison}"

    def _repr_html_(self) -> str:
        comparison = self.comparison
        told = escape(printable(str(self).partition("\n")[0]))
        return f"<p>{told}</p>" if comparison is None else f"<p>{told}</p>{comparison.table().html()}"


def witness(a: Policy, b: Policy, *, departures_at_once: int = 3) -> Witness:
    """
    A smallest situation in which two policies give different lines on some day.

    Situations are tried in order: the ordinary one (one client, an employee set up and linked, one qualifying activity,
    a paid subscription, the partner of record), then those that depart from it in one thing, then in two, and so on;
    what may be different is read from the policies too (see :func:`managed_mrr.witness.departures`). Each is compared
    over all days at once. From the first in which the policies differ, every record that does not matter is left out.

    Args:
        a: The one policy or program.
        b: The other.
        departures_at_once: In how many things at once a situation may depart from the ordinary one. Three takes
            seconds where none is found, four minutes.

    Raises:
        PolicyError: The number of departures is below 0.

    Returns:
        The situation, or within which bound there is none. Within it the answer is certain; beyond it nothing is said.

    Examples:
        >>> from managed_mrr import hubspot
        >>> found = witness(hubspot.SERVICING, hubspot.SERVICING.with_(deactivation_ends=True))
        >>> found.departures[0].text
        "the employee is deactivated in the partner's account from day 20 on"
    """
    if departures_at_once < 0:
        msg = f"departures_at_once is {departures_at_once}: expected 0, for the ordinary situation only, or more"
        raise PolicyError(msg)
    ways = departures(a_policy(a), a_policy(b))
    engines = Segmenter(a), Segmenter(b)
    tried = 0
    for some in _combined(ways, departures_at_once):
        portfolio = _built(some)
        tried += 1
        if _differ(portfolio, engines):
            smallest = _smallest(portfolio, engines)
            return Witness(
                a=a, b=b, departures=some, portfolio=smallest, tried=tried, most=departures_at_once, ways=len(ways)
            )
    return Witness(a=a, b=b, departures=(), portfolio=None, tried=tried, most=departures_at_once, ways=len(ways))


def _combined(ways: tuple[Departure, ...], most: int) -> Iterator[tuple[Departure, ...]]:
    """The sets of departures that do not contradict each other, the smallest first."""
    for count in range(most + 1):
        for some in combinations(ways, count):
            if len(frozenset().union(*(each.about for each in some))) == sum(len(each.about) for each in some):
                yield some


def _built(some: tuple[Departure, ...]) -> Portfolio:
    situation = Situation()
    for each in some:
        situation = each.apply(situation)
    return situation.portfolio()


def _differ(portfolio: Portfolio, engines: tuple[Segmenter, Segmenter]) -> bool:
    one, other = (_segments(portfolio, engine) for engine in engines)
    return one != other


def _segments(portfolio: Portfolio, engine: Segmenter) -> list[dict[str, tuple[Segment, ...]]]:
    return [engine.segments(pairs) for pairs in portfolio.by_client.values()]


def _smallest(portfolio: Portfolio, engines: tuple[Segmenter, Segmenter]) -> Portfolio:
    """The portfolio without any record that can be left out while the policies still differ."""
    for name in reversed(list(LISTS)):
        for record in getattr(portfolio, name):
            fewer = _without(portfolio, name, record)
            if fewer is not None and _differ(fewer, engines):
                portfolio = fewer
    return portfolio


def _without(portfolio: Portfolio, name: str, record: object) -> Portfolio | None:
    """The portfolio without one record; None if others need it."""
    lists = {each: getattr(portfolio, each) for each in LISTS}
    lists[name] = tuple(each for each in lists[name] if each is not record)
    try:
        return Portfolio(**lists)
    except ManagedMRRError:
        return None
