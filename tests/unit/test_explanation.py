"""The tree from a credit down to the records it rests on."""

from datetime import date, datetime

import pytest

from managed_mrr import (
    Activity,
    Billing,
    ClientUser,
    DateError,
    DateRange,
    Item,
    Money,
    Partner,
    Policy,
    Subscription,
    UnknownIdError,
    explain,
    hubspot,
    managed_client,
)

JANUARY, MARCH, APRIL = date(2024, 1, 1), date(2024, 3, 1), date(2024, 4, 1)
POST = date(2024, 1, 15)
NORTH = managed_client("north", "acme", start=JANUARY, price=1000, activities=[POST], employee="ann")
SOUTH = managed_client("south", "acme", start=JANUARY, activities=[POST])


class TestCredit:
    def test_tree(self) -> None:
        """A line rests on who is eligible, what the client pays, who shares, and what points it makes."""
        finding = explain(NORTH, partner="north", client="acme", as_of=MARCH)
        assert finding.text == (
            "north has USD 1,000.00 credit a month for acme on 2024-03-01, 10.00 points (servicing)"
        )
        assert [part.rule for part in finding.parts] == [
            "AllOf",
            "RecurringRevenue",
            "EvenSplit",
            "CurrencyToPoints",
        ]
        assert (finding.holds, finding.value) == (True, Money(1000, "USD"))
        assert finding.steady == DateRange(POST, date(2024, 3, 15))
        assert finding.clauses == ("A1", "A17")

    def test_shared(self) -> None:
        """With whom a client is shared is told with the part that makes."""
        finding = explain(NORTH | SOUTH, partner="north", client="acme", as_of=MARCH)
        assert finding.parts[2].text == ("divided evenly, shared with south: 1/2 of USD 1,000.00 is USD 500.00")
        assert finding.parts[2].clauses == ("A5",)

    def test_shared_nothing(self) -> None:
        """Nothing is shared evenly as well."""
        idle = managed_client("north", "acme", start=JANUARY, activities=[POST])
        finding = explain(idle | SOUTH, partner="north", client="acme", as_of=MARCH)
        assert finding.parts[2].text == "divided evenly, shared with south: 1/2 of USD 0.00 is USD 0.00"

    def test_alone(self) -> None:
        """That a client is shared with nobody is told."""
        finding = explain(NORTH, partner="north", client="acme", as_of=MARCH)
        assert finding.parts[2].text == "USD 1,000.00, shared with nobody"

    def test_unknown_points(self) -> None:
        """Unknown points are told, and are not zero."""
        swiss = managed_client("north", "acme", start=JANUARY, currency="CHF", price=10, activities=[POST])
        finding = explain(swiss, partner="north", client="acme", as_of=MARCH)
        assert finding.text == ("north has CHF 10.00 credit a month for acme on 2024-03-01, points unknown (servicing)")
        assert finding.parts[3].text == "points unknown: no rate for CHF on 2024-03-01"

    @pytest.mark.parametrize("policy", list(hubspot.POLICIES.values()), ids=str)
    def test_policies(self, policy: Policy) -> None:
        """Every policy explains its lines."""
        portfolio = managed_client("north", "acme", start=JANUARY, price=10, activities=[POST], of_record=True)
        finding = explain(portfolio, partner="north", client="acme", as_of=MARCH, policy=policy)
        assert finding.text == (
            f"north has USD 10.00 credit a month for acme on 2024-03-01, 0.10 points ({policy.name})"
        )


class TestNoCredit:
    def test_expired(self) -> None:
        """Without credit the tree says what failed, and what would have to be otherwise."""
        finding = explain(NORTH, partner="north", client="acme", as_of=APRIL)
        assert str(finding).splitlines() == [
            "no   north has no credit for acme on 2024-04-01 (servicing)",
            "  no   a live activity (counted 60 days) and a current agreement",
            "    no   no live activity, 1 needed, each counting 60 days (A2, A6, A14, A15)",
            "      yes  north has a managed relationship with acme since 2024-01-01 (A18, A19)",
            "        yes  ann is managing acme (A6, A18)  [client_users[0]]",
            "      no   ann's blog publish of 2024-01-15: expired on 2024-03-15, 17 days ago (A14)  [activities[0]]",
            "    yes  north has a current agreement (none recorded: always) (B1)  [partners[0] (north)]",
        ]
        assert finding.steady == DateRange(date(2024, 3, 15), None)

    def test_stranger(self) -> None:
        """A partner that was never at the client is told so."""
        finding = explain(NORTH.with_(Partner("west")), partner="west", client="acme", as_of=MARCH)
        assert finding.holds is False
        assert "west has no employee at acme" in [each.text for each in finding.walk()]


class TestAsKnownThen:
    def test_later_evidence(self) -> None:
        """Evidence dated later has no say, not even in how long an answer stays the same."""
        later = NORTH.with_(
            Activity(employee="ann", client="acme", on=APRIL, tool="blog", action="publish"),
            ClientUser("ann", client="acme", start=APRIL),
        )
        assert explain(later, partner="north", client="acme", as_of=MARCH) == explain(
            NORTH, partner="north", client="acme", as_of=MARCH
        )

    def test_places(self) -> None:
        """Records keep their places in the whole portfolio."""
        items = [Item("Later", price=1, start=APRIL), Item("Hub", price=800, start=JANUARY)]
        idle = managed_client("north", "acme", start=JANUARY, activities=[APRIL, POST])
        portfolio = idle.with_(
            Subscription.monthly("s1", client="acme", price=1, start=APRIL),
            Subscription("s2", client="acme", start=JANUARY, items=items, billing=Billing(JANUARY)),
        )
        finding = explain(portfolio, partner="north", client="acme", as_of=MARCH)
        cited = {str(citation) for each in finding.walk() for citation in each.cites}
        assert {"activities[1]", "subscriptions[1] (s2)", "subscriptions[1].items[1]"} <= cited
        assert not cited & {"activities[0]", "subscriptions[0] (s1)", "subscriptions[1].items[0]"}


class TestQuestions:
    def test_datetime(self) -> None:
        """The day is exactly a date."""
        with pytest.raises(DateError, match=r"take \.date\(\) of it in an explicit time zone$"):
            explain(NORTH, partner="north", client="acme", as_of=datetime(2024, 3, 1))

    @pytest.mark.parametrize(
        ("partner", "client", "message"),
        [
            ("nort", "acme", "^unknown partner 'nort': .*did you mean 'north'"),
            ("north", "acm", "^unknown client 'acm': .*did you mean 'acme'"),
        ],
    )
    def test_unknown(self, partner: str, client: str, message: str) -> None:
        """An unknown partner or client is refused with the nearest."""
        with pytest.raises(UnknownIdError, match=message):
            explain(NORTH, partner=partner, client=client, as_of=MARCH)
