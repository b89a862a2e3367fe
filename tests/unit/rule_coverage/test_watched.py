"""Watched policies, and the activity rules in them."""

from collections.abc import Iterable
from datetime import date, timedelta

import attrs
import pytest

import managed_mrr as mm
from managed_mrr.rule_coverage.goals import Goal
from managed_mrr.rule_coverage.watched import Watched

START = date(2024, 1, 1)
LIVE = "eligibility.rules[0]"
BLOG = mm.Catalogue([mm.CatalogueEntry("blog", ["publish"])])


def acme(*done: date, removed: date | None = None, linked: date = START, tool: str = "blog") -> mm.Portfolio:
    """A client with one employee, linked on a day, who does something on some days."""
    return mm.Portfolio(
        partners=[mm.Partner("north", agreements=[mm.DateRange(date(2023, 1, 1), date(2024, 7, 1))])],
        clients=[mm.Client("acme", currency="EUR")],
        employees=[mm.Employee("ann", partner="north")],
        partner_users=[mm.PartnerUser("ann", start=START)],
        client_users=[mm.ClientUser("ann", client="acme", start=START, end=removed)],
        links=[mm.Link("ann", client="acme", start=linked)],
        activities=[
            mm.Activity(employee="ann", client="acme", on=day, tool=tool, action="publish") for day in sorted(done)
        ],
    )


def reached(portfolio: mm.Portfolio, *days: date, policy: mm.Policy = mm.hubspot.SERVICING) -> set[Goal]:
    """What is reached by asking about some days."""
    facts, watched = portfolio.facts("north", "acme"), Watched(policy)
    return {goal for day in days for goal in watched.reached(facts, day.toordinal())}


def names(goals: Iterable[Goal], place: str, *kinds: str) -> set[str]:
    """The names of goals of some kinds at one place."""
    return {goal.name for goal in goals if goal.place == place and goal.kind in (kinds or ("made", "decisive", "day"))}


def after(day: date, days: int) -> date:
    """The day so many days later."""
    return day + timedelta(days=days)


class TestWindow:
    @pytest.mark.parametrize(
        ("days", "expected"),
        [(-1, set()), (0, {0}), (1, set()), (58, set()), (59, {59}), (60, {60}), (61, set())],
    )
    def test_days(self, days: int, expected: set[int]) -> None:
        """The boundary days of a window are day 0, the last day inside and the first day outside."""
        done = date(2024, 1, 15)
        found = names(reached(acme(done), after(done, days)), LIVE, "day")
        assert found == {f"day {day} after an activity" for day in expected}

    @pytest.mark.parametrize("days", [59, 60])
    def test_only_where_the_answer_turns(self, days: int) -> None:
        """A day on which another activity keeps the answer from turning does not show where the window ends."""
        done = date(2024, 1, 15)
        assert names(reached(acme(done, after(done, 30)), after(done, days)), LIVE, "day") == set()

    def test_only_by_an_activity(self) -> None:
        """A window cut off by the end of the relationship shows nothing of how long it is."""
        done, removed = date(2024, 1, 15), date(2024, 2, 1)
        assert names(reached(acme(done, removed=removed), removed, after(removed, -1)), LIVE, "day") == set()

    def test_of_a_minimum(self) -> None:
        """The window of a minimum is its own, and the days on which enough count are its boundaries."""
        policy = mm.Policy(name="two", eligibility=mm.MinimumActivity(count=2, within=30))
        first, second = date(2024, 1, 15), date(2024, 1, 20)
        found = reached(acme(first, second), first, second, after(first, 29), after(first, 30), policy=policy)
        assert names(found, "eligibility", "day") == {f"day {day} after an activity" for day in (0, 29, 30)}
        assert names(reached(acme(first, second), first, policy=policy), "eligibility", "day") == set()

    def test_of_one_day(self) -> None:
        """In a window of one day the first day is the last."""
        policy = mm.hubspot.SERVICING.with_(window=mm.ExpiryWindow(days=1))
        days = [goal.name for goal in Watched(policy).goals if goal.place == LIVE and goal.kind == "day"]
        assert days == ["day 0 after an activity", "day 1 after an activity"]


