from datetime import date
from typing import Any

import pytest

import managed_mrr as mm

DAYS = [date(2024, 1, 15), date(2024, 1, 20), date(2024, 2, 10)]
ACME = mm.managed_client("north", "acme", start=date(2024, 1, 1), price=900, activities=DAYS)
FACTS = ACME.facts("north", "acme")
GOLD = mm.PartnerTier("north", "gold", mm.DateRange(date(2024, 2, 1), date(2024, 3, 1)))
THREE = mm.MinimumActivity(count=3, within=30)
RULE = mm.TierMinimum({"gold": THREE}, [GOLD])


class TestTierMinimum:
    def test_asks_in_the_tier_only(self) -> None:
        """Three in thirty days is asked of gold in February: met from the third activity until the first expires."""
        assert str(RULE.days(FACTS)) == "(ever, 2024-02-01) | [2024-02-10, 2024-02-14) | [2024-03-01, ever)"

    def test_other_partners_and_tiers_are_asked_nothing(self) -> None:
        """A partner in a tier without a minimum, and one whose tier is not given, are asked nothing."""
        assert mm.TierMinimum({"elite": THREE}, [GOLD]).days(FACTS) == mm.ALWAYS
        east = mm.managed_client("east", "acme", start=date(2024, 1, 1)).facts("east", "acme")
        assert RULE.days(east) == mm.ALWAYS

    def test_otherwise_asks_where_no_tier_is_given(self) -> None:
        """The reading that asks for a minimum of partners whose tier is not given is a value."""
        rule = mm.TierMinimum({}, [GOLD], otherwise=mm.MinimumActivity(count=1, within=10))
        assert str(rule.days(FACTS)) == "[2024-01-15, 2024-01-30) | [2024-02-01, 2024-03-01)"
        assert str(rule) == "at least 1 activities in 10 days for an unknown tier"

    def test_empty_by_default(self) -> None:
        """The sources give no numbers, and so nothing is asked."""
        assert mm.TierMinimum().days(FACTS) == mm.ALWAYS
        assert str(mm.TierMinimum()) == "no minimum of activities for any tier"

    def test_order_does_not_matter(self) -> None:
        """The same minimums and tiers in another order are the same rule."""
        elite = mm.PartnerTier("east", "elite")
        one = mm.TierMinimum({"gold": THREE, "elite": THREE}, [GOLD, elite])
        assert one == mm.TierMinimum([("elite", THREE), ("gold", THREE)], [elite, GOLD])

    def test_minimums_may_change_over_time(self) -> None:
        """Dated minimums are rules over time, as of any other rule."""
        change = date(2024, 2, 12)
        stricter = mm.TierMinimum({"gold": mm.MinimumActivity(count=4, within=30)}, [GOLD])
        rule = mm.RuleOverTime(
            [mm.Term(RULE, mm.DateRange(None, change)), mm.Term(stricter, mm.DateRange(change, None))]
        )
        assert str(rule.days(FACTS)) == "(ever, 2024-02-01) | [2024-02-10, 2024-02-12) | [2024-03-01, ever)"

    def test_finding(self) -> None:
        """Why it does not hold is what the minimum itself says, on the days of the tier only."""
        finding = RULE.finding(FACTS, date(2024, 2, 20))
        assert (finding.holds, finding.text) == (False, "north is gold: at least 3 activities in 30 days")
        assert finding.parts[0].rule == "MinimumActivity"
        assert (finding.parts[0].value, finding.parts[0].threshold) == (1, 3)
        assert finding.steady == mm.DateRange(date(2024, 2, 14), date(2024, 3, 1))

    def test_finding_where_nothing_is_asked(self) -> None:
        """That nothing is asked is said, with the tier if it is given."""
        assert RULE.finding(FACTS, date(2024, 1, 2)).text == (
            "north is in no known tier: no minimum of activities is asked"
        )

    def test_repairs(self) -> None:
        """What is missing can be done, also when the minimum is asked through a tier."""
        policy = mm.hubspot.SERVICING.requiring(RULE)
        answer = mm.why_not(ACME, partner="north", client="acme", as_of=date(2024, 2, 20), policy=policy)
        (repair,) = answer.repairs
        without = mm.hubspot.SERVICING.requiring(THREE)
        assert answer.shortfalls == (
            mm.why_not(ACME, partner="north", client="acme", as_of=date(2024, 2, 20), policy=without).shortfalls
        )
        assert [each.what for each in repair.steps] == ["perform 2 qualifying activities at acme, such as blog publish"]
        assert RULE.repairs(FACTS, date(2024, 1, 2)) == mm.AllOf[mm.PartnerAtClient]([]).repairs(
            FACTS, date(2024, 1, 2)
        )

    def test_ledger(self) -> None:
        """A line that ends or begins by the minimum of a tier, or by a change of tier, is the minimum's doing."""
        policy = mm.hubspot.SERVICING.requiring(RULE)
        moved = mm.changes(ACME, start=date(2024, 1, 31), end=date(2024, 3, 1), policy=policy)
        assert [(each.on.isoformat(), each.cause) for each in moved] == [
            ("2024-02-01", mm.Cause.MINIMUM_ACTIVITY),
            ("2024-02-10", mm.Cause.MINIMUM_ACTIVITY),
            ("2024-02-14", mm.Cause.MINIMUM_ACTIVITY),
            ("2024-03-01", mm.Cause.MINIMUM_ACTIVITY),
        ]

    def test_asks_about_the_people_of_the_policy(self) -> None:
        """Joined to a policy, the minimum asks about the same relationship and activities as the policy does."""
        stricter = mm.hubspot.SERVICING.with_(relationship=mm.ManagedRelationship(unlinking_ends=True))
        joined = stricter.requiring(RULE).parts(mm.MinimumActivity)
        assert [each.relationship for each in joined] == [mm.ManagedRelationship(unlinking_ends=True)]

    def test_out_of_the_divisor(self) -> None:
        """A partner that fails the minimum of its tier is out of the divisor too."""
        both = ACME | mm.managed_client("east", "acme", start=date(2024, 1, 1), activities=[date(2024, 2, 1)])
        policy = mm.hubspot.SERVICING.requiring(RULE)
        lines = mm.evaluate(both, as_of=date(2024, 2, 20), policy=policy).lines
        assert [(line.partner, line.sharing) for line in lines] == [("east", ("east",))]

    def test_wrong_otherwise(self) -> None:
        """What is asked for an unknown tier is a minimum, too, and that is looked at when the rule is made."""
        wrong: Any = 5
        with pytest.raises(mm.PolicyError) as caught:
            mm.TierMinimum({}, [], otherwise=wrong)
        assert str(caught.value) == (
            "the minimum of an unknown tier is 5: expected MinimumActivity(count=..., within=...)"
        )

    @pytest.mark.parametrize(
        ("minimums", "tiers", "message"),
        [
            ({"gold": 3}, [], "the minimum of 'gold' is 3: expected MinimumActivity(count=..., within=...)"),
            (
                [("gold", THREE), ("gold", THREE)],
                [],
                "'gold' has two minimums: expected one; ask for both by joining two rules with &",
            ),
            ({}, ["gold"], "not the tier of a partner: 'gold'; expected PartnerTier(partner, tier, period)"),
            (
                {},
                [GOLD, mm.PartnerTier("north", "elite")],
                (
                    "two tiers on the same days: north is elite in (ever, ever), and north is gold in "
                    "[2024-02-01, 2024-03-01); expected one; end the earlier where the later begins"
                ),
            ),
        ],
    )
    def test_refuses(self, minimums: object, tiers: object, message: str) -> None:
        """What is no minimum, no tier of a partner, or given twice for a day, is refused."""
        with pytest.raises(mm.PolicyError) as caught:
            mm.TierMinimum(minimums, tiers)  # type: ignore[arg-type]
        assert str(caught.value) == message

    def test_consecutive_tiers(self) -> None:
        """A partner may rise from one tier to the next, and each has its own minimum."""
        silver = mm.PartnerTier("north", "silver", mm.DateRange(None, date(2024, 2, 1)))
        rule = mm.TierMinimum({"silver": mm.MinimumActivity(count=2, within=30)}, [GOLD, silver])
        assert str(rule.days(FACTS)) == "[2024-01-20, ever)"

    def test_finding_is_about_its_own_partner(self) -> None:
        """The tier that is told is the partner's own, and where nothing is asked there is no more to tell."""
        east = mm.PartnerTier("east", "elite")
        finding = mm.TierMinimum({"elite": THREE}, [east, GOLD]).finding(FACTS, date(2024, 2, 20))
        assert finding.text == "north is gold: no minimum of activities is asked"
        assert finding.parts == ()

    def test_two_minimums_apart(self) -> None:
        """A tier with two minimums is refused, whatever stands between them."""
        with pytest.raises(mm.PolicyError, match=r"^'gold' has two minimums"):
            mm.TierMinimum([("gold", THREE), ("elite", THREE), ("gold", THREE)])
