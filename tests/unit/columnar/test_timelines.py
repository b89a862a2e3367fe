"""What columns say at the boundaries of every question: activities, agreements, records, revenue, shares, points."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import attrs
import pyarrow as pa
import pytest

from managed_mrr import (
    Activity,
    Billing,
    Catalogue,
    CatalogueEntry,
    Client,
    CurrencyToPoints,
    CurrentAgreement,
    DateRange,
    EvenSplit,
    ExpiryWindow,
    Item,
    LiveActivity,
    MinimumActivity,
    PartnerAtClient,
    PartnerOfRecord,
    PartnerOfRecordStatus,
    PartnerTier,
    Policy,
    Portfolio,
    QualifyingActivity,
    Rate,
    Share,
    SplitOverTime,
    SplitRule,
    StepFunction,
    Subscription,
    Term,
    TierMinimum,
    Undivided,
    columnar,
    hubspot,
    managed_client,
    timelines,
)
from managed_mrr.rules import AllOf, AnyOf, OverTime

JANUARY, FEBRUARY, MARCH = date(2024, 1, 1), date(2024, 2, 1), date(2024, 3, 1)
DONE = date(2024, 1, 15)
SERVICING, OF_RECORD = hubspot.SERVICING, hubspot.PARTNER_OF_RECORD


def client(partner: str = "north", *, done: tuple[date, ...] = (DONE,), price: Any = 900, **given: Any) -> Portfolio:  # noqa: ANN401
    """One client of a partner."""
    return managed_client(partner, "acme", start=JANUARY, price=price, activities=done, **given)


def table(portfolio: Portfolio, policy: Policy = SERVICING, **asked: Any) -> pa.Table:  # noqa: ANN401
    """Timelines from columns, which are those of objects."""
    found = columnar.timelines(columnar.read(columnar.tables_of(portfolio)), policy=policy, **asked)
    assert found.num_rows == sum(len(list(each)) for each in timelines(portfolio, policy=policy).values())
    return found


def runs(portfolio: Portfolio, policy: Policy = SERVICING) -> list[tuple[date, date | None]]:
    """The first days and the first days after."""
    found = table(portfolio, policy)
    return list(zip(found["start"].to_pylist(), found["end"].to_pylist(), strict=True))


def with_rule(rule: Any) -> Policy:  # noqa: ANN401
    """Whoever a rule holds for."""
    return attrs.evolve(SERVICING, eligibility=rule)


class TestActivities:
    def test_one_day(self) -> None:
        """An activity counts on its own day, for as many days as the window has."""
        assert runs(client(), SERVICING.with_(window=ExpiryWindow(days=1))) == [(DONE, DONE + timedelta(days=1))]

    @pytest.mark.parametrize(("gap", "count"), [(59, 1), (60, 1), (61, 2)])
    def test_gaps(self, gap: int, count: int) -> None:
        """An activity on day 60, the first without the last one, goes on without a gap; one on day 61 does not."""
        assert len(runs(client(done=(DONE, DONE + timedelta(days=gap))))) == count

    def test_never(self) -> None:
        """Without activities, and with a login alone, there is no line."""
        assert table(client(done=())).num_rows == 0
        login = Activity(employee="north-employee", client="acme", on=DONE, tool="login", action="login")
        assert table(client(done=()).with_(login)).num_rows == 0

    def test_the_last_days_of_the_calendar(self) -> None:
        """A window that reaches beyond the last day a date can name is open."""
        last = date.max - timedelta(days=59)
        assert runs(client(done=(last,))) == [(last, None)]
        assert runs(client(done=(last - timedelta(days=1),))) == [(last - timedelta(days=1), date.max)]

    def test_the_first_day_of_the_calendar(self) -> None:
        """What is there from the first day on counts from it."""
        first = managed_client("north", "acme", start=date.min, price=900, activities=[date.min])
        assert runs(first) == [(date.min, date.min + timedelta(days=60))]
        assert columnar.evaluate(table(first), as_of=date.min).num_rows == 1

    def test_given_twice(self) -> None:
        """One activity given twice under its id counts once, where several are needed, too."""
        twice = Activity(employee="north-employee", client="acme", on=DONE, tool="crm", action="edit", id="a1")
        given = client(done=()).with_(twice, twice)
        two = SERVICING.requiring(MinimumActivity(count=2, within=60))
        assert table(given, two).num_rows == 0
        assert table(given.with_(attrs.evolve(twice, id=None)), two).num_rows == 1

    def test_a_catalogue_of_other_days(self) -> None:
        """What qualifies in a period only qualifies on its days."""
        until = Catalogue([CatalogueEntry("blog", ["publish"], DateRange(None, DONE))])
        from_ = Catalogue([CatalogueEntry("blog", ["publish"], DateRange(DONE))])
        nothing = Catalogue([])
        rules = [LiveActivity(activity=QualifyingActivity(each)) for each in (until, from_, nothing)]
        assert [table(client(), with_rule(rule)).num_rows for rule in rules] == [0, 1, 0]

    def test_revival(self) -> None:
        """By another reading an activity counts again when the relationship begins anew."""
        (user,) = client().client_users
        away = [attrs.evolve(user, end=FEBRUARY), attrs.evolve(user, start=MARCH)]
        again = attrs.evolve(client(), client_users=away)
        assert runs(again) == [(DONE, FEBRUARY)]
        expected = [(DONE, FEBRUARY), (MARCH, DONE + timedelta(days=60))]
        assert runs(again, SERVICING.with_(activity_revives=True)) == expected
        stricter = SERVICING.with_(activity_revives=True, activity_outlives_employee=False)
        assert runs(again, stricter) == expected


class TestReferences:
    def test_latest(self) -> None:
        """The activity is the row of the latest up to the last day of a segment; those of one day come in order."""
        given = client(done=(DONE, DONE, FEBRUARY, DONE + timedelta(days=200)))
        assert table(given, references=True)["activity"].to_pylist() == [2, 3]

    def test_none(self) -> None:
        """Where no activity is asked for, or there is none, there is none to name."""
        of_record = client(done=(), of_record=True)
        assert table(of_record, OF_RECORD, references=True)["activity"].to_pylist() == [None]
        either = with_rule(PartnerOfRecordStatus() | LiveActivity())
        assert table(of_record, either, references=True)["activity"].to_pylist() == [None]

    def test_two_ways(self) -> None:
        """Where activities are attributed in two ways, none can be named."""
        other = LiveActivity(activity=QualifyingActivity(Catalogue([])))
        with pytest.raises(ValueError, match="attributes activities in 2 ways: expected one, to say which activity it"):
            table(client(), with_rule(LiveActivity() | other), references=True)


class TestAgreements:
    @pytest.mark.parametrize(("agreements", "rows"), [(None, 1), ((), 0), ((DateRange(JANUARY, FEBRUARY),), 1)])
    def test_agreements(self, agreements: Any, rows: int) -> None:  # noqa: ANN401
        """Nothing said about agreements is always; an empty list is never; an end is the first day without."""
        given = attrs.evolve(client(), partners=[attrs.evolve(client().partners[0], agreements=agreements)])
        found = runs(given)
        assert len(found) == rows
        assert not agreements or found[0][1] == FEBRUARY


class TestRecords:
    def test_touching(self) -> None:
        """Touching records of one partner are one: a billing on its first day need not come again."""
        both = (JANUARY, FEBRUARY), (FEBRUARY, MARCH)
        record = [PartnerOfRecord("acme", partner="north", start=start, end=end) for start, end in both]
        found = table(attrs.evolve(client(done=()), partners_of_record=record), OF_RECORD)
        assert found["end"].to_pylist() == [MARCH]

    def test_next_billing(self) -> None:
        """Under a record that begins a day after a billing nothing is credited until the next."""
        late = PartnerOfRecord("acme", partner="north", start=date(2024, 1, 2))
        found = table(attrs.evolve(client(done=()), partners_of_record=[late]), OF_RECORD)
        assert list(zip(found["start"].to_pylist(), found["credit_numerator"].to_pylist(), strict=True)) == [
            (date(2024, 1, 2), 0),
            (FEBRUARY, 900),
        ]

    def test_never_billed(self) -> None:
        """A subscription that is never billed is never credited to a partner of record."""
        unbilled = attrs.evolve(client().subscriptions[0], billing=None)
        given = attrs.evolve(client(done=(), of_record=True), subscriptions=[unbilled])
        assert table(given, OF_RECORD)["credit"].to_pylist() == [0]
        assert table(given, OF_RECORD.with_(billing_required=False))["credit"].to_pylist() == [0]


def sold(**given: Any) -> Portfolio:  # noqa: ANN401
    """A client with one subscription."""
    item = Item("Hub", price=900, start=JANUARY)
    basic: dict[str, Any] = {"client": "acme", "start": JANUARY, "billing": Billing(JANUARY), "items": [item]}
    return attrs.evolve(client(), subscriptions=[Subscription("s1", **{**basic, **given})])


class TestRevenue:
    @pytest.mark.parametrize(
        ("given", "credit"),
        [
            ({}, [900]),
            ({"billing": None}, [0]),
            ({"billing": Billing(FEBRUARY)}, [0, 900]),
            ({"refunded_on": FEBRUARY}, [900, 0]),
            ({"end": FEBRUARY}, [900, 0]),
            ({"not_in_good_standing": [DateRange(FEBRUARY, MARCH)]}, [900, 0, 900]),
            ({"items": []}, [0]),
            ({"items": [Item("Hub", price=900, start=JANUARY, kind="one_time")]}, [0]),
            ({"items": [Item("Hub", price=900, start=JANUARY, eligible=False)]}, [0]),
            ({"items": [Item("Hub", price=900, discount=1000, start=JANUARY)]}, [0]),
            ({"items": [Item("Hub", price=900, discount="0.01", start=FEBRUARY)]}, [0, Fraction(89999, 100)]),
            ({"items": [Item("Hub", price=100, months=7, start=JANUARY)]}, [Fraction(100, 7)]),
        ],
    )
    def test_counts(self, given: dict[str, Any], credit: list[Fraction]) -> None:
        """What is billed, paid, recurring and eligible counts, on its days, per month."""
        found = table(sold(**given))
        pairs = zip(found["credit_numerator"].to_pylist(), found["credit_denominator"].to_pylist(), strict=True)
        assert [Fraction(*each) for each in pairs] == credit

    def test_many_digits(self) -> None:
        """Amounts above 2 ** 53, and of forty digits that cancel out, are exact."""
        assert table(client(price=2**53 + 1))["credit_numerator"].to_pylist() == [2**53 + 1]
        item = Item("Hub", price=10**39 + 1, discount=10**39, start=JANUARY)
        assert table(sold(items=[item]))["credit_numerator"].to_pylist() == [1]

    def test_denominators_beyond_64_bits(self) -> None:
        """Terms in months that have no small common multiple are still added up exactly."""
        items = [Item(f"Hub {months}", price=1, months=months, start=JANUARY) for months in (2**31 - 1, 2**13 - 1)]
        other = Item("Hub", price=1, months=2**61 - 1, start=JANUARY)
        found = table(sold(items=items))
        assert Fraction(found["credit_numerator"][0].as_py(), found["credit_denominator"][0].as_py()) == sum(
            Fraction(1, each.months) for each in items
        )
        with pytest.raises(columnar.TooLargeError, match="the credit of north for acme on 2024-01-15 is"):
            columnar.timelines(columnar.read(columnar.tables_of(sold(items=[*items, other]))))


class TestShares:
    def test_two(self) -> None:
        """Two partners share evenly on the days on which both are eligible, and only then."""
        found = table(client() | client("south", done=(FEBRUARY,), price=None))
        names = ("partner", "start", "sharing")
        rows = list(zip(*(found[name].to_pylist() for name in names), strict=True))
        assert rows == [
            ("north", DONE, ["north"]),
            ("north", FEBRUARY, ["north", "south"]),
            ("south", FEBRUARY, ["north", "south"]),
            ("south", DONE + timedelta(days=60), ["south"]),
        ]
        assert found["credit_denominator"].to_pylist() == [1, 1, 1, 1]
        assert found["credit_numerator"].to_pylist() == [900, 450, 450, 900]

    def test_over_time(self) -> None:
        """Another split from a day on cuts the line, if it makes a difference."""
        terms: list[Term[SplitRule]] = [
            Term(Undivided(), DateRange(None, FEBRUARY)),
            Term(EvenSplit(), DateRange(FEBRUARY)),
        ]
        split = SplitOverTime(OverTime(terms))
        policy = SERVICING.with_(split=split)
        assert len(runs(client(), policy)) == 1
        assert len(runs(client() | client("south", price=None), policy)) == 4

    def test_other_clients(self) -> None:
        """Partners at different clients share nothing."""
        other = managed_client("south", "bolt", start=JANUARY, activities=[DONE])
        assert table(client() | other)["sharing"].to_pylist() == [["north"], ["south"]]


@attrs.frozen
class WithNobody:
    """A split among a partner and somebody there is none of."""

    def shares(self, partners: Sequence[PartnerAtClient]) -> StepFunction[tuple[Share, ...]]:
        """All to the first."""
        who = partners[0].partner.id
        return StepFunction.constant((Share(who, Fraction(1), (who, "zoe")),))


class TestOwnSplits:
    def test_nobody(self) -> None:
        """Who shares is a partner of the evidence."""
        with pytest.raises(ValueError, match=r"WithNobody.shares says that 'zoe' shares a client: expected ids"):
            columnar.timelines(columnar.read(columnar.tables_of(client())), policy=SERVICING.with_(split=WithNobody()))

    def test_no_share(self) -> None:
        """A share that is left out makes no line."""
        policy = SERVICING.with_(split=OneOnly())
        found = table(client() | client("south", price=None), policy)
        assert found["partner"].to_pylist() == ["north"]


@attrs.frozen
class OneOnly:
    """The first gets all, and the others no line."""

    def shares(self, partners: Sequence[PartnerAtClient]) -> StepFunction[tuple[Share, ...]]:
        """All to the first."""
        who = partners[0].partner.id
        return StepFunction.constant((Share(who, Fraction(1), (who,)),))


class TestPoints:
    def test_unknown(self) -> None:
        """Without a rate points are null, for credit 0, too; from a rate's first day on they are known."""
        assert table(client(currency="KWD"))["points"].to_pylist() == [None]
        points = CurrencyToPoints([Rate("USD", 300, DateRange(FEBRUARY))])
        found = table(client(), SERVICING.with_(points=points))
        assert found["points"].to_pylist() == [None, Decimal("3.00")]
        assert found["points_denominator"].to_pylist() == [None, 1]

    def test_multiplied(self) -> None:
        """A client's multiplier counts, unless the policy says otherwise."""
        growth = attrs.evolve(client(), clients=[Client("acme", currency="USD", points_multiplier=2)])
        assert table(growth)["points"].to_pylist() == [Decimal("18.00")]
        assert table(growth, SERVICING.with_(multiplied=False))["points"].to_pylist() == [Decimal("9.00")]

    def test_too_large(self) -> None:
        """Points that take more than 64 bits are refused; the message names the line and the day."""
        points = CurrencyToPoints([Rate("USD", Fraction(1, 2**40))])
        with pytest.raises(columnar.TooLargeError, match="the points of north for acme on 2024-01-15 is"):
            table(client(price=2**40), SERVICING.with_(points=points))