class TestRelationship:
    PLACE = f"{LIVE}.relationship"

    def test_its_end(self) -> None:
        """The end of a relationship is seen on the two days beside it, while something is live."""
        done, removed = date(2024, 1, 15), date(2024, 2, 1)
        found = names(reached(acme(done, removed=removed), after(removed, -1), removed), self.PLACE)
        assert found == {
            *("made true", "made false", "decisive when true", "decisive when false"),
            *("its last day", "the first day after it"),
        }

    def test_its_end_when_nothing_is_live(self) -> None:
        """With nothing live, or with what is live ending anyway, nobody can tell that the relationship ends."""
        done, removed = date(2024, 1, 15), after(date(2024, 1, 15), 60)
        found = names(reached(acme(done, removed=removed), after(removed, -1), removed), self.PLACE)
        assert found == {"made true", "made false", "decisive when true"}

    def test_it_does_not_decide_alone(self) -> None:
        """Without an agreement it makes no difference whether anybody is managing the client."""
        done, removed = date(2024, 6, 20), date(2024, 7, 5)
        found = names(reached(acme(done, removed=removed), after(removed, -1), removed), self.PLACE)
        assert found == {"made true", "made false", "its last day", "the first day after it"}

    def test_the_last_day_there_is(self) -> None:
        """On the last day a date can name nothing ends."""
        assert "its last day" not in names(reached(acme(date.max), date.max), self.PLACE)


class TestLink:
    PLACE = f"{LIVE}.relationship.link"

    @pytest.mark.parametrize(
        ("days", "holds", "name"),
        [
            (-2, False, None),
            (-1, False, "an activity on the day before it begins"),
            (0, True, "an activity on its first day"),
            (1, True, None),
        ],
    )
    def test_its_first_day(self, days: int, holds: bool, name: str | None) -> None:  # noqa: FBT001 -- an expectation
        """What counts is the day of the activity, asked about while its window would be open."""
        linked = date(2024, 2, 1)
        done = after(linked, days)
        found = names(reached(acme(done, linked=linked), after(done, 20)), self.PLACE)
        said = "true" if holds else "false"
        assert found == {f"made {said}", f"decisive when {said}", *([name] if name else [])}
        assert names(reached(acme(done, linked=linked), after(done, 60)), self.PLACE) == set()

    def test_its_last_day(self) -> None:
        """Where presence ends, so does the link."""
        removed = date(2024, 2, 1)
        done = after(removed, -1)
        assert "an activity on its last day" in names(reached(acme(done, removed=removed), done), self.PLACE)
        later = reached(acme(removed, removed=removed), removed)
        assert "an activity on the first day after it" in names(later, self.PLACE)

    def test_only_where_it_decides(self) -> None:
        """An activity beside others shows nothing of the link."""
        linked = date(2024, 2, 1)
        found = reached(acme(linked, after(linked, 10), linked=linked), after(linked, 20))
        assert names(found, self.PLACE) == {"made true"}

    def test_of_several_employees(self) -> None:
        """The link of one employee is looked at whatever the others did."""
        colleague = attrs.evolve(
            acme(date(2024, 1, 15)),
            employees=[mm.Employee("ann", partner="north"), mm.Employee("bob", partner="north")],
            client_users=[mm.ClientUser(who, client="acme", start=START) for who in ("ann", "bob")],
        )
        assert "decisive when true" in names(reached(colleague, date(2024, 1, 20)), self.PLACE)

    def test_without_an_agreement(self) -> None:
        """Its boundary days count for the rule it is in, even where something else decides the whole."""
        done = date(2024, 7, 5)
        found = names(reached(acme(done, linked=done), done), self.PLACE)
        assert found == {"made true", "an activity on its first day"}


