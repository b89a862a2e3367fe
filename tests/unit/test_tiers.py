import re
from datetime import date
from fractions import Fraction
from typing import Any

import attrs
import pytest

import managed_mrr as mm
from managed_mrr.pictures import MARKS
from managed_mrr.tiers import Measure, TierMet
from managed_mrr.tiers.standing import UnknownTierError

JANUARY = date(2024, 1, 1)
MARCH = date(2024, 3, 1)
TABLE = mm.TierTable(
    [
        mm.Tier("gold", total=100, sold=30, managed=40),
        mm.Tier("platinum", total=250, sold=60, managed=100),
        mm.Tier("diamond", total=500, sold=120, managed=100),
    ]
)
YEAR = mm.DateRange(JANUARY, date(2025, 1, 1))
DATED = mm.OverTime([mm.Term(TABLE, YEAR, source="the contract of 2024")])
SOLD = [mm.SoldPoints("north", 70, YEAR)]
ACME = mm.managed_client("north", "acme", start=JANUARY, price=9000, activities=[date(2024, 1, 15), date(2024, 2, 20)])
BOLT = mm.managed_client("east", "bolt", start=JANUARY, price=30000, activities=[date(2024, 2, 15)])
CASA = mm.managed_client("east", "casa", start=JANUARY, price=30000, currency="BRL", activities=[date(2024, 2, 15)])
ALL = ACME | BOLT | CASA


def standing(**changed: Any) -> mm.TierStanding:  # noqa: ANN401 -- any argument
    """The standing of the usual partner, table and day, with something changed."""
    usual: dict[str, Any] = {"partner": "north", "as_of": MARCH, "tiers": DATED, "sold": SOLD}
    return mm.tier(ALL, **{**usual, **changed})


@attrs.frozen
class Never(mm.Rule[mm.PartnerAtClient]):
    """A rule of one's own, which never holds."""

    def days(self, facts: mm.PartnerAtClient, within: mm.DateRange = mm.EVER) -> mm.DateSet:
        """No day at all."""
        return mm.NEVER


class TestSoldPoints:
    def test_text(self) -> None:
        """What was sold says how much of what, and when."""
        said = str(mm.SoldPoints("north", "1234.5", YEAR, unit="JPY"))
        assert said == "north has sold 1,234 JPY in [2024-01-01, 2025-01-01)"

    @pytest.mark.parametrize("points", [-1, "-0.5"])
    def test_refuses_less_than_nothing(self, points: int | str) -> None:
        """Nobody has sold less than nothing."""
        with pytest.raises(mm.PolicyError, match=r"sold points are .*: expected a number of 0 or more"):
            mm.SoldPoints("north", points, YEAR)

    def test_problems_are_told_together(self) -> None:
        """Unknown partners and days given twice for a partner and a unit are told in one error."""
        half = mm.DateRange(date(2024, 7, 1), None)
        sold = [
            *SOLD,
            mm.SoldPoints("north", 80, half),
            mm.SoldPoints("nroth", 1, YEAR),
            mm.SoldPoints("west coast", 1, YEAR),
            mm.SoldPoints("north", 80, half, unit="USD"),
            mm.SoldPoints("east", 80, half),
        ]
        with pytest.raises(mm.TierError) as caught:
            standing(sold=sold)
        assert str(caught.value).splitlines() == [
            "tiers and sold points have 3 problems:",
            "  sold[2].partner: got 'nroth', expected the id of a partner in the evidence; did you mean 'north'?",
            (
                "  sold[3].partner: got 'west coast', expected the id of a partner in the evidence; "
                "add the partner to the evidence, or leave this out"
            ),
            (
                "  sold[1]: got '[2024-07-01, ever)', expected no day of sold[0], [2024-01-01, 2025-01-01), again for "
                "'north'; end the earlier where the later begins"
            ),
        ]

    def test_refuses_what_is_none(self) -> None:
        """What was sold is given as such."""
        with pytest.raises(
            mm.PolicyError, match=r"not sold points: 70; expected SoldPoints\(partner, points, period\)"
        ):
            standing(sold=[70])


