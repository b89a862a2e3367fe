"""What a scenario would change, over time and as of a day, and why."""

from datetime import date, datetime
from fractions import Fraction

import attrs
import pytest

from managed_mrr import (
    Client,
    ClientUser,
    DateError,
    Employee,
    Link,
    Money,
    Partner,
    PartnerUser,
    Policy,
    Portfolio,
    UnknownIdError,
    hubspot,
    managed_client,
)
from managed_mrr.comparison import Comparison, Difference, compare
from managed_mrr.ledger import Cause
from managed_mrr.scenario import Change, Scenario, ScenarioError
from managed_mrr.tables import HTML_ROWS
from managed_mrr.what_if import (
    Add,
    AgreementEnded,
    AgreementSigned,
    Deactivated,
    Leaves,
    Performed,
    Remove,
    RemovedFromClient,
    Replace,
)

JANUARY, FEBRUARY, MARCH, APRIL = (date(2024, month, 1) for month in (1, 2, 3, 4))
NORTH = managed_client("north", "acme", start=JANUARY, price=900, activities=[JANUARY], employee="ann")
SOUTH = managed_client("south", "acme", start=JANUARY, activities=[FEBRUARY], employee="bo")
BOLT = managed_client("north", "bolt", start=JANUARY, price=50, currency="CHF", activities=[FEBRUARY], employee="ann")
CARGO = managed_client("west", "cargo", start=JANUARY, price=70, activities=[JANUARY], employee="cy")
ALL = NORTH | SOUTH | BOLT | CARGO
NORTH_LEAVES = RemovedFromClient("north", "acme", on=FEBRUARY)
HOSTILE = "<img src=x onerror=alert(1)>"


def compared(*changes: Change, policy: Policy | None = None) -> Comparison:
    """What changes would do to all the evidence."""
    return compare(ALL, Scenario(changes, policy=policy))


def worths(comparison: Comparison) -> list[tuple[str, str, str, str]]:
    """The differences, in short."""
    return [(each.partner, each.client, str(each.start), str(each.credit)) for each in comparison]


