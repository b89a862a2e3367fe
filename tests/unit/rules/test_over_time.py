"""Rules, revenue, shares and points that are another's from a day on."""

from datetime import date
from fractions import Fraction

from managed_mrr import (
    ALWAYS,
    Client,
    CurrencyToPoints,
    CurrentAgreement,
    DateRange,
    DateSet,
    EvenSplit,
    ExpiryWindow,
    LiveActivity,
    Money,
    OverTime,
    PartnerAtClient,
    PointsOverTime,
    Rate,
    RecurringRevenue,
    RevenueOverTime,
    RuleOverTime,
    SplitOverTime,
    Term,
    Undivided,
    managed_client,
)
from managed_mrr.rules.remedies import NO_WAY

JANUARY, CHANGE, LAST = date(2024, 1, 1), date(2024, 2, 20), date(2024, 6, 1)
EARLIER, LATER = DateRange(JANUARY, CHANGE), DateRange(CHANGE, LAST)
FACTS = managed_client(
    "north", "acme", start=date(2023, 1, 1), price=900, activities=[date(2024, 1, 15)], employee="ann"
).facts("north", "acme")
MONTH = LiveActivity(window=ExpiryWindow(days=30))
RULE = RuleOverTime([Term(LiveActivity(), EARLIER), Term(MONTH, LATER)])


class TestRuleOverTime:
    def test_days(self) -> None:
        """Of each day the rule of that day is asked, about all the evidence."""
        assert RULE.days(FACTS) == DateSet([DateRange(date(2024, 1, 15), CHANGE)])
        longer = RuleOverTime([Term(MONTH, EARLIER), Term(LiveActivity(), LATER)])
        assert longer.days(FACTS) == DateSet(
            [DateRange(date(2024, 1, 15), date(2024, 2, 14)), DateRange(CHANGE, date(2024, 3, 15))]
        )

    def test_within(self) -> None:
        """Asked about some days only, it asks only the rules of these."""
        assert RULE.days(FACTS, DateRange(CHANGE)) == DateSet()
        nothing: RuleOverTime[PartnerAtClient] = RuleOverTime([])
        assert nothing.days(FACTS) == DateSet()

    def test_outside(self) -> None:
        """On days outside all terms it does not hold, and says that no terms are known."""
        always = RuleOverTime([Term(CurrentAgreement(), EARLIER)])
        assert always.days(FACTS) == DateSet([EARLIER])
        finding = always.finding(FACTS, CHANGE)
        assert (finding.holds, finding.text) == (False, "no terms are known for 2024-02-20")
        assert finding.steady == DateRange(CHANGE)
        assert always.repairs(FACTS, CHANGE) == NO_WAY

    def test_finding(self) -> None:
        """The finding is that of the rule of the day, of which nothing is said beyond the term."""
        finding = RULE.finding(FACTS, date(2024, 2, 1))
        assert str(finding.text) == "a live activity (counted 60 days), in force [2024-01-01, 2024-02-20)"
        assert (finding.holds, finding.steady) == (True, DateRange(date(2024, 1, 15), CHANGE))
        (live,) = finding.parts
        assert (live.rule, live.steady) == ("LiveActivity", DateRange(date(2024, 1, 15), CHANGE))
        assert all(part.steady is None or part.steady.end == CHANGE for part in live.parts)

    def test_steady_within_what_is_known(self) -> None:
        """How long an answer stays as it is, is not told beyond the days whose terms are known."""
        assert RULE.finding(FACTS, date(2024, 3, 1)).steady == DateRange(CHANGE, LAST)
        assert RULE.finding(FACTS, date(2024, 1, 2)).steady == DateRange(JANUARY, date(2024, 1, 15))

    def test_repairs(self) -> None:
        """What may be done is what the rule of the day says."""
        assert RULE.repairs(FACTS, LAST) == NO_WAY
        assert RULE.repairs(FACTS, CHANGE) == MONTH.repairs(FACTS, CHANGE)

    def test_text(self) -> None:
        """The rules read with their periods."""
        assert str(RULE) == (
            "a live activity (counted 60 days) in [2024-01-01, 2024-02-20), "
            "a live activity (counted 30 days) in [2024-02-20, 2024-06-01)"
        )
        assert str(RuleOverTime([])) == "no terms"

    def test_algebra(self) -> None:
        """It joins with other rules like any."""
        assert (RULE | ~RULE).days(FACTS) == ALWAYS


class TestRevenueOverTime:
    REVENUE = RevenueOverTime(
        OverTime([Term(RecurringRevenue(), EARLIER), Term(RecurringRevenue(billing_required=False), LATER)])
    )

    def test_mrr(self) -> None:
        """On each day the rule of that day counts, outside all terms none."""
        days = [date(2023, 12, 31), JANUARY, CHANGE, LAST]
        assert [self.REVENUE.mrr(FACTS).at(day) for day in days] == [0, 900, 900, 0]

    def test_finding(self) -> None:
        """The finding is that of the rule of the day, within its term."""
        finding = self.REVENUE.finding(FACTS, JANUARY)
        assert (finding.value, finding.steady) == (Money(900, "USD"), EARLIER)
        assert self.REVENUE.finding(FACTS, LAST).text == "no terms are known for 2024-06-01"

    def test_text(self) -> None:
        """The rules read with their periods."""
        assert str(self.REVENUE).startswith("recurring revenue in [2024-01-01, 2024-02-20), ")


class TestSplitOverTime:
    def test_shares(self) -> None:
        """On each day the rule of that day shares."""
        split = SplitOverTime(OverTime([Term(EvenSplit(), EARLIER), Term(Undivided(), LATER)]))
        both = [managed_client(name, "acme", start=JANUARY).facts(name, "acme") for name in ("north", "south")]
        shares = split.shares(both)
        assert [each.fraction for each in shares.at(JANUARY)] == [Fraction(1, 2), Fraction(1, 2)]
        assert [each.fraction for each in shares.at(CHANGE)] == [1, 1]
        assert shares.at(LAST) == ()
        assert str(split) == "divided evenly in [2024-01-01, 2024-02-20), undivided in [2024-02-20, 2024-06-01)"


class TestPointsOverTime:
    ACME = Client("acme", currency="USD")
    POINTS = PointsOverTime(
        OverTime([Term(CurrencyToPoints(), EARLIER), Term(CurrencyToPoints([Rate("USD", 80)]), LATER)])
    )

    def test_points_per_unit(self) -> None:
        """On each day by the rule of that day, outside all terms unknown."""
        per_unit = self.POINTS.points_per_unit(self.ACME)
        assert [per_unit.at(day) for day in (date.min, JANUARY, CHANGE, LAST)] == [
            None,
            Fraction(1, 100),
            Fraction(1, 80),
            None,
        ]

    def test_finding(self) -> None:
        """The finding is that of the rule of the day, within its term."""
        finding = self.POINTS.finding(self.ACME, Money(800, "USD"), CHANGE)
        assert (finding.value, finding.steady) == (10, LATER)
        unknown = self.POINTS.finding(self.ACME, Money(800, "USD"), LAST)
        assert (unknown.value, unknown.text) == (None, "no terms are known for 2024-06-01")

    def test_text(self) -> None:
        """The rules read with their periods."""
        assert str(self.POINTS) == (
            "points by currency in [2024-01-01, 2024-02-20), points by currency in [2024-02-20, 2024-06-01)"
        )