class TestStanding:
    def test_tier_and_what_is_missing(self) -> None:
        """North has 90 managed and 70 sold: gold, and 90 in total and 10 managed short of platinum."""
        found = standing()
        assert found.tier == TABLE.tiers[0]
        assert found.next == TABLE.tiers[1]
        assert found.known
        assert {each.asked: each.missing for each in found.missing} == {"total": 90, "managed": 10}
        assert found.total.amount == 160
        assert found.met == TierMet("gold", "gold", known=True)

    def test_requirements_of_any_tier(self) -> None:
        """What any tier of the table asks for can be asked for by name."""
        assert [each.missing for each in standing().requirements("diamond")] == [340, 50, 10]
        assert [each.met for each in standing().requirements("gold")] == [True, True, True]

    def test_unknown_tier(self) -> None:
        """A tier that the table does not have is an error that names the nearest, also after it was pickled."""
        with pytest.raises(UnknownTierError, match=r"did you mean 'diamond'\?") as caught:
            standing().requirements("daimond")
        again = type(caught.value)(caught.value.kind, caught.value.value, caught.value.known)
        assert str(again) == str(caught.value)

    def test_in_the_highest_tier(self) -> None:
        """There is no tier above the highest, and nothing is missing; its own requirements are told."""
        found = standing(tiers=mm.TierTable([mm.Tier("gold", total=100)]))
        assert (found.next, found.missing) == (None, ())
        assert [str(each) for each in found.requirements()] == ["total: 160.00 of 100.00 points, met"]

    def test_below_the_lowest(self) -> None:
        """Whoever misses the lowest tier is in no tier, and what is missing to it is told."""
        found = standing(sold=[mm.SoldPoints("north", 0, YEAR)])
        assert (found.tier, found.next) == (None, TABLE.tiers[0])
        assert str(found.met) == "no tier"
        assert [str(each) for each in found.missing] == [
            "total: 90.00 of 100.00 points, 10.00 missing",
            "sold: 0.00 of 30.00 points, 30.00 missing",
        ]

    def test_exactly_enough_is_enough(self) -> None:
        """A threshold is met by just that number."""
        assert str(standing(tiers=mm.TierTable([mm.Tier("gold", total=160)])).met) == "gold"
        assert str(standing(tiers=mm.TierTable([mm.Tier("gold", total="160.01")])).met) == "no tier"

    def test_day_without_a_table(self) -> None:
        """On a day outside all tables the tier is unknown, and that is said."""
        found = standing(as_of=date(2025, 1, 1))
        assert not found.known
        assert (found.term, found.tier, found.next, found.requirements()) == (None, None, None, ())
        assert str(found).splitlines() == [
            "Tier of north as of 2025-01-01 (servicing): not known",
            "tier  asked  points needed  there is  and so",
            "----  -----  -------------  --------  ------",
            "No table of tiers is known for 2025-01-01.",
            "Unknown, and not counted: sold points.",
        ]

    def test_sold_is_unknown_where_it_is_not_given(self) -> None:
        """Without sold points the tier is known only if it takes none."""
        found = standing(sold=[], tiers=mm.TierTable([mm.Tier("gold", total=80), mm.Tier("platinum", total=250)]))
        assert found.met == TierMet("gold", "platinum", known=False)
        assert str(found.met) == "gold to platinum"
        assert found.unknown == ("sold points",)
        assert [each.met for each in found.requirements("platinum")] == [None]
        assert "250.00  90.00 + unknown  up to 160.00 missing" in str(found)

    def test_clients_without_a_rate_are_named(self) -> None:
        """Points that are unknown count for nothing, and their clients are named."""
        found = standing(partner="east", sold=[mm.SoldPoints("east", 130, YEAR)])
        assert found.managed == Measure(Fraction(300), ["managed points for casa"])
        assert str(found.met) == "platinum to diamond"
        assert "Unknown, and not counted: managed points for casa." in str(found)

    def test_a_tier_surely_met_is_known_whatever_is_unknown(self) -> None:
        """What is unknown only adds: it does not matter once the highest tier is met."""
        found = standing(partner="east", tiers=mm.TierTable([mm.Tier("gold", managed=300)]))
        assert found.known
        assert found.unknown == ("managed points for casa", "sold points")

    def test_tables_in_money(self) -> None:
        """A table in dollars is held against credit in dollars; other currencies, and sold points, are unknown."""
        table = mm.TierTable([mm.Tier("gold", sold=100, managed=20000)], unit="USD")
        sold = [mm.SoldPoints("east", 100, YEAR, unit="USD"), mm.SoldPoints("east", 9, YEAR)]
        found = standing(partner="east", tiers=table, sold=sold)
        assert found.managed == Measure(Fraction(30000), ["managed USD for casa"])
        assert (found.sold.amount, found.unit) == (Fraction(100), "USD")
        assert found.known
        assert "20,000.00  30,000.00 + unknown     met" in str(found)

    def test_credit_0_is_none_of_any_currency(self) -> None:
        """A client of another currency that pays nothing adds nothing unknown to money."""
        unpaid = mm.managed_client("north", "dore", start=JANUARY, currency="BRL", activities=[date(2024, 2, 15)])
        table = mm.TierTable([mm.Tier("gold", managed=1)], unit="USD")
        assert mm.tier(unpaid, partner="north", as_of=MARCH, tiers=table).managed.amount == 0

    def test_incomplete_tables(self) -> None:
        """Whoever misses the lowest tier of a table that is not complete is in a tier that is not known."""
        elite = mm.TierTable([mm.Tier("Elite", managed=95)], complete=False)
        found = standing(tiers=elite)
        assert not found.known
        assert str(found.met) == "not known"
        assert "Which tiers there were below Elite is not known." in str(found)
        reached = standing(tiers=mm.TierTable([mm.Tier("Elite", managed=90)], complete=False))
        assert reached.known
        assert "Which tiers" not in str(reached)

    def test_program_without_terms(self) -> None:
        """On a day on which a program knows no terms, what is managed is unknown."""
        program = mm.Program(name="new", terms=[mm.Term(mm.hubspot.SERVICING, mm.DateRange(date(2024, 4, 1)))])
        found = standing(policy=program)
        assert found.managed == Measure(unknown=["managed points, as new knows no terms"])
        assert str(found.met) == "no tier to platinum"

    def test_shows_itself(self) -> None:
        """It shows briefly to a programmer and as a table in a notebook."""
        assert repr(standing()) == "<TierStanding of north as of 2024-03-01, policy servicing: gold>"
        assert "340.00 missing" in standing()._repr_html_()
        assert "in force [2024-01-01, 2025-01-01), the contract of 2024." in str(standing())

    @pytest.mark.parametrize("tiers", [[TABLE], mm.OverTime([mm.Term("gold")])])
    def test_refuses_what_are_no_tables(self, tiers: Any) -> None:  # noqa: ANN401 -- anything
        """Tables are given as one, or as terms over time."""
        with pytest.raises(mm.PolicyError, match=r"not tables of tiers: .*; expected a TierTable, or OverTime"):
            standing(tiers=tiers)

    @pytest.mark.parametrize(
        ("changed", "kind"),
        [({"partner": "nroth"}, mm.UnknownIdError), ({"as_of": "2024-03-01"}, mm.DateError)],
    )
    def test_refuses(self, changed: dict[str, Any], kind: type[Exception]) -> None:
        """An unknown partner, and anything but a date, is refused."""
        with pytest.raises(kind):
            standing(**changed)


