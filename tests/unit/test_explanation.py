"""The tree from a credit down to the records it rests on."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from fractions import Fraction

import attrs
import pytest

from managed_mrr import (
    Activity,
    Billing,
    ClientUser,
    CurrentAgreement,
    DateError,
    DateRange,
    Finding,
    Item,
    LiveActivity,
    Money,
    Partner,
    PartnerAtClient,
    Policy,
    Rule,
    Share,
    StepFunction,
    Subscription,
    UnknownIdError,
    evaluate,
    explain,
    hubspot,
    managed_client,
    timeline,
)
from managed_mrr.explanation import explain_total

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
            "      no   ann's blog publish of 2024-01-15: expired on 2024-03-15, 17 days ago (A14)  [activities[0]]",
            "      ...  and 1 that holds",
            "    ...  and 1 that holds",
        ]
        assert finding.steady == DateRange(date(2024, 3, 15), None)

    def test_stranger(self) -> None:
        """A partner that was never at the client is told so."""
        finding = explain(NORTH.with_(Partner("west")), partner="west", client="acme", as_of=MARCH)
        assert finding.holds is False
        assert "west has no employee at acme" in [each.text for each in finding.walk()]

    @pytest.mark.parametrize(
        "eligibility", [CurrentAgreement(), ~LiveActivity()], ids=["agreement", "no live activity"]
    )
    def test_stranger_to_a_rule_that_holds(self, eligibility: Rule[PartnerAtClient]) -> None:
        """A partner without any evidence at the client has no line, whatever the rules would say of it."""
        policy = Policy(name="open", eligibility=eligibility)
        finding = explain(NORTH.with_(Partner("west")), partner="west", client="acme", as_of=APRIL, policy=policy)
        assert finding.holds is False
        assert finding.text == "west has no credit for acme on 2024-04-01 (open)"

    def test_left_out_of_the_split(self) -> None:
        """A partner to whom the split rule gives no share has no line, and is told so."""

        @attrs.frozen
        class FirstOnly:
            def shares(self, partners: Sequence[PartnerAtClient]) -> StepFunction[tuple[Share, ...]]:
                first = partners[0].partner.id
                return StepFunction.constant((Share(first, Fraction(1), (first,)),))

        policy = hubspot.SERVICING.with_(split=FirstOnly())
        assert explain(NORTH | SOUTH, partner="north", client="acme", as_of=MARCH, policy=policy).holds is True
        assert explain(NORTH | SOUTH, partner="south", client="acme", as_of=MARCH, policy=policy).holds is False


class TestShare:
    def test_others(self) -> None:
        """Why each other partner shares is told, down to its records."""
        share = explain(NORTH | SOUTH, partner="north", client="acme", as_of=MARCH).parts[2]
        assert [part.text for part in share.parts] == ["south shares acme"]
        assert share.parts[0].parts == explain(NORTH | SOUTH, partner="south", client="acme", as_of=MARCH).parts[:1]
        assert [str(each) for each in share.parts[0].cites] == ["partners[1] (south)"]

    def test_steady(self) -> None:
        """A share is the same while the credit and who shares are, also where points change."""
        euro = managed_client("north", "acme", start=JANUARY, price=88, currency="EUR", of_record=True)
        line = explain(euro, partner="north", client="acme", as_of=MARCH, policy=hubspot.PARTNER_OF_RECORD)
        _, _, share, points = line.parts
        assert line.steady == points.steady == DateRange(JANUARY, date(2025, 7, 15))
        assert share.steady == DateRange(JANUARY, None)
        later = explain(euro, partner="north", client="acme", as_of=date(2026, 1, 1), policy=hubspot.PARTNER_OF_RECORD)
        assert later.parts[2].steady == DateRange(JANUARY, None)

    def test_gap(self) -> None:
        """The days before and after a gap are not the same run, though all else is."""
        twice = managed_client("north", "acme", start=JANUARY, price=88, activities=[POST, date(2024, 6, 1)])
        for on in (MARCH, date(2024, 6, 2)):
            line = timeline(twice, partner="north", client="acme").explain(on)
            assert line.parts[2].steady == line.steady


class TestTotal:
    def test_tree(self) -> None:
        """A total is made of an amount for each currency, each of its lines, and below them the clients without."""
        portfolio = (
            NORTH
            | managed_client("north", "bolt", start=JANUARY, price=500, activities=[POST])
            | managed_client("north", "chip", start=JANUARY, price=75, currency="EUR", activities=[POST])
            | managed_client("north", "dorn", start=JANUARY, price=900)
            | managed_client("south", "elbe", start=JANUARY, price=900, activities=[POST])
        )
        total = explain_total(portfolio, partner="north", as_of=MARCH)
        assert total.text == "north has 16.00 points on 2024-03-01 (servicing) from 3 lines"
        assert [part.text for part in total.parts] == [
            "EUR 75.00 a month from 1 line",
            "USD 1,500.00 a month from 2 lines",
            "north has no credit for dorn on 2024-03-01 (servicing)",
        ]
        assert total.parts[1].parts[0] == explain(portfolio, partner="north", client="acme", as_of=MARCH)
        assert (total.value, total.parts[1].value) == (Fraction(16), Money(1500, "USD"))
        assert total.steady == DateRange(POST, date(2024, 3, 15))
        assert total == evaluate(portfolio, as_of=MARCH).explain("north")

    def test_unknown_points(self) -> None:
        """Where the points of a line are unknown, so is their sum, which is said."""
        portfolio = NORTH | managed_client("north", "bolt", start=JANUARY, price=5, currency="CHF", activities=[POST])
        total = explain_total(portfolio, partner="north", as_of=MARCH)
        assert total.value is None
        assert total.text == (
            "north has 10.00 points on 2024-03-01 (servicing) from 2 lines, and unknown points from 1 line of them"
        )

    def test_nothing(self) -> None:
        """A partner about which nothing is known yet has nothing, always."""
        total = explain_total(NORTH, partner="north", as_of=date(2023, 1, 1))
        assert (
            str(total)
            == "north has 0.00 points on 2023-01-01 (servicing) from no line (A1, A17)  [partners[0] (north)]"
        )
        assert total.steady == DateRange()

    def test_unknown(self) -> None:
        """An unknown partner is refused with the nearest."""
        with pytest.raises(UnknownIdError, match="did you mean 'north'"):
            explain_total(NORTH, partner="nort", as_of=MARCH)

    def test_not_until_asked(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """A statement explains nothing until it is asked, and then only what is asked about."""
        asked: list[str] = []
        finding = LiveActivity.finding

        def spy(rule: LiveActivity, facts: PartnerAtClient, on: date) -> Finding:
            asked.append(facts.client.id)
            return finding(rule, facts, on)

        monkeypatch.setattr(LiveActivity, "finding", spy)
        bolt = managed_client("north", "bolt", start=JANUARY, price=500, activities=[POST])
        statement = evaluate(NORTH | bolt, as_of=MARCH)
        assert (str(statement), asked) == (str(statement), [])
        statement.explain("north", "bolt")
        assert asked == ["bolt"]


class TestSize:
    @pytest.mark.parametrize("count", [10, 100, 400])
    def test_linear(self, count: int) -> None:
        """A tree has as many findings as there is evidence, and a few more."""
        days = [POST + timedelta(days=each % 20) for each in range(count)]
        portfolio = managed_client("north", "acme", start=JANUARY, price=1000, activities=days)
        portfolio |= managed_client("south", "acme", start=JANUARY, activities=days)
        found = list(explain(portfolio, partner="north", client="acme", as_of=MARCH).walk())
        assert 2 * count < len(found) < 2 * count + 30
        assert len({str(cite) for each in found for cite in each.cites}) >= 2 * count

    @pytest.mark.parametrize("on", [MARCH, date(2024, 6, 1)], ids=["live", "expired"])
    @pytest.mark.parametrize("client", ["acme", None], ids=["line", "total"])
    def test_screen(self, on: date, client: str | None) -> None:
        """The default text of an ordinary answer fits on a screen and says how much it leaves out."""
        days = [POST + timedelta(days=each) for each in range(40)]
        portfolio = managed_client("north", "acme", start=JANUARY, price=1000, activities=days)
        portfolio |= managed_client("south", "acme", start=JANUARY, activities=days)
        text = str(evaluate(portfolio, as_of=on).explain("north", client))
        assert len(text.splitlines()) <= 25
        assert "  ...  and " in text


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
