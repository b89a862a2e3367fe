"""Small portfolios from a few words."""

from datetime import date
from fractions import Fraction

from managed_mrr import (
    Activity,
    Client,
    ClientUser,
    Employee,
    Link,
    Partner,
    PartnerOfRecord,
    PartnerUser,
    Portfolio,
    Subscription,
    managed_client,
)

JANUARY = date(2024, 1, 1)


class TestManagedClient:
    def test_least(self) -> None:
        """One employee is a user in both accounts and linked from the first day on, without end."""
        assert managed_client("north", "acme", start=JANUARY) == Portfolio.of(
            Partner("north"),
            Client("acme", currency="USD"),
            Employee("north-employee", partner="north"),
            PartnerUser("north-employee", start=JANUARY),
            ClientUser("north-employee", client="acme", start=JANUARY),
            Link("north-employee", client="acme", start=JANUARY),
        )

    def test_most(self) -> None:
        """Activities, a subscription and a record come on request."""
        days = [date(2024, 1, 15), date(2024, 1, 20)]
        portfolio = managed_client(
            "north",
            "acme",
            start=JANUARY,
            activities=days,
            price="1000.50",
            currency="EUR",
            employee="ann",
            of_record=True,
        )
        assert portfolio.client("acme").currency == "EUR"
        assert portfolio.activities == tuple(
            Activity(employee="ann", client="acme", on=day, tool="blog", action="publish") for day in days
        )
        assert portfolio.subscriptions == (
            Subscription.monthly("acme-subscription", client="acme", price=Fraction("1000.5"), start=JANUARY),
        )
        assert portfolio.partners_of_record == (PartnerOfRecord("acme", partner="north", start=JANUARY),)