class TestTimeline:
    FOUND = mm.tier_timeline(ALL, partner="north", tiers=DATED, sold=SOLD)

    def test_changes_with_credit_and_tables(self) -> None:
        """North is gold while its activities last, in the year of the table."""
        assert str(self.FOUND).splitlines() == [
            "Tier met by north over time (servicing)",
            "start       end         tier",
            "----------  ----------  ---------",
            "            2024-01-01  not known",
            "2024-01-01  2024-01-15  no tier",
            "2024-01-15  2024-04-20  gold",
            "2024-04-20  2025-01-01  no tier",
            "2025-01-01              not known",
            "Tables of tiers are known for [2024-01-01, 2025-01-01).",
        ]
        assert [each.tier for each in self.FOUND] == [None, None, "gold", None, None]
        assert len(self.FOUND) == 5

    def test_has_the_standing_of_a_day(self) -> None:
        """The standing of a day is what a question about that day gives."""
        assert self.FOUND.at(MARCH) == standing()

    def test_shows_itself(self) -> None:
        """It shows briefly to a programmer; in a notebook with a picture of the thresholds."""
        assert repr(self.FOUND) == "<TierTimeline of north, policy servicing, segments: 5>"
        assert "data:image/svg+xml" in self.FOUND._repr_html_()
        assert "against gold 100.00, platinum 250.00, diamond 500.00" in self.FOUND.svg()
        assert "<title>north: sold and managed points against tiers</title>" in self.FOUND.svg()

    def test_picture_of_what_is_managed(self) -> None:
        """Where no tier asks for a total, the picture holds what is managed against what must be; unknowns are said."""
        later = mm.DateRange(date(2024, 6, 1), date(2024, 12, 1))
        tables = mm.OverTime(
            [
                mm.Term(mm.TierTable([mm.Tier("gold", managed=1)]), mm.DateRange(JANUARY, date(2024, 2, 1))),
                mm.Term(mm.TierTable([mm.Tier("basic"), mm.Tier("gold", managed=20)], unit="USD"), later),
            ]
        )
        svg = mm.tier_timeline(ALL, partner="east", tiers=tables).svg()
        assert "<title>east: managed USD against tiers</title>" in svg
        assert "From 2024-06-01 to 2024-12-01" in svg
        known = mm.tier_timeline(ALL, partner="east", tiers=mm.TierTable([mm.Tier("gold", managed=20)])).svg()
        assert "<title>east: known managed points against tiers</title>" in known

    def test_thresholds_on_the_days_of_their_table(self) -> None:
        """A threshold is a dashed line on the days of its table; of very many only the first are shown."""
        change = date(2024, 7, 1)
        many = mm.TierTable([mm.Tier(f"tier {place}", total=place) for place in range(1, 20)])
        tables = mm.OverTime(
            [
                mm.Term(mm.TierTable([mm.Tier("gold", total=100)]), mm.DateRange(JANUARY, change)),
                mm.Term(many, mm.DateRange(change, date(2025, 1, 1))),
            ]
        )
        svg = mm.tier_timeline(ALL, partner="north", tiers=tables, sold=SOLD).svg()
        dashed = re.findall(r"<path d='M(\d+) \d+H(\d+)' stroke='#767e88' stroke-dasharray='4 3'/>", svg)
        assert len(dashed) == MARKS
        assert dashed[0][1] == dashed[1][0]

    def test_picture_without_tables(self) -> None:
        """Without any table there is nothing to show."""
        found = mm.tier_timeline(ALL, partner="north", tiers=mm.OverTime([]))
        assert "On no day." in found.svg()
        assert [str(each) for each in found] == ["(ever, ever): not known"]

    def test_programs(self) -> None:
        """What is managed is unknown on days on which a program knows no terms."""
        change = date(2024, 2, 1)
        program = mm.Program(name="new", terms=[mm.Term(mm.hubspot.SERVICING, mm.DateRange(change))])
        found = mm.tier_timeline(ALL, partner="north", tiers=DATED, sold=SOLD, policy=program)
        assert [str(each.met) for each in found] == ["not known", "no tier to platinum", "gold", "no tier", "not known"]
        assert found.at(date(2024, 1, 31)) == standing(as_of=date(2024, 1, 31), policy=program)

    def test_unknown_partner(self) -> None:
        """A partner that is not in the evidence is an error."""
        with pytest.raises(mm.UnknownIdError):
            mm.tier_timeline(ALL, partner="nroth", tiers=DATED)