class TestActivity:
    PLACE = f"{LIVE}.activity"

    def test_one_that_does_not_qualify(self) -> None:
        """An activity that would count if it qualified decides."""
        found = reached(acme(date(2024, 1, 15), tool="fax"), date(2024, 1, 20))
        assert names(found, self.PLACE, "made", "decisive", "period") == {"made false", "decisive when false"}

    def test_one_that_does(self) -> None:
        """An activity that qualifies uses its entry of the catalogue."""
        found = reached(acme(date(2024, 1, 15)), date(2024, 1, 20))
        assert names(found, self.PLACE, "made", "decisive", "period") == {"made true", "decisive when true", "blog"}

    def test_one_that_is_not_attributed(self) -> None:
        """An activity without a link uses nothing, and would be no other if it did not qualify."""
        found = reached(acme(date(2024, 1, 15), linked=date(2024, 2, 1)), date(2024, 2, 2))
        assert names(found, self.PLACE, "made", "decisive", "period") == {"made true"}

    def test_dated_entries(self) -> None:
        """An entry for a time is used by an activity of that time, on whichever day one asks."""
        change = date(2024, 2, 1)
        dated = mm.Catalogue(
            [
                mm.CatalogueEntry("blog", [], mm.DateRange(None, change)),
                mm.CatalogueEntry("blog", ["publish"], mm.DateRange(change)),
            ]
        )
        policy = mm.hubspot.SERVICING.with_(catalogue=dated)
        found = reached(acme(change), after(change, 20), policy=policy)
        assert names(found, self.PLACE, "day", "period") == {
            "blog in [2024-02-01, ever)",
            "2024-02-01, the first day of a period",
        }
        early = reached(acme(after(change, -1)), after(change, 20), policy=policy)
        assert names(early, self.PLACE) == {"made false"}

    def test_a_rule_of_ones_own(self) -> None:
        """What qualifies beside the catalogue uses no entry of it."""

        class Anything(mm.QualifyingActivity):
            def qualifies(self, activity: mm.Activity) -> bool:
                """Whatever it is."""
                return True

            @property
            def _always(self) -> None:
                """Nothing is settled beforehand, so that each activity is asked about."""

        rule = mm.LiveActivity(activity=Anything(mm.Catalogue([])))
        found = reached(acme(date(2024, 1, 15)), date(2024, 1, 20), policy=mm.Policy(name="own", eligibility=rule))
        assert names(found, "eligibility.activity", "made", "decisive", "period") == {"made true", "decisive when true"}


class TestOtherRules:
    @pytest.mark.parametrize(
        ("on", "name"),
        [
            (date(2022, 12, 31), "the day before it begins"),
            (date(2023, 1, 1), "its first day"),
            (date(2024, 6, 30), "its last day"),
            (date(2024, 7, 1), "the first day after it"),
        ],
    )
    def test_boundary_days(self, on: date, name: str) -> None:
        """Any other rule has the boundary days of the runs of days on which it holds."""
        found = reached(acme(), on)
        assert names(found, "eligibility.rules[1]", "day") == {name}

    def test_rates(self) -> None:
        """A rate is used on a day with a line, by a client of its currency."""
        with_line, without = (reached(acme(date(2024, 1, 15)), day) for day in (date(2024, 1, 15), date(2024, 1, 14)))
        assert names(with_line, "points.rates", "period") == {"EUR in (ever, 2025-07-15)"}
        assert names(without, "points.rates", "period") == set()

    def test_terms_and_tiers(self) -> None:
        """Terms inside a rule and the tiers of partners are dated values too."""
        change = date(2024, 3, 1)
        tiers = [mm.PartnerTier(who, "gold", mm.DateRange(change)) for who in ("north", "south")]
        minimum = mm.TierMinimum({"gold": mm.MinimumActivity(count=1, within=30)}, tiers)
        rule = mm.CurrentAgreement() & mm.CurrentAgreement().from_date(change) & minimum
        policy = mm.Policy(name="own", eligibility=rule)
        found = reached(acme(), after(change, -1), change, policy=policy)
        assert names(found, "eligibility.rules[1]", "day", "period") == {
            *("always in (ever, 2024-03-01)", "a current agreement in [2024-03-01, ever)"),
            *("2024-02-29, the last day of a period", "2024-03-01, the first day of a period"),
        }
        assert names(found, "eligibility.rules[2]", "period") == {"north is gold in [2024-03-01, ever)"}


