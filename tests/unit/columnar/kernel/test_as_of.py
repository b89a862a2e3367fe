from datetime import date

import numpy as np
import pyarrow as pa

from managed_mrr import columnar, managed_client
from managed_mrr.columnar.evidence import Evidence
from managed_mrr.columnar.kernel.as_of import KnownActivities, known_on
from managed_mrr.dates.edges import FIRST, FOREVER

JANUARY, MARCH, MAY = date(2024, 1, 1), date(2024, 3, 1), date(2024, 5, 1)


def evidence() -> Evidence:
    """Somebody at a client, deactivated in May, and a subscription billed in March that is refunded in May."""
    user = {"employee": "ann", "client": "acme", "start": JANUARY, "end": MAY}
    item = {"product": "Sales Hub", "price": "900", "start": JANUARY, "end": MAY}
    bought = {"id": "s1", "client": "acme", "start": JANUARY, "billing": {"first": MARCH, "every_months": 3}}
    nothing: dict[str, object] = {"billing": None, "refunded_on": None, "not_in_good_standing": []}
    later = {"id": "s0", "client": "acme", "start": MAY, **nothing, "items": [{**item, "start": MAY, "end": None}]}
    return columnar.read(
        partners=pa.table(
            {"id": ["north"], "agreements": [[{"start": JANUARY, "end": MAY}, {"start": MAY, "end": None}]]}
        ),
        clients=pa.table({"id": ["acme"], "currency": ["EUR"]}),
        employees=pa.table({"id": ["ann"], "partner": ["north"]}),
        client_users=pa.Table.from_pylist(
            [
                {**user, "start": MAY, "end": None, "deactivated": [{"start": MAY, "end": None}]},
                {**user, "deactivated": [{"start": JANUARY, "end": MARCH}, {"start": MARCH, "end": None}]},
            ]
        ),
        subscriptions=pa.Table.from_pylist(
            [
                later,
                {
                    **bought,
                    "refunded_on": MAY,
                    "not_in_good_standing": [{"start": JANUARY, "end": MARCH}, {"start": MAY, "end": None}],
                    "items": [{**item, "product": "Later Hub", "start": MARCH, "end": None}, item],
                },
            ]
        ),
    ).evidence


def ordinals(*days: date | None) -> list[int]:
    """The numbers of days; of none that of no end."""
    return [FOREVER if day is None else day.toordinal() for day in days]


class TestKnownOn:
    known = known_on(evidence(), date(2024, 2, 1).toordinal())

    def test_a_period_that_ends_later_is_open(self) -> None:
        """A period that has begun has no end as far as a day before that knows; one to come is unknown."""
        assert self.known.agreements.start.tolist() == ordinals(JANUARY)
        assert self.known.agreements.end.tolist() == ordinals(None)

    def test_a_deactivation_stays_with_its_user_period(self) -> None:
        """What belongs to a row is kept with it, by the new number of the row."""
        users = self.known.client_users
        assert (users.start.tolist(), users.end.tolist()) == (ordinals(JANUARY), ordinals(None))
        off = users.deactivated
        assert (off.owner.tolist(), off.start.tolist(), off.end.tolist()) == ([0], ordinals(JANUARY), ordinals(None))

    def test_a_billing_to_come_is_none(self) -> None:
        """A subscription is not billed before its first billing, and not refunded before its refund."""
        sold = self.known.subscriptions
        assert sold.first_billing.tolist() == sold.refunded_on.tolist() == ordinals(None)
        assert sold.every_months.tolist() == [1]
        assert sold.not_in_good_standing.owner.tolist() == [0]

    def test_a_billing_of_the_day_is_known(self) -> None:
        """From its day on a billing is known, with its months, and so is an item from its own day on."""
        known = known_on(evidence(), MARCH.toordinal())
        assert known.subscriptions.first_billing.tolist() == ordinals(MARCH)
        assert known.subscriptions.every_months.tolist() == [3]
        assert known.items.start.tolist() == ordinals(MARCH, JANUARY)

    def test_items_go_with_their_subscriptions(self) -> None:
        """An item is kept if it has begun and its subscription has, by the new number of that."""
        items = self.known.items
        assert (items.subscription.tolist(), items.start.tolist()) == ([0], ordinals(JANUARY))
        assert items.end.tolist() == ordinals(None)


class TestKnownActivities:
    def test_later_ones_are_left_out(self) -> None:
        """Activities of the day itself are known, those of the next are not, with all their columns."""
        on = [date(2024, 1, 15), date(2024, 1, 16)]
        acme = managed_client("north", "acme", start=JANUARY, activities=on)
        whole = columnar.read(columnar.tables_of(acme)).evidence.activities
        known = KnownActivities(whole, on[0].toordinal())
        assert (len(whole), len(known)) == (2, 1)
        (read,) = known.batches(FIRST, FOREVER, each=True)
        batch = read()
        assert len(batch) == len(batch.action.codes) == 1
        done = batch.take(np.array([0]))
        assert (done.on.tolist(), done.row.tolist()) == (ordinals(on[0]), [0])

    def test_outline(self) -> None:
        """As far as one can tell without reading, no activity is of a later day."""
        acme = managed_client("north", "acme", start=JANUARY, activities=[date(2024, 1, 15), MARCH])
        whole = columnar.read(columnar.tables_of(acme)).evidence.activities
        assert [(count, last) for count, _, last in KnownActivities(whole, JANUARY.toordinal()).outline()] == [
            (2, JANUARY.toordinal())
        ]
