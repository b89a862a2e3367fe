"""Who counts, and until when: both immediate ends, and what ends nothing."""

from datetime import date
from typing import Any

import attrs
import pytest

from managed_mrr import (
    DateRange,
    Link,
    LinkValidity,
    ManagedRelationship,
    Policy,
    Portfolio,
    columnar,
    hubspot,
    managed_client,
)

JANUARY, FEBRUARY, MARCH = date(2024, 1, 1), date(2024, 2, 1), date(2024, 3, 1)
ACME = managed_client("north", "acme", start=JANUARY, price=900, activities=[date(2024, 1, 15)])


def ends(portfolio: Portfolio, policy: Policy = hubspot.SERVICING) -> list[date | None]:
    """The first days without credit."""
    found: list[date | None] = columnar.timelines(columnar.read(columnar.tables_of(portfolio)), policy=policy)[
        "end"
    ].to_pylist()
    return found


def with_users(account: str, *periods: dict[str, Any]) -> Portfolio:
    """The same with other user periods in one of the accounts."""
    (user,) = getattr(ACME, account)
    lists: dict[str, Any] = {account: [attrs.evolve(user, **each) for each in periods]}
    return attrs.evolve(ACME, **lists)


class TestPeople:
    def test_window(self) -> None:
        """Day 0 is the day of the activity; day 59 counts, and day 60 is the first without credit."""
        assert ends(ACME) == [date(2024, 3, 15)]

    @pytest.mark.parametrize("account", ["partner_users", "client_users"])
    def test_removed(self, account: str) -> None:
        """Removal from either account ends at once; an end on the day of the start of another period does not."""
        assert ends(with_users(account, {"end": FEBRUARY})) == [FEBRUARY]
        assert ends(with_users(account, {"end": FEBRUARY}, {"start": FEBRUARY})) == [date(2024, 3, 15)]

    @pytest.mark.parametrize("account", ["partner_users", "client_users"])
    def test_deactivated(self, account: str) -> None:
        """Deactivation after the activity ends nothing, unless the policy says so; on its day it does not count."""
        later = with_users(account, {"deactivated": [DateRange(date(2024, 1, 16))]})
        assert ends(later) == [date(2024, 3, 15)]
        assert ends(later, hubspot.SERVICING.with_(deactivation_ends=True)) == [date(2024, 1, 16)]
        assert ends(with_users(account, {"deactivated": [DateRange(date(2024, 1, 15))]})) == []

    def test_unlinked(self) -> None:
        """Unlinking ends nothing, unless the policy says so; without a link nothing is attributed."""
        unlinked = attrs.evolve(ACME, links=[Link("north-employee", client="acme", start=JANUARY, end=FEBRUARY)])
        assert ends(unlinked) == [date(2024, 3, 15)]
        assert ends(unlinked, hubspot.SERVICING.with_(unlinking_ends=True)) == [FEBRUARY]
        assert ends(attrs.evolve(ACME, links=[])) == []

    def test_rules_of_people_share_their_days(self) -> None:
        """A relationship by another link is another relationship."""
        by_hand = ManagedRelationship(link=LinkValidity(link_by_domain=False))
        assert columnar.plan(hubspot.SERVICING.requiring(by_hand)).columnar
        assert ends(ACME, hubspot.SERVICING.requiring(by_hand)) == [date(2024, 3, 15)]