class TestCompare:
    def test_over_time(self) -> None:
        """Each run of days on which a line would be another is told once, with both segments."""
        north, south = compare(ALL, Scenario([NORTH_LEAVES])).differences
        assert (north.partner, north.client, north.start, north.end) == ("north", "acme", FEBRUARY, MARCH)
        assert (north.credit, north.points, north.after) == (Money(-450, "USD"), Fraction(-9, 2), None)
        assert (south.partner, south.client, south.start, south.end) == ("south", "acme", FEBRUARY, MARCH)
        assert (south.credit, south.points) == (Money(450, "USD"), Fraction(9, 2))
        assert south.before is not None
        assert south.after is not None
        assert (south.before.sharing, south.after.sharing) == (("north", "south"), ("south",))

    def test_new_line(self) -> None:
        """A line that would be new has nothing before."""
        (new,) = compared(Performed("cy", "cargo", on=MARCH)).differences
        assert (new.before, new.start, new.end) == (None, MARCH, date(2024, 4, 30))
        assert (new.credit, new.points) == (Money(70, "USD"), Fraction(7, 10))

    def test_only_sharing(self) -> None:
        """A line that would be shared with others is another, even if it is worth as much."""
        free = managed_client("north", "acme", start=JANUARY, activities=[JANUARY], employee="ann")
        second = managed_client("south", "acme", start=JANUARY, employee="bo")
        both = compare(free | second, Scenario([Performed("bo", "acme", on=FEBRUARY)]))
        assert [(each.partner, str(each.credit)) for each in both] == [
            ("north", "USD 0.00"),
            ("south", "USD 0.00"),
            ("south", "USD 0.00"),
        ]
        assert both.as_of(FEBRUARY).totals()["north"].points == 0

    def test_nothing_different(self) -> None:
        """A change without effect on any line makes no difference (A19)."""
        assert len(compared(Deactivated("ann", on=MARCH))) == 0

    @pytest.mark.parametrize(
        ("change", "clients"),
        [
            (Leaves("ann", on=FEBRUARY), {"acme", "bolt"}),
            (AgreementEnded("north", on=FEBRUARY), {"acme", "bolt"}),
            (Performed("cy", "cargo", on=MARCH), {"cargo"}),
            (Replace(Employee("cy", partner="west"), Employee("cy", partner="south")), {"cargo"}),
            (Replace(Client("bolt", currency="CHF"), Client("bolt", currency="EUR", points_multiplier=2)), {"bolt"}),
        ],
        ids=lambda given: " ".join(sorted(given)) if isinstance(given, set) else str(given),
    )
    def test_touched(self, change: Change, clients: set[str]) -> None:
        """What happens to people, agreements and clients reaches the clients it is about."""
        assert {each.client for each in compared(change)} == clients

    def test_only_touched_clients_are_worked_out(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Clients about which nothing changes are not looked at."""
        asked: list[str] = []

        class Watched(dict[str, object]):
            def get(self, client: str, default: object = None) -> object:
                asked.append(client)
                return super().get(client, default)

        base = ALL.with_()
        object.__setattr__(base, "by_client", Watched(base.by_client))
        compare(base, Scenario([NORTH_LEAVES]))
        assert asked == ["acme"]

    def test_another_policy(self) -> None:
        """Under another policy every client may be different."""
        comparison = compared(policy=hubspot.PARTNER_OF_RECORD)
        assert {each.client for each in comparison} == {"acme", "bolt", "cargo"}
        assert (comparison.policy, comparison.scenario_policy) == (hubspot.SERVICING, hubspot.PARTNER_OF_RECORD)
        assert compared().scenario_policy is hubspot.SERVICING

    def test_same_policy(self) -> None:
        """The policy in force is no other."""
        assert len(compared(policy=hubspot.SERVICING)) == 0

    def test_part(self) -> None:
        """One partner or one client may be asked for alone."""
        scenario = Scenario([NORTH_LEAVES, Leaves("ann", on=FEBRUARY)])
        assert {each.partner for each in compare(ALL, scenario, partner="north")} == {"north"}
        assert {each.client for each in compare(ALL, scenario, client="bolt")} == {"bolt"}
        assert len(compare(ALL, scenario, client="cargo")) == 0

    @pytest.mark.parametrize(
        ("partner", "client", "message"),
        [
            ("nort", None, "^unknown partner 'nort': .*did you mean 'north'"),
            (None, "acm", "^unknown client 'acm': .*did you mean 'acme'"),
        ],
    )
    def test_unknown(self, partner: str | None, client: str | None, message: str) -> None:
        """An unknown partner or client is refused with the nearest."""
        with pytest.raises(UnknownIdError, match=message):
            compare(ALL, Scenario(), partner=partner, client=client)

    def test_newcomers(self) -> None:
        """A partner and a client that only the scenario knows may be asked for."""
        newcomers = managed_client("east", "delta", start=MARCH, price=10, activities=[MARCH])
        records = [getattr(newcomers, each.name) for each in attrs.fields(Portfolio) if each.init]
        scenario = Scenario([Add(*(record for group in records for record in group))])
        comparison = compare(ALL, scenario, partner="east", client="delta")
        (new,) = comparison.differences
        assert (new.before, new.credit) == (None, Money(10, "USD"))
        assert str(comparison.as_of(MARCH).totals()["east"]) == "east: USD 10.00; 0.10 points"
        assert sum(each.credit.amount for each in comparison.as_of(MARCH).movements) == 10
        gone = compare(scenario.apply(ALL), Scenario([Remove(*(record for group in records for record in group))]))
        assert [each.credit for each in gone] == [Money(-10, "USD")]
        assert sum(each.credit.amount for each in gone.as_of(MARCH).movements) == -10

    def test_contradiction(self) -> None:
        """A scenario that contradicts the evidence is refused."""
        with pytest.raises(ScenarioError, match="partner 'west' has no user at client 'acme'"):
            compared(RemovedFromClient("west", "acme", on=FEBRUARY))

    def test_another_currency(self) -> None:
        """Where the client would pay in another currency, the old credit goes and the new comes."""
        comparison = compared(Replace(Client("bolt", currency="CHF"), Client("bolt", currency="EUR")))
        assert worths(comparison) == [
            ("north", "bolt", "2024-02-01", "CHF -50.00"),
            ("north", "bolt", "2024-02-01", "EUR 50.00"),
        ]
        effects = comparison.as_of(FEBRUARY)
        assert [(str(each.cause), str(each.credit)) for each in effects.movements] == [
            ("currency", "CHF -50.00"),
            ("currency", "EUR 50.00"),
        ]
        assert [each.points for each in effects] == [None, Fraction(2, 3)]
        assert str(effects.totals()["north"]) == "north: CHF -50.00 + EUR 50.00; 0.67 + unknown for bolt points"


class TestDifference:
    def test_days(self) -> None:
        """The days of a difference are inside it."""
        north = compared(NORTH_LEAVES).differences[0]
        assert FEBRUARY in north
        assert MARCH not in north

    def test_unknown_points(self) -> None:
        """Without a rate on either side the difference of points is unknown, and what is known is told."""
        (gone,) = compared(RemovedFromClient("north", "bolt", on=FEBRUARY)).differences
        assert (gone.credit, gone.points, gone.known_points) == (Money(-50, "CHF"), None, Fraction(0))

    def test_value(self) -> None:
        """A difference can be written as code and hashes."""
        difference = compared(NORTH_LEAVES).differences[0]
        assert repr(difference).startswith(
            "Difference(partner='north', client='acme', start=date(2024, 2, 1), end=date(2024, 3, 1), before=Segment("
        )
        assert hash(difference) == hash(attrs.evolve(difference))


class TestEffects:
    def test_causes(self) -> None:
        """As of a day the differences come with causes, which add up to them."""
        effects = compared(NORTH_LEAVES).as_of(FEBRUARY)
        assert [(each.partner, each.cause, each.credit, each.points) for each in effects.movements] == [
            ("north", Cause.RELATIONSHIP_ENDED, Money(-450, "USD"), Fraction(-9, 2)),
            ("south", Cause.SHARING, Money(450, "USD"), Fraction(9, 2)),
        ]
        assert len(effects) == 2
        assert [each.partner for each in effects] == ["north", "south"]

    def test_policy_as_cause(self) -> None:
        """A line that begins because another policy asks for something else begins by the policy, not by any fact."""
        quiet = managed_client("north", "acme", start=JANUARY, price=900, of_record=True)
        effects = compare(quiet, Scenario(policy=hubspot.PARTNER_OF_RECORD)).as_of(FEBRUARY)
        assert [(each.cause, str(each.credit)) for each in effects.movements] == [("policy", "USD 900.00")]
        lost = compare(ALL, Scenario(policy=hubspot.PARTNER_OF_RECORD)).as_of(FEBRUARY)
        assert {each.cause for each in lost.movements} == {Cause.PARTNER_OF_RECORD}

    def test_fact_as_cause_under_another_policy(self) -> None:
        """What both policies ask for, and only the scenario has, is a cause by itself."""
        base = managed_client("north", "acme", start=JANUARY, price=900, activities=[JANUARY], of_record=True)
        signed = Scenario([AgreementSigned("north", on=FEBRUARY)], policy=hubspot.COMBINED)
        never = Scenario([AgreementEnded("north", on=date.min)]).apply(base)
        effects = compare(never, signed).as_of(FEBRUARY)
        assert [(each.cause, str(each.credit)) for each in effects.movements] == [(Cause.AGREEMENT, "USD 900.00")]

    def test_totals(self) -> None:
        """The differences add up by partner and currency; unknown points are named."""
        totals = compared(Leaves("ann", on=FEBRUARY)).as_of(FEBRUARY).totals()
        assert list(map(str, totals.values())) == [
            "north: CHF -50.00 + USD -450.00; -4.50 + unknown for bolt points",
            "south: USD 450.00; 4.50 points",
        ]

    def test_totals_of_one_currency(self) -> None:
        """Several clients of one currency are one amount."""
        base = NORTH | managed_client("north", "delta", start=JANUARY, price=30, activities=[JANUARY], employee="ann")
        totals = compare(base, Scenario([Leaves("ann", on=FEBRUARY)])).as_of(FEBRUARY).totals()
        assert str(totals["north"]) == "north: USD -930.00; -9.30 points"

    def test_text(self) -> None:
        """People see a row for each line, why, and what it comes to."""
        table = compared(Leaves("ann", on=FEBRUARY)).as_of(FEBRUARY).table()
        assert table.text().splitlines()[0] == "What would be different as of 2024-02-01: ann leaves on 2024-02-01"
        assert list(table.columns) == [
            *("partner", "client", "currency", "as it is", "as it would be", "difference", "points", "because"),
        ]
        assert [list(row) for row in table.rows] == [
            ["north", "acme", "USD", "450.00", "–", "-450.00", "-4.50", "relationship ended -450.00"],
            ["north", "bolt", "CHF", "50.00", "–", "-50.00", "unknown", "relationship ended -50.00"],
            ["south", "acme", "USD", "450.00", "900.00", "+450.00", "+4.50", "number of sharing partners +450.00"],
        ]

    def test_one_cause_of_several_subscriptions(self) -> None:
        """What one cause does to several subscriptions is told together."""
        sold = attrs.evolve(NORTH.subscriptions[0], id="more")
        effects = compare(NORTH.with_(sold), Scenario([NORTH_LEAVES])).as_of(FEBRUARY)
        assert [each.subscription for each in effects.movements] == ["acme-subscription", "more"]
        assert effects.table().rows[0][-1] == "relationship ended -1,800.00"

    def test_no_difference_that_day(self) -> None:
        """A day on which nothing would be different says so."""
        assert str(compared(NORTH_LEAVES).as_of(JANUARY)).endswith("No line would be different on this day.")

    def test_datetime(self) -> None:
        """A datetime is no day."""
        with pytest.raises(DateError, match="not a date"):
            compared(NORTH_LEAVES).as_of(datetime(2024, 2, 1))

    def test_last_day(self) -> None:
        """The last day there is can be asked for."""
        assert len(compared(NORTH_LEAVES).as_of(date.max)) == 0

    def test_html(self) -> None:
        """A notebook shows the table; a programmer sees the day and how many."""
        effects = compared(NORTH_LEAVES).as_of(FEBRUARY)
        assert "number of sharing partners" in effects._repr_html_()
        assert repr(effects) == "<Effects as of 2024-02-01, differences: 2>"


class TestComparison:
    def test_text(self) -> None:
        """People see a row for each run of days; an open end is left blank."""
        forever = Scenario([Performed("cy", "cargo", on=date(9999, 12, 20))], name="late")
        assert str(compare(ALL, forever)).splitlines() == [
            "What would be different: late: cy does blog publish at cargo on 9999-12-20",
            "partner  client  start       end  currency  as it is  as it would be  difference  points",
            "-------  ------  ----------  ---  --------  --------  --------------  ----------  ------",
            "west     cargo   9999-12-20       USD              –           70.00      +70.00   +0.70",
        ]

    def test_unknown_points(self) -> None:
        """Unknown points are called so."""
        assert compared(RemovedFromClient("north", "bolt", on=FEBRUARY)).table().rows[0][-1] == "unknown"

    def test_nothing(self) -> None:
        """Nothing different is said in words."""
        assert str(compared()).endswith("No line would be different on any day.")

    def test_repr(self) -> None:
        """A programmer sees the scenario and how many runs are different."""
        assert repr(compared(NORTH_LEAVES)) == (
            "<Comparison with 'all employees of north are removed from acme on 2024-02-01', differences: 2>"
        )

    def test_html_is_escaped_and_capped(self) -> None:
        """Names cannot smuggle markup into a notebook, and many rows are cut, which is said."""
        base = managed_client(HOSTILE, "acme", start=JANUARY, price=1)
        posts = [Performed(f"{HOSTILE}-employee", "acme", on=date(1900 + year, 6, 1)) for year in range(130, 340)]
        html = compare(base, Scenario(posts))._repr_html_()
        assert HOSTILE not in html
        assert html.count("<tr>") <= HTML_ROWS + 1
        assert "more rows are not shown." in html

    def test_equality(self) -> None:
        """Comparisons with equal differences of equal scenarios are equal, whatever evidence they rest on."""
        assert compared(NORTH_LEAVES) == compare(NORTH | SOUTH, Scenario([NORTH_LEAVES]))
        assert hash(compared(NORTH_LEAVES)) == hash(compare(NORTH | SOUTH, Scenario([NORTH_LEAVES])))

    def test_baseline(self) -> None:
        """The evidence as it is and as it would be are both at hand; the first is the one given."""
        comparison = compared(NORTH_LEAVES)
        assert comparison.base is ALL
        assert comparison.applied == Scenario([NORTH_LEAVES]).apply(ALL)
        assert isinstance(comparison.differences[0], Difference)

    def test_hand_over(self) -> None:
        """A colleague who takes over on the day keeps the relationship and the credit (A5)."""
        successor = Add(
            Employee("eve", partner="north"),
            PartnerUser("eve", start=JANUARY),
            ClientUser("eve", client="acme", start=FEBRUARY),
            Link("eve", client="acme", start=FEBRUARY),
        )
        assert worths(compared(successor, Leaves("ann", on=FEBRUARY))) == [
            ("north", "bolt", "2024-02-01", "CHF -50.00"),
        ]

    def test_second_partner(self) -> None:
        """A second partner arriving halves the credit of the first (A5)."""
        newcomer = Add(Partner("east"))
        person = Add(
            Employee("eve", partner="east"),
            PartnerUser("eve", start=JANUARY),
            ClientUser("eve", client="cargo", start=JANUARY),
            Link("eve", client="cargo", start=JANUARY),
        )
        assert worths(compared(newcomer, person, Performed("eve", "cargo", on=FEBRUARY))) == [
            ("east", "cargo", "2024-02-01", "USD 35.00"),
            ("east", "cargo", "2024-03-01", "USD 70.00"),
            ("west", "cargo", "2024-02-01", "USD -35.00"),
        ]