ONE = MinimumActivity(count=1, within=90)
TWO = MinimumActivity(count=2, within=30)


class TestRules:
    @pytest.mark.parametrize(
        "rule",
        [
            AllOf([]),
            AnyOf([]),
            ~LiveActivity(),
            LiveActivity().unless(CurrentAgreement()),
            CurrentAgreement().unless(LiveActivity()),
            PartnerOfRecordStatus() | ~PartnerOfRecordStatus(),
            TierMinimum({"gold": TWO}, [PartnerTier("north", "gold")]),
            TierMinimum(
                {"gold": TWO}, [PartnerTier("elsewhere", "gold")], otherwise=MinimumActivity(count=1, within=90)
            ),
            TierMinimum({"gold": TWO}, [PartnerTier("north", "gold")]) & LiveActivity(),
        ],
        ids=str,
    )
    def test_joined(self, rule: Any) -> None:  # noqa: ANN401
        """Rules joined in any way run as columns, and begin with the first evidence of a pair."""
        policy = with_rule(rule)
        assert columnar.plan(policy).columnar
        given = client(of_record=True)
        expected = timelines(given, policy=policy)
        found = columnar.timelines(columnar.read(columnar.tables_of(given)), policy=policy)
        assert found["start"].to_pylist() == [each.start for timeline in expected.values() for each in timeline]
        assert found["end"].to_pylist() == [each.end for timeline in expected.values() for each in timeline]
