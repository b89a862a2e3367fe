"""Evidence with everything dated later than a day left out."""

from datetime import date

import attrs
import pytest

from managed_mrr import (
    Activity,
    Billing,
    ClientUser,
    DateRange,
    Item,
    Link,
    Partner,
    PartnerAtClient,
    PartnerOfRecord,
    PartnerUser,
    Subscription,
    managed_client,
)
from managed_mrr.evidence import Record
from managed_mrr.evidence.known import known, known_facts

JANUARY, FEBRUARY, MARCH, APRIL = (date(2024, month, 1) for month in (1, 2, 3, 4))
HUB = Item("Hub", price=800, start=JANUARY, end=APRIL)
ADD_ON = Item("Add-on", price=10, start=MARCH)


def facts(*records: Record) -> PartnerAtClient:
    """The facts about Ann's partner at Acme, with some more records."""
    return managed_client("north", "acme", start=JANUARY, employee="ann").with_(*records).facts("north", "acme")


class TestKnown:
    @pytest.mark.parametrize(
        "record",
        [
            PartnerUser("ann", start=MARCH),
            ClientUser("ann", client="acme", start=MARCH),
            Link("ann", client="acme", start=MARCH),
            Activity(employee="ann", client="acme", on=MARCH, tool="blog", action="publish"),
            PartnerOfRecord("acme", partner="north", start=MARCH),
            ADD_ON,
        ],
        ids=lambda record: type(record).__name__,
    )
    def test_beginning(self, record: object) -> None:
        """A record that begins later is not known yet; on its first day it is."""
        assert known(record, date(2024, 2, 29)) is None
        assert known(record, MARCH) == record

    @pytest.mark.parametrize(("day", "end"), [(date(2024, 3, 31), None), (APRIL, APRIL)])
    def test_ending(self, day: date, end: date | None) -> None:
        """A period that ends later is still open; from its end on it is known to be over."""
        link = Link("ann", client="acme", start=JANUARY, end=APRIL)
        assert known(link, day) == Link("ann", client="acme", start=JANUARY, end=end)

    def test_nested(self) -> None:
        """Deactivations, agreements and items are cut as well."""
        user = PartnerUser("ann", start=JANUARY, deactivated=[DateRange(FEBRUARY, APRIL), DateRange(APRIL)])
        assert known(user, MARCH) == PartnerUser("ann", start=JANUARY, deactivated=[DateRange(FEBRUARY)])
        partner = Partner("north", agreements=[DateRange(MARCH)])
        assert known(partner, FEBRUARY) == Partner("north", agreements=[])
        assert known(Partner("north"), FEBRUARY) == Partner("north")

    def test_subscription(self) -> None:
        """A billing, a refund and bad standing to come are not known yet."""
        whole = Subscription(
            "s1",
            client="acme",
            start=JANUARY,
            end=APRIL,
            items=[HUB, ADD_ON],
            billing=Billing(MARCH),
            refunded_on=APRIL,
            not_in_good_standing=[DateRange(MARCH, APRIL)],
        )
        assert known(whole, FEBRUARY) == Subscription(
            "s1", client="acme", start=JANUARY, items=[attrs.evolve(HUB, end=None)]
        )
        assert known(whole, APRIL) == whole

    def test_unchanged(self) -> None:
        """A record that is known as a whole is handed back as it is."""
        link = Link("ann", client="acme", start=JANUARY)
        assert known(link, JANUARY) is link


class TestKnownFacts:
    def test_employees(self) -> None:
        """What an employee did and was later is left out, and the sets of days follow."""
        post = Activity(employee="ann", client="acme", on=FEBRUARY, tool="blog", action="publish")
        whole = facts(
            attrs.evolve(post, on=APRIL), post, Link("ann", client="acme", start=MARCH), PartnerUser("ann", start=APRIL)
        )
        (ann,) = known_facts(whole, FEBRUARY).employees
        assert ann.activities == (post,)
        assert list(ann.days) == [FEBRUARY.toordinal()]
        assert list(ann.positions["activities"]) == [1]
        assert (len(ann.links), len(ann.partner_users)) == (1, 1)

    def test_nobody_yet(self) -> None:
        """An employee about whom nothing is known yet is left out."""
        assert known_facts(facts(), date(2023, 12, 31)).employees == ()

    def test_places(self) -> None:
        """What is kept keeps its place in the portfolio's lists."""
        whole = facts(
            PartnerOfRecord("acme", partner="north", start=MARCH),
            PartnerOfRecord("acme", partner="north", start=JANUARY, end=FEBRUARY),
            Subscription("s1", client="acme", start=MARCH, items=[]),
            Subscription("s2", client="acme", start=JANUARY, items=[ADD_ON, HUB]),
        )
        cut = known_facts(whole, FEBRUARY)
        assert cut.positions == {"partner": [0], "records": [1], "subscriptions": [1]}
        assert [each.id for each in cut.subscriptions] == ["s2"]
        assert [item.product for item in cut.subscriptions[0].items] == ["Hub"]
        assert [list(each) for each in cut.item_positions] == [[1]]

    def test_all_known(self) -> None:
        """On a day on which all is known the facts say the same."""
        whole = facts(Subscription("s1", client="acme", start=JANUARY, items=[ADD_ON]))
        assert repr(known_facts(whole, APRIL)) == repr(whole)