def history(*sold: tuple[date | None, int]) -> mm.TierTimeline:
    """A tier timeline by what is sold alone: from each day on so much."""
    days = [day for day, _ in sold]
    periods = zip(days, [*days[1:], None], strict=True)
    table = mm.TierTable([mm.Tier("gold", sold=10), mm.Tier("platinum", sold=20), mm.Tier("diamond", sold=30)])
    given = [
        mm.SoldPoints("north", points, mm.DateRange(*period)) for (_, points), period in zip(sold, periods, strict=True)
    ]
    return mm.tier_timeline(mm.Portfolio.of(mm.Partner("north")), partner="north", tiers=table, sold=given)


def told(credited: mm.CreditedTiers) -> list[str]:
    """The segments of credited tiers as text."""
    return list(map(str, credited))


class TestReviews:
    START, END = date(2024, 8, 1), date(2025, 9, 1)

    def credited(
        self,
        met: mm.TierTimeline,
        initial: str | None,
        **values: Any,  # noqa: ANN401 -- any parameter
    ) -> mm.CreditedTiers:
        """What is credited in a bit more than a year with two reviews."""
        return mm.ReviewRule(**values).credited(met, start=self.START, end=self.END, initial=initial)

    def test_the_published_example(self) -> None:
        """Credited diamond, now gold, best in the period platinum: platinum is left."""
        met = history((None, 30), (date(2024, 8, 10), 20), (date(2024, 10, 20), 10))
        credited = self.credited(met, "diamond")
        assert told(credited) == [
            "[2024-08-01, 2025-01-15): diamond",
            "[2025-01-15, 2025-07-15): platinum",
            "[2025-07-15, 2025-09-01): gold",
        ]
        assert [str(each) for each in credited.reviews] == [
            "2025-01-15: diamond, best since 2024-08-15: platinum, so platinum",
            "2025-07-15: platinum, best since 2025-02-15: gold, so gold",
        ]

    def test_kept_if_met_in_one_month(self) -> None:
        """A threshold that was met at one check of the period keeps the tier."""
        met = history((None, 10), (date(2024, 11, 15), 30), (date(2024, 11, 16), 10))
        assert told(self.credited(met, "diamond")) == [
            "[2024-08-01, 2025-07-15): diamond",
            "[2025-07-15, 2025-09-01): gold",
        ]

    def test_both_ends_of_the_period_are_looked_at(self) -> None:
        """The first check, on 15 August, still counts in January; the one before it does not."""
        kept = history((None, 30), (date(2024, 8, 16), 10))
        lost = history((None, 30), (date(2024, 8, 15), 10))
        assert str(self.credited(kept, "diamond").at(date(2025, 1, 15))) == "diamond"
        assert str(self.credited(lost, "diamond").at(date(2025, 1, 15))) == "gold"
        assert str(self.credited(lost, "diamond").at(date(2025, 1, 14))) == "diamond"

    def test_between_checks_nothing_is_seen(self) -> None:
        """What was met between two checks only counts when every day is judged."""
        met = history((None, 10), (date(2024, 11, 16), 30), (date(2024, 12, 14), 10))
        assert str(self.credited(met, "diamond").at(date(2025, 1, 15))) == "gold"
        assert str(self.credited(met, "diamond", judged="every day").at(date(2025, 1, 15))) == "diamond"

    @pytest.mark.parametrize(
        ("upgrades", "since"), [("checks", "2024-10-15"), ("every day", "2024-10-02"), ("reviews", "2025-01-15")]
    )
    def test_upgrades(self, upgrades: str, since: str) -> None:
        """A higher tier is gained at the next check, on the day it is met, or at the next review."""
        met = history((None, 10), (date(2024, 10, 2), 20))
        assert told(self.credited(met, "gold", upgrades=upgrades)) == [
            f"[2024-08-01, {since}): gold",
            f"[{since}, 2025-09-01): platinum",
        ]

    def test_upgrades_on_the_first_day(self) -> None:
        """What is met on the first day is gained on it, if upgrades are at once."""
        assert told(self.credited(history((None, 20)), None, upgrades="every day")) == [
            "[2024-08-01, 2025-09-01): platinum"
        ]

    def test_no_tier_can_be_left(self) -> None:
        """A partner that met nothing in the period has no tier from the review on."""
        assert told(self.credited(history((None, 0)), "gold")) == [
            "[2024-08-01, 2025-01-15): gold",
            "[2025-01-15, 2025-09-01): no tier",
        ]

    def test_unknown_is_carried(self) -> None:
        """Where it is not known what was met, both ends are followed, until a review settles it."""
        met = mm.tier_timeline(
            mm.Portfolio.of(mm.Partner("north")),
            partner="north",
            tiers=mm.TierTable([mm.Tier("gold", sold=10), mm.Tier("platinum", sold=20)]),
            sold=[mm.SoldPoints("north", 10, mm.DateRange(date(2024, 12, 1)))],
        )
        assert told(self.credited(met, "gold")) == [
            "[2024-08-01, 2024-08-15): gold",
            "[2024-08-15, 2025-07-15): gold to platinum",
            "[2025-07-15, 2025-09-01): gold",
        ]

    def test_tables_may_change(self) -> None:
        """The order of tiers is the common one of all tables, and a day without a table leaves everything possible."""
        change, later = date(2024, 9, 1), date(2024, 10, 1)
        tables = mm.OverTime(
            [
                mm.Term(mm.TierTable([mm.Tier("silver"), mm.Tier("gold", sold=5)]), mm.DateRange(None, change)),
                mm.Term(mm.TierTable([mm.Tier("gold"), mm.Tier("elite", sold=5)]), mm.DateRange(later)),
            ]
        )
        sold = [mm.SoldPoints("north", 0, mm.DateRange())]
        met = mm.tier_timeline(mm.Portfolio.of(mm.Partner("north")), partner="north", tiers=tables, sold=sold)
        assert told(self.credited(met, "silver")) == [
            "[2024-08-01, 2024-09-15): silver",
            "[2024-09-15, 2024-10-15): silver to elite",
            "[2024-10-15, 2025-07-15): gold to elite",
            "[2025-07-15, 2025-09-01): gold",
        ]

    def test_tables_in_opposite_order(self) -> None:
        """Two tables that put two tiers in opposite order have no common one."""
        one = mm.TierTable([mm.Tier("gold"), mm.Tier("silver")])
        other = mm.TierTable([mm.Tier("silver"), mm.Tier("gold")])
        tables = mm.OverTime([mm.Term(one, mm.DateRange(None, JANUARY)), mm.Term(other, mm.DateRange(JANUARY))])
        met = mm.tier_timeline(mm.Portfolio.of(mm.Partner("north")), partner="north", tiers=tables)
        with pytest.raises(mm.PolicyError, match=r"tables of tiers differ in the order of .*: expected one order"):
            self.credited(met, "gold")

    def test_outside_the_time_asked_about(self) -> None:
        """On days outside the time that was asked about nothing is known."""
        assert str(self.credited(history((None, 0)), "gold").at(date(2024, 7, 31))) == "not known"

    def test_as_input(self) -> None:
        """The tiers that are known become the input of minimums; days without a tier are left out."""
        met = history((None, 0), (date(2024, 10, 2), 20))
        assert self.credited(met, None).as_input() == (
            mm.PartnerTier("north", "platinum", mm.DateRange(date(2024, 10, 15), self.END)),
        )

    def test_shows_itself(self) -> None:
        """It shows briefly to a programmer, and as a table with the reviews that changed something."""
        credited = self.credited(history((None, 0)), "gold")
        assert repr(credited) == "<CreditedTiers of north, policy servicing, segments: 2>"
        assert str(credited).splitlines()[-1] == (
            "Review of 2025-01-15: gold, best since 2024-08-15: no tier, so no tier."
        )
        assert "2025-01-15" in credited._repr_html_()
        assert len(credited) == 2

    def test_text(self) -> None:
        """The rule says what it does."""
        assert str(mm.ReviewRule()) == (
            "reviews on 01-15, 07-15, looking back 5 months at checks (checks on day 15), upgrades at checks"
        )
        assert str(mm.ReviewRule(reviews=[])).startswith("reviews on never")

    @pytest.mark.parametrize(
        ("values", "message"),
        [
            ({"reviews": [(2, 29)]}, "a review is on month 2, day 29: expected a day there is in every year"),
            ({"reviews": [("1", 15)]}, "a review is on month '1', day 15: expected a day there is in every year"),
            ({"months": 0}, "ReviewRule.months is 0: expected a whole number from 1 to 120"),
            ({"check_day": 31}, "ReviewRule.check_day is 31: expected a whole number from 1 to 28"),
            ({"judged": "weekly"}, "ReviewRule.judged is 'weekly': expected one of 'checks', 'every day'"),
            ({"upgrades": "never"}, "ReviewRule.upgrades is 'never': expected one of 'checks', 'every day', 'reviews'"),
        ],
    )
    def test_refuses(self, values: dict[str, Any], message: str) -> None:
        """Anything else is refused, with what was expected."""
        with pytest.raises(mm.PolicyError) as caught:
            mm.ReviewRule(**values)
        assert str(caught.value).startswith(message)

    def test_unknown_initial_tier(self) -> None:
        """The tier credited at first is one of the tables."""
        with pytest.raises(UnknownTierError):
            self.credited(history((None, 0)), "glod")

    def test_in_the_first_year(self) -> None:
        """A review that would look back before the first day there is looks at all days there are."""
        rule = mm.ReviewRule(reviews=[(1, 20)])
        credited = rule.credited(history((None, 10)), start=date(1, 1, 1), end=date(1, 2, 1), initial="diamond")
        assert credited.reviews[0].since == date(1, 1, 1)
        assert told(credited) == ["[0001-01-01, 0001-01-20): diamond", "[0001-01-20, 0001-02-01): gold"]