class TestPrograms:
    CHANGE = date(2024, 2, 1)
    PROGRAM = mm.Program(
        name="stricter",
        terms=[
            mm.Term(mm.hubspot.SERVICING, mm.DateRange(None, CHANGE)),
            mm.Term(mm.hubspot.SERVICING.with_(window=mm.ExpiryWindow(days=30)), mm.DateRange(CHANGE)),
        ],
    )

    def test_each_term(self) -> None:
        """A question is one about the term of its day."""
        found = reached(acme(date(2024, 1, 15)), self.CHANGE, policy=self.PROGRAM)
        assert {goal.place.partition(".value")[0] for goal in found} == {"terms", "terms.terms[1]"}
        assert names(found, "terms", "day", "period") == {
            "servicing in [2024-02-01, ever)",
            "2024-02-01, the first day of a period",
        }

    def test_outside_all_terms(self) -> None:
        """On a day for which no terms are known nothing is reached."""
        short = mm.Program(name="short", terms=[mm.Term(mm.hubspot.SERVICING, mm.DateRange(self.CHANGE))])
        assert reached(acme(), date(2024, 1, 15), policy=short) == set()

    def test_all_its_goals_are_those_of_its_terms(self) -> None:
        """There is as much to reach in a program as in its terms, and that each is asked about."""
        one = len(Watched(mm.hubspot.SERVICING).goals)
        assert len(Watched(self.PROGRAM).goals) == 2 * one + 4


class TestTurns:
    @pytest.mark.parametrize(
        "policy", [*mm.hubspot.POLICIES.values(), TestPrograms.PROGRAM], ids=lambda each: each.name
    )
    def test_no_other_day_reaches_more(self, policy: mm.Policy) -> None:
        """Asking about the days that turn reaches what asking about every day does."""
        portfolio = attrs.evolve(
            acme(date(2024, 1, 15), date(2024, 3, 20), date(2024, 6, 1), linked=date(2024, 1, 16)),
            partners_of_record=[
                mm.PartnerOfRecord("acme", partner="north", start=date(2024, 1, 10), end=date(2024, 5, 1))
            ],
        )
        within = mm.DateRange(date(2023, 12, 1), date(2025, 9, 1))
        days = Watched(policy).turns(portfolio.facts("north", "acme"), within)
        start, end = within.edges
        every = reached(portfolio, *map(date.fromordinal, range(start, end)), policy=policy)
        assert reached(portfolio, *map(date.fromordinal, days), policy=policy) == every
        assert len(days) < 60
        assert min(days) >= start
        assert max(days) < end

    def test_all_days(self) -> None:
        """The days asked about are days that there are."""
        days = Watched(mm.hubspot.SERVICING).turns(acme(date.max).facts("north", "acme"), mm.EVER)
        assert max(days) == date.max.toordinal()


def test_everything_reached_is_a_goal() -> None:
    """Nothing is reached that was not there to reach."""
    for policy in (*mm.hubspot.POLICIES.values(), TestPrograms.PROGRAM):
        every = [after(date(2023, 1, 1), days) for days in range(0, 800, 7)]
        assert reached(acme(date(2024, 1, 15)), *every, policy=policy) <= set(Watched(policy).goals)
