"""Which subscriptions end or renew soon, and the credit that rides on them."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Any

import attrs
import pytest

from managed_mrr import (
    Billing,
    DateError,
    Money,
    Portfolio,
    RenewalKind,
    Renewals,
    Subscription,
    UnknownIdError,
    evaluate,
    hubspot,
    managed_client,
    renewals,
)

JANUARY, POST, DAY = date(2024, 1, 1), date(2024, 1, 15), date(2024, 2, 1)
PLAN = Subscription.monthly("s1", client="acme", price=900, start=JANUARY)
ENDS, RENEWS = RenewalKind.ENDS, RenewalKind.RENEWS
HOSTILE = "<b>\x1b[31m\nno; a, \\"


def acme(*subscriptions: Subscription, partners: Iterable[str] = ("north",), currency: str = "USD") -> Portfolio:
    """A client that some partners service and that buys something."""
    portfolio = Portfolio()
    for partner in partners:
        portfolio |= managed_client(partner, "acme", start=JANUARY, activities=[POST], currency=currency)
    return portfolio.with_(*subscriptions)


def plan(id: str = "s1", **changes: Any) -> Subscription:  # noqa: ANN401 -- any values of a record
    """A subscription with some changes."""
    return attrs.evolve(PLAN, id=id, **changes)


def coming(found: Renewals) -> list[tuple[str, str, str]]:
    """What comes, in short."""
    return [(str(each.on), str(each.kind), each.subscription) for each in found]


class TestBillingDays:
    @pytest.mark.parametrize(
        ("billing", "as_of", "expected"),
        [
            (Billing(date(2024, 1, 31)), date(2024, 1, 31), "2024-02-29"),
            (Billing(date(2024, 1, 31)), date(2024, 2, 28), "2024-02-29"),
            (Billing(date(2024, 1, 31)), date(2024, 2, 29), "2024-03-31"),
            (Billing(date(2023, 11, 30), every_months=3), date(2024, 2, 28), "2024-02-29"),
            (Billing(date(2023, 11, 30), every_months=3), date(2024, 2, 29), "2024-05-30"),
            (Billing(date(2020, 2, 29), every_months=12), date(2024, 2, 28), "2024-02-29"),
            (Billing(date(2023, 2, 28), every_months=12), date(2024, 2, 27), "2024-02-28"),
            (Billing(date(2022, 3, 1), every_months=24), date(2024, 2, 29), "2024-03-01"),
        ],
        ids=["first", "before", "on", "quarter before", "quarter on", "leap year", "year", "two years"],
    )
    def test_counted_from_the_first(self, billing: Billing, as_of: date, expected: str) -> None:
        """The next billing day is the first after the day, counted from the first of all, month ends included."""
        found = renewals(acme(plan(start=billing.first, billing=billing)), as_of=as_of, within=95)
        assert coming(found) == [(expected, "renews", "s1")]

    @pytest.mark.parametrize(("within", "expected"), [(28, []), (29, [("2024-03-01", "renews", "s1")])])
    def test_within(self, within: int, expected: list[tuple[str, str, str]]) -> None:
        """The last of the days is looked at too."""
        assert coming(renewals(acme(PLAN), as_of=DAY, within=within)) == expected

    @pytest.mark.parametrize(
        "changes",
        [
            {"billing": None},
            {"billing": Billing(DAY + timedelta(days=1))},
            {"start": DAY + timedelta(days=1)},
            {"end": DAY},
            {"refunded_on": DAY},
        ],
        ids=["never billed", "first billed later", "not begun", "over", "refunded"],
    )
    def test_none(self, changes: dict[str, Any]) -> None:
        """Nothing comes of a subscription that is not in force, or of which no billing is known."""
        assert coming(renewals(acme(plan(**changes)), as_of=DAY, within=30)) == []

    def test_refunded_later(self) -> None:
        """A refund that lies ahead is not known."""
        assert len(renewals(acme(plan(refunded_on=DAY + timedelta(days=1))), as_of=DAY, within=30)) == 1

    def test_the_last_days_there_are(self) -> None:
        """On the last day there is nothing can come; before it, no billing after it."""
        assert len(renewals(acme(PLAN), as_of=date.max, within=30)) == 0
        assert len(renewals(acme(PLAN), as_of=date(9999, 12, 2), within=90)) == 0
        assert coming(renewals(acme(PLAN), as_of=date(9999, 11, 30), within=90)) == [("9999-12-01", "renews", "s1")]


class TestEnds:
    @pytest.mark.parametrize(("within", "expected"), [(13, []), (14, [("2024-02-15", "ends", "s1")])])
    def test_within(self, within: int, expected: list[tuple[str, str, str]]) -> None:
        """An end within the days is told."""
        assert coming(renewals(acme(plan(end=date(2024, 2, 15))), as_of=DAY, within=within)) == expected

    def test_billed_before(self) -> None:
        """A subscription that is billed once more before it ends is told on both days."""
        found = renewals(acme(plan(end=date(2024, 4, 15))), as_of=DAY, within=90)
        assert coming(found) == [("2024-03-01", "renews", "s1"), ("2024-04-15", "ends", "s1")]

    @pytest.mark.parametrize("within", [29, 60])
    def test_a_billing_day_on_the_end(self, within: int) -> None:
        """A billing day on the day of the end is none."""
        found = renewals(acme(plan(end=date(2024, 3, 1))), as_of=DAY, within=within)
        assert coming(found) == [("2024-03-01", "ends", "s1")]

    def test_an_end_after_the_days(self) -> None:
        """An end that comes after the days looked at hides no billing day."""
        found = renewals(acme(plan(end=date(2024, 3, 2))), as_of=DAY, within=29)
        assert coming(found) == [("2024-03-01", "renews", "s1")]

    def test_not_agreed(self) -> None:
        """In the reading that takes no end as agreed, one that lies ahead is not known."""
        found = renewals(acme(plan(end=date(2024, 3, 1))), as_of=DAY, within=30, agreed_ends=False)
        assert coming(found) == [("2024-03-01", "renews", "s1")]


class TestRiding:
    def test_by_partner(self) -> None:
        """What rides is what the subscription adds to the lines of the day."""
        portfolio = acme(PLAN, plan("s2", end=date(2024, 2, 20), billing=Billing(POST)), partners=["north", "south"])
        ends, renews = (each for each in renewals(portfolio, as_of=DAY, within=30) if each.on != date(2024, 2, 15))
        opened = evaluate(portfolio, as_of=DAY).by_subscription()
        assert ends.riding == tuple(each for each in opened if each.subscription == "s2")
        assert [(each.partner, str(each.credit)) for each in renews.riding] == [
            ("north", "USD 450.00"),
            ("south", "USD 450.00"),
        ]

    def test_nobody(self) -> None:
        """A subscription of a client for which nobody has a line comes up all the same."""
        (found,) = renewals(acme(PLAN), as_of=date(2024, 6, 10), within=30)
        assert found.riding == ()

    def test_one_partner(self) -> None:
        """Asked for one partner, only what it has a line for is told, and only its part."""
        other = managed_client("north", "bolt", start=JANUARY, price=5, activities=[POST])
        portfolio = acme(PLAN, partners=["north", "south"]) | other
        (found,) = renewals(portfolio, as_of=DAY, within=30, partner="south")
        assert [each.partner for each in found.riding] == ["south"]
        assert len(renewals(portfolio, as_of=DAY, within=30)) == 2

    def test_policy(self) -> None:
        """The lines are those of the policy."""
        portfolio = managed_client("north", "acme", start=JANUARY, price=8, of_record=True)
        (servicing,) = renewals(portfolio, as_of=DAY, within=30)
        (of_record,) = renewals(portfolio, as_of=DAY, within=30, policy=hubspot.PARTNER_OF_RECORD)
        assert (servicing.riding, len(of_record.riding)) == ((), 1)


class TestTotals:
    def test_once_each(self) -> None:
        """A subscription that renews and then ends counts once, and by kind where it belongs."""
        found = renewals(acme(plan(end=date(2024, 3, 10)), plan("s2")), as_of=DAY, within=60)
        assert len(found) == 3
        assert found.totals()["north"].credit == (Money(1800, "USD"),)
        assert found.totals()["north"].points == 18
        assert found.totals(ENDS)["north"].credit == (Money(900, "USD"),)
        assert found.totals(RENEWS)["north"].credit == (Money(1800, "USD"),)

    def test_unknown_points(self) -> None:
        """Points that are unknown are said to be, once for a client."""
        found = renewals(acme(PLAN, plan("s2"), currency="BRL"), as_of=DAY, within=60)
        total = found.totals()["north"]
        assert (total.points, total.known_points, total.unknown) == (None, Fraction(0), ("acme",))


class TestResult:
    PORTFOLIO = acme(plan(end=date(2024, 2, 20)), partners=["north", "south"]) | managed_client(
        "east", "bolt", start=JANUARY, price=7
    )

    def test_table(self) -> None:
        """The table has a row for each partner, by day, and what rides below."""
        assert str(renewals(self.PORTFOLIO, as_of=DAY, within=30)).splitlines() == [
            "Subscriptions that end or renew within 30 days of 2024-02-01 (servicing)",
            "on          what    client  subscription       partner  currency  credit a month  points",
            "----------  ------  ------  -----------------  -------  --------  --------------  ------",
            "2024-02-20  ends    acme    s1                 north    USD               450.00    4.50",
            "2024-02-20  ends    acme    s1                 south    USD               450.00    4.50",
            "2024-03-01  renews  bolt    bolt-subscription  nobody",
            "ends for north: USD 450.00; 4.50 points",
            "ends for south: USD 450.00; 4.50 points",
        ]

    def test_notes(self) -> None:
        """With nobody's credit riding there is nothing to add; that nothing comes is said."""
        nobodys = renewals(acme(PLAN), as_of=date(2024, 6, 10), within=30)
        assert nobodys.table().notes == ()
        assert renewals(acme(PLAN), as_of=DAY, within=5).table().notes == (
            "No subscription ends or renews in this time.",
        )

    def test_unknown_points(self) -> None:
        """In the table unknown points are said to be."""
        (row,) = renewals(acme(PLAN, currency="BRL"), as_of=DAY, within=30).table().rows
        assert row[-1] == "unknown"

    def test_assumptions(self) -> None:
        """What was assumed is what the policy assumes."""
        found = renewals(acme(PLAN), as_of=DAY, within=30, policy=hubspot.COMBINED)
        assert found.assumptions == hubspot.COMBINED.assumptions()

    def test_html(self) -> None:
        """A notebook is shown the same, escaped."""
        shown = renewals(acme(plan(HOSTILE)), as_of=DAY, within=30)._repr_html_()
        assert "<b>" not in shown
        assert "&lt;b&gt;" in shown

    def test_calendar(self) -> None:
        """Every end and every renewal is an event, with what rides on it."""
        lines = renewals(self.PORTFOLIO, as_of=DAY, within=30).calendar().replace("\r\n ", "").splitlines()
        assert [line for line in lines if line.startswith(("DTSTART", "SUMMARY", "DESCRIPTION"))] == [
            "DTSTART;VALUE=DATE:20240220",
            "SUMMARY:acme's subscription s1 ends",
            (
                "DESCRIPTION:north: USD 450.00 a month\\, 4.50 points\\, shared with south\\; "
                "south: USD 450.00 a month\\, 4.50 points\\, shared with north"
            ),
            "DTSTART;VALUE=DATE:20240301",
            "SUMMARY:bolt's subscription bolt-subscription renews",
            "DESCRIPTION:nobody has credit",
        ]

    def test_calendar_moves_events(self) -> None:
        """A later export has the same events, on other days."""
        early, late = (renewals(acme(PLAN), as_of=day, within=40).calendar() for day in (DAY, date(2024, 3, 5)))
        identities = [[line for line in text.splitlines() if line.startswith("UID")] for text in (early, late)]
        assert identities[0] == identities[1]
        assert early != late

    def test_order(self) -> None:
        """What comes is by day, then client, then subscription, whatever the order of the file."""
        portfolio = acme(plan("s2"), PLAN) | managed_client("north", "aaa", start=JANUARY, price=1, activities=[POST])
        assert [each.subscription for each in renewals(portfolio, as_of=DAY, within=30)] == [
            "aaa-subscription",
            "s1",
            "s2",
        ]


class TestRefusals:
    @pytest.mark.parametrize("within", [0, -1, 1.5, True])
    def test_within(self, within: int) -> None:
        """How far to look is a whole number of days, at least one."""
        with pytest.raises(DateError, match="expected a whole number of days of at least 1"):
            renewals(acme(PLAN), as_of=DAY, within=within)

    def test_as_of(self) -> None:
        """The day is exactly a date."""
        with pytest.raises(DateError, match="not a date"):
            renewals(acme(PLAN), as_of=datetime(2024, 2, 1), within=30)

    def test_partner(self) -> None:
        """An unknown partner is refused with the nearest."""
        with pytest.raises(UnknownIdError, match="did you mean 'north'"):
            renewals(acme(PLAN), as_of=DAY, within=30, partner="nort")