class TestReach:
    def reach(self, **changed: Any) -> mm.Reach:  # noqa: ANN401 -- any argument
        """What would bring the usual partner to its next tier, with something changed."""
        usual: dict[str, Any] = {"partner": "north", "as_of": MARCH, "tiers": DATED, "sold": SOLD}
        portfolio = changed.pop("portfolio", ALL)
        return mm.reach(portfolio, **{**usual, **changed})

    def test_next_tier(self) -> None:
        """Bolt, shared with east, would bring 150 points where 90 are missing; casa has no rate."""
        found = self.reach()
        assert found.reached
        assert str(found).splitlines() == [
            "What would bring north to platinum as of 2024-03-01 (servicing)",
            "client  credit a month  points  shared with",
            "------  --------------  ------  -----------",
            "bolt     USD 15,000.00  150.00  east",
            "90.00 more points must be managed; these clients bring 150.00.",
            "Not known, and not counted, is what there would be for casa.",
        ]
        assert repr(found) == "<Reach of north as of 2024-03-01 to platinum, clients: 1>"
        assert "bolt" in found._repr_html_()

    def test_out_of_reach(self) -> None:
        """When all clients together fall short, it says how far, and what must be sold besides."""
        found = self.reach(tier="diamond")
        assert (found.reached, found.short, found.sold_missing) == (False, Fraction(190), Fraction(50))
        assert str(found).splitlines()[-3:-1] == [
            "All clients together fall short by 190.00 points.",
            "It also asks for 50.00 more sold points, which no managed credit makes good.",
        ]

    def test_sold_alone_is_missing(self) -> None:
        """Where only sold points are missing, no client helps, and none is told."""
        found = self.reach(tiers=mm.TierTable([mm.Tier("gold", sold=100)]))
        assert (found.clients, found.unknown, found.needed, found.reached) == ((), (), Fraction(0), False)

    def test_sold_is_not_known(self) -> None:
        """Where it is not known what was sold, at most so much is missing."""
        found = self.reach(sold=[], tiers=mm.TierTable([mm.Tier("gold", sold=100)]))
        assert "It also asks for up to 100.00 more sold points" in str(found)
        assert str(found).endswith("Unknown, and not counted: sold points.")

    def test_in_the_highest(self) -> None:
        """Above the highest tier there is none to reach."""
        found = self.reach(tiers=mm.TierTable([mm.Tier("gold", total=1)]))
        assert (found.tier, found.clients, found.requirements) == (None, (), ())
        assert str(found).splitlines()[0] == "What would bring north to a higher tier as of 2024-03-01 (servicing)"
        assert str(found).splitlines()[-1] == "There is none: north is gold, the highest."
        assert "to no higher tier" in repr(found)

    def test_already_there(self) -> None:
        """A tier that is met takes no client."""
        found = self.reach(tier="gold")
        assert (found.clients, found.reached) == ((), True)

    def test_largest_first_then_by_id(self) -> None:
        """The largest gains are taken first, and of equal ones the first by id."""
        more = ALL
        for client, price in (("dore", 2000), ("echo", 3000), ("alfa", 2000)):
            more |= mm.managed_client("east", client, start=JANUARY, price=price)
        table = mm.TierTable([mm.Tier("gold", managed=90 + 150 + 30 + 20)])
        assert [each.client for each in self.reach(portfolio=more, tiers=table).clients] == ["bolt", "echo", "alfa"]

    def test_client_of_nobody(self) -> None:
        """A client at which there is no evidence of anybody is a candidate too."""
        lone = mm.Portfolio.of(
            mm.Partner("north"),
            mm.Client("solo", currency="USD"),
            mm.Client("zero", currency="USD"),
            mm.Subscription.monthly("s1", client="solo", price=900, start=JANUARY),
        )
        found = self.reach(portfolio=lone, tiers=mm.TierTable([mm.Tier("gold", managed=9)]))
        assert [(each.client, each.worth, each.sharing) for each in found.clients] == [
            ("solo", Fraction(9), ("north",))
        ]

    def test_programs(self) -> None:
        """A goal is asked of the terms of the day."""
        program = mm.Program(name="new", terms=[mm.Term(mm.hubspot.SERVICING, mm.DateRange(JANUARY))])
        assert self.reach(policy=program).clients == self.reach().clients

    def test_rules_of_ones_own(self) -> None:
        """A goal can be asked of a policy with a rule of one's own."""
        policy = mm.hubspot.SERVICING.requiring(Never())
        assert [each.worth for each in self.reach(policy=policy).clients] == [Fraction(300)]

    def test_of_record(self) -> None:
        """Where revenue is recognised only from a record on, a client without one brings nothing."""
        found = self.reach(policy=mm.hubspot.PARTNER_OF_RECORD)
        assert found.clients == ()
        assert not found.reached

    @pytest.mark.parametrize(
        ("changed", "kind", "message"),
        [
            ({"as_of": date(2025, 1, 1)}, mm.UnknownTermsError, "no table of tiers is known for 2025-01-01"),
            ({"tier": "iron"}, UnknownTierError, "unknown tier 'iron'"),
            (
                {
                    "policy": mm.Program(
                        name="new", terms=[mm.Term(mm.hubspot.SERVICING, mm.DateRange(date(2025, 1, 1)))]
                    )
                },
                mm.UnknownTermsError,
                "program 'new' knows no terms for 2024-03-01",
            ),
        ],
    )
    def test_refuses(self, changed: dict[str, Any], kind: type[Exception], message: str) -> None:
        """Without a table, without terms, or without such a tier there is nothing to reach."""
        with pytest.raises(kind) as caught:
            self.reach(**changed)
        assert str(caught.value).startswith(message)

    def test_on_the_last_day(self) -> None:
        """It can be asked of the last day there is."""
        assert self.reach(as_of=date.max, tiers=TABLE).standing.as_of == date.max
