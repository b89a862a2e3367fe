"""
Worked out on columns, every policy says what it says of objects: the same segments, to the last fraction.

The form of the evidence is no clause, and neither is how a rule is executed: each has one meaning, and two executions.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import partial
from itertools import pairwise, product
from random import Random
from typing import Any, TypeAlias

import attrs
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import managed_mrr as mm
from managed_mrr import (
    EVER,
    AllOf,
    Client,
    CurrentAgreement,
    DateRange,
    DateSet,
    EvenSplit,
    Finding,
    LiveActivity,
    MinimumActivity,
    Money,
    OverTime,
    PartnerAtClient,
    PartnerOfRecordStatus,
    PointsOverTime,
    PointsRule,
    Policy,
    Portfolio,
    RecurringRevenue,
    RevenueOverTime,
    RevenueRule,
    Rule,
    Share,
    SplitOverTime,
    SplitRule,
    StepFunction,
    Term,
    WeightedSplit,
    columnar,
    hubspot,
)
from managed_mrr.columnar import asking
from managed_mrr.columnar.totals import By, Every
from managed_mrr.evidence import LISTS
from managed_mrr.testing import (
    PUBLISHED_RATES,
    Readings,
    as_lines,
    check_laws,
    days,
    points_rules,
    policies,
    portfolios,
    programs,
    reference_history,
    revenue_rules,
    rules,
    split_rules,
    tier_minimums,
    turning_days,
)
from managed_mrr.testing.strategies.policies import READINGS

Row: TypeAlias = tuple[str, str, date, date | None, str, Fraction, Fraction | None, tuple[str, ...]]

WORTH = ("currency", "credit", "points", "sharing")
CHANGE = date(2024, 3, 1)
small = portfolios(max_partners=3, max_clients=2, max_employees=3)
half, quarter = (settings(max_examples=max(5, settings().max_examples // part)) for part in (2, 4))


def columns_of(portfolio: Portfolio) -> columnar.ColumnarPortfolio:
    """The same evidence as columns."""
    return columnar.read(columnar.tables_of(portfolio))


def fractions(table: pa.Table, name: str) -> list[Fraction | None]:
    """The exact values of a column."""
    numerators, denominators = (table[f"{name}_{part}"].to_pylist() for part in ("numerator", "denominator"))
    pairs = zip(numerators, denominators, strict=True)
    return [None if one is None else Fraction(int(one), int(other)) for one, other in pairs]


def rows_of(table: pa.Table) -> list[Row]:
    """The segments in a table, in its order, with what is said of them twice compared."""
    assert "start" in table.column_names
    credit, points = fractions(table, "credit"), fractions(table, "points")
    currencies = table["currency"].to_pylist()
    assert table["credit"].to_pylist() == list(map(minor_units, credit, currencies))
    assert table["points"].to_pylist() == [None if each is None else two_digits(each) for each in points]
    names = ("partner", "client", "start", "end")
    sharing = map(tuple, table["sharing"].to_pylist())
    return list(zip(*(table[name].to_pylist() for name in names), currencies, credit, points, sharing, strict=True))


def minor_units(value: Fraction | None, currency: str) -> Decimal:
    """Rounded half to even to as many digits as the currency has."""
    assert value is not None
    return Decimal(Money(value, currency).decimal())


def two_digits(value: Fraction) -> Fraction:
    """Rounded half to even."""
    return Fraction(round(value * 100), 100)


def segments(portfolio: Portfolio, policy: Policy) -> list[Row]:
    """What the objects say, in the order of the table."""
    return [
        (*pair, each.start, each.end, each.credit.currency, each.credit.amount, each.points, each.sharing)
        for pair, timeline in sorted(mm.timelines(portfolio, policy=policy).items())
        for each in timeline
    ]


def alike(portfolio: Portfolio, policy: Policy) -> None:
    """Columns say what objects say."""
    assert rows_of(columnar.timelines(columns_of(portfolio), policy=policy)) == segments(portfolio, policy)


@attrs.frozen
class GracePeriod(Rule[PartnerAtClient]):
    """A rule, and some days more after it stopped holding."""

    rule: Rule[PartnerAtClient]
    grace: int = 14

    def days(self, facts: PartnerAtClient, within: DateRange = EVER) -> DateSet:
        """The days of the rule, each run longer at its end."""
        return self.rule.days(facts).extended(self.grace)


@attrs.frozen
class Retainer:
    """So much a month from a day on, whatever is paid, less what is paid: negative where that is more."""

    amount: Fraction = Fraction(1000, 7)
    start: date = CHANGE

    def mrr(self, facts: PartnerAtClient) -> StepFunction[Fraction]:
        """The difference; for one partner half as much."""
        paid = RecurringRevenue().mrr(facts)
        flat = StepFunction.of([(self.start, self.amount / len(facts.partner.id))], before=Fraction(0))
        return flat.combine(paid, lambda one, other: one - other / 3)

    def finding(self, facts: PartnerAtClient, on: date) -> Finding:
        """What is paid."""
        return RecurringRevenue().finding(facts, on)


@attrs.frozen
class ByLinks(WeightedSplit):
    """Each partner gets a part in proportion to the activities its employees ever did."""

    def weight(self, facts: PartnerAtClient) -> StepFunction[Fraction]:
        """How many there are."""
        return StepFunction.constant(Fraction(sum(len(each.activities) for each in facts.employees)))


@attrs.frozen
class FirstTakesMost:
    """The first partner by id gets two thirds until a day, then all; the others the rest."""

    change: date = CHANGE

    def shares(self, partners: Sequence[PartnerAtClient]) -> StepFunction[tuple[Share, ...]]:
        """The parts before and after."""
        ids = tuple(each.partner.id for each in partners)
        before = (Fraction(2, 3), *(Fraction(1, 3 * max(len(ids) - 1, 1)) for _ in ids[1:]))
        after = (Fraction(1), *(Fraction(0) for _ in ids[1:]))
        return StepFunction.of(
            [(self.change, tuple(map(partial(self._share, ids), ids, after)))],
            before=tuple(map(partial(self._share, ids), ids, before)),
        )

    def _share(self, ids: tuple[str, ...], who: str, part: Fraction) -> Share:
        return Share(who, part, ids)


@attrs.frozen
class Flat:
    """A seventh of a point for each unit of any currency until a day; nobody knows after it."""

    change: date = CHANGE

    def points_per_unit(self, client: Client) -> StepFunction[Fraction | None]:
        """By client."""
        known = client.points_multiplier / 7
        return StepFunction.of([(self.change, None)], before=known)

    def finding(self, client: Client, credit: Money, on: date) -> Finding:
        """What the shipped rule finds."""
        return hubspot.SERVICING.points.finding(client, credit, on)


def in_turn(one: Any, other: Any) -> OverTime[Any]:  # noqa: ANN401 -- rules about anything
    """One before the change, the other from it on."""
    return OverTime([Term(one, DateRange(None, CHANGE)), Term(other, DateRange(CHANGE))])


OWN: dict[str, dict[str, Any]] = {
    "rule": {"eligibility": GracePeriod(LiveActivity()) & CurrentAgreement()},
    "revenue": {"revenue": Retainer()},
    "weighted split": {"split": ByLinks()},
    "split": {"split": FirstTakesMost()},
    "points": {"points": Flat()},
}
OWN["all"] = {name: value for each in OWN.values() for name, value in each.items()}
OWN["over time"] = {
    "eligibility": GracePeriod(LiveActivity()).from_date(CHANGE, before=LiveActivity()),
    "revenue": RevenueOverTime(in_turn(Retainer(), RecurringRevenue())),
    "split": SplitOverTime(in_turn(EvenSplit(), ByLinks())),
    "points": PointsOverTime(in_turn(Flat(date(2024, 2, 1)), hubspot.SERVICING.points)),
}


class TestTheSameAsObjects:
    @pytest.mark.parametrize("policy", hubspot.POLICIES.values(), ids=str)
    def test_shipped(self, policy: Policy) -> None:
        """Under every shipped policy."""

        @half
        @given(portfolios())
        def check(portfolio: Portfolio) -> None:
            alike(portfolio, policy)

        check()

    @given(portfolios(), policies())
    def test_any_policy(self, portfolio: Portfolio, policy: Policy) -> None:
        """Under policies of all the rules there are, with any values."""
        alike(portfolio, policy)

    @half
    @given(small, rules(), revenue_rules(), split_rules(), points_rules())
    def test_any_rules(
        self,
        portfolio: Portfolio,
        rule: Rule[PartnerAtClient],
        revenue: RevenueRule,
        split: SplitRule,
        points: PointsRule,
    ) -> None:
        """Whatever changes over time, rule by rule."""
        alike(portfolio, Policy(name="ours", eligibility=rule, revenue=revenue, split=split, points=points))

    @quarter
    @given(small, tier_minimums(), st.booleans())
    def test_minimums_by_tier(self, portfolio: Portfolio, minimum: Rule[PartnerAtClient], negated: bool) -> None:  # noqa: FBT001
        """With a minimum for each tier, or for who misses it."""
        rule = LiveActivity() & (~minimum if negated else minimum)
        alike(portfolio, attrs.evolve(hubspot.SERVICING, eligibility=rule))

    @half
    @given(small, st.data())
    def test_programs(self, portfolio: Portfolio, data: st.DataObject) -> None:
        """Under policies over time, known for some days or for all."""
        turning = st.sampled_from(turning_days(portfolio) or [CHANGE])
        alike(portfolio, data.draw(programs(days=turning, policies=policies(), bounded=True)))

    @pytest.mark.parametrize("name", OWN)
    def test_own_rules(self, name: str) -> None:
        """With rules of a user's own for each question, alone and together, which run as objects."""

        @quarter
        @given(small, st.sampled_from(READINGS))
        def check(portfolio: Portfolio, policy: Policy) -> None:
            alike(portfolio, attrs.evolve(policy, **OWN[name]))

        check()

    @pytest.mark.parametrize("name", OWN)
    def test_own_rules_are_planned(self, name: str) -> None:
        """The plan tells that they do."""
        assert not columnar.plan(attrs.evolve(hubspot.SERVICING, **OWN[name])).columnar


@st.composite
def readings(draw: st.DrawFn) -> Readings:
    """Readings the reference knows of."""
    policy = draw(st.sampled_from(["servicing", "partner-of-record", "combined"]))
    if policy == "partner-of-record":
        return Readings(policy, rates=PUBLISHED_RATES)
    minimum = st.none() | st.tuples(st.integers(1, 3), st.sampled_from([60, 1, 30, 120]))
    return Readings(
        policy,
        window=draw(st.sampled_from([60, 61, 1, 30])),
        minimum=draw(minimum),
        ends_with_employee=draw(st.booleans()),
        rates=PUBLISHED_RATES,
    )


def policy_of(readings: Readings) -> Policy:
    """The policy that reads the programme in the given way."""
    policy = hubspot.POLICIES[readings.policy]
    if readings.policy == "partner-of-record":
        return policy
    if readings.minimum is not None:
        count, within = readings.minimum
        policy = policy.requiring(MinimumActivity(count=count, within=within))
    return policy.with_(
        window=mm.ExpiryWindow(days=readings.window), activity_outlives_employee=not readings.ends_with_employee
    )


def lines_on(table: pa.Table) -> dict[tuple[str, str], tuple[Any, ...]]:
    """The lines of a statement in the form of the reference."""
    pairs = zip(table["partner"].to_pylist(), table["client"].to_pylist(), strict=True)
    sharing = map(tuple, table["sharing"].to_pylist())
    worth = zip(
        fractions(table, "credit"), table["currency"].to_pylist(), fractions(table, "points"), sharing, strict=True
    )
    return dict(zip(pairs, worth, strict=True))


class TestTheSameAsTheReference:
    @quarter
    @given(small, readings(), st.lists(days(), max_size=3))
    def test_every_reading(self, portfolio: Portfolio, readings: Readings, more: list[date]) -> None:
        """Each day's lines are those of the programme lived through day by day."""
        found = columnar.timelines(columns_of(portfolio), policy=policy_of(readings))
        edges = {each for name in ("start", "end") for each in found[name].to_pylist() if each is not None}
        asked = {*(edge + timedelta(days=away) for edge in edges for away in (-1, 0, 1)), *more}
        for day, lines in reference_history(portfolio, asked, readings).items():
            assert lines_on(columnar.evaluate(found, as_of=day)) == lines, day

    @pytest.mark.parametrize("policy", hubspot.POLICIES.values(), ids=str)
    def test_every_law(self, policy: Policy) -> None:
        """The book of laws, which knows nothing of columns, holds of them."""

        def lines(portfolio: Portfolio, day: date) -> dict[tuple[str, str], tuple[Any, ...]]:
            return lines_on(columnar.evaluate(columns_of(portfolio), as_of=day, policy=policy))

        def histories(portfolio: Portfolio) -> dict[tuple[str, str], list[tuple[Any, ...]]]:
            found: dict[tuple[str, str], list[tuple[Any, ...]]] = {}
            for row in rows_of(columnar.timelines(columns_of(portfolio), policy=policy)):
                partner, client, start, end, currency, credit, points, sharing = row
                found.setdefault((partner, client), []).append((start, end, credit, currency, points, sharing))
            return found

        report = check_laws(lines, timelines=histories, policy=policy.name, examples=1)
        assert "timelines-are-every-day" in report.checked


class TestTheSameInAnyForm:
    @quarter
    @given(portfolios(), policies(), st.integers(1, 5), st.integers(1, 3), st.integers(1, 4))
    def test_shards_and_parts(self, portfolio: Portfolio, policy: Policy, shards: int, enough: int, parts: int) -> None:
        """However many clients are taken together, and side by side."""
        columns, told = columns_of(portfolio), []
        whole = columnar.timelines(columns, policy=policy)
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(asking, "ENOUGH", enough)
            patched.setattr(asking, "PARTS", parts)
            found = columnar.timelines(columns, policy=policy, shards=shards, progress=lambda *step: told.append(step))
        assert found.equals(whole)
        assert told == [(number, shards) for number in range(1, shards + 1)]

    @quarter
    @given(small, policies(), st.randoms(use_true_random=False), st.integers(1, 3))
    def test_order_and_chunks(self, portfolio: Portfolio, policy: Policy, random: Random, size: int) -> None:
        """However the rows are ordered and chunked."""
        tables = columnar.tables_of(portfolio)
        found = columnar.timelines(columnar.read(tables), policy=policy)
        mixed = {}
        for name in LISTS:
            order = random.sample(range(tables[name].num_rows), tables[name].num_rows)
            table = tables[name].take(pa.array(order, pa.int64()))
            pieces = [table.slice(start, size) for start in range(0, table.num_rows, size)]
            mixed[name] = pa.concat_tables(pieces) if pieces else table
        again = columnar.timelines(columnar.read(mixed), policy=policy)
        assert rows_of(again) == rows_of(found)


class TestAsOfADay:
    @quarter
    @given(portfolios(), policies(), st.data())
    def test_statements(self, portfolio: Portfolio, policy: Policy, data: st.DataObject) -> None:
        """The lines of a day are those of objects, from the evidence and from a built timeline."""
        columns = columns_of(portfolio)
        built = columnar.timelines(columns, policy=policy)
        turning = st.sampled_from([date.min, *turning_days(portfolio), date.max])
        for day in data.draw(st.lists(turning, min_size=1, max_size=4)):
            lines = as_lines(mm.evaluate(portfolio, as_of=day, policy=policy))
            assert lines_on(columnar.evaluate(columns, as_of=day, policy=policy)) == lines
            assert lines_on(columnar.evaluate(built, as_of=day)) == lines

    @quarter
    @given(small, st.sampled_from([each for each in OWN if each != "points"]), days())
    def test_own_rules(self, portfolio: Portfolio, name: str, day: date) -> None:
        """The same with rules of a user's own."""
        policy = attrs.evolve(hubspot.SERVICING, **OWN[name])
        lines = as_lines(mm.evaluate(portfolio, as_of=day, policy=policy))
        assert lines_on(columnar.evaluate(columns_of(portfolio), as_of=day, policy=policy)) == lines


EVERY: tuple[Every, ...] = ("day", "change")
BY: tuple[By, ...] = ("partner", "currency")


class TestTotals:
    @quarter
    @given(portfolios(), st.sampled_from([*READINGS, attrs.evolve(hubspot.SERVICING, **OWN["all"])]), st.data())
    def test_each_day(self, portfolio: Portfolio, policy: Policy, data: st.DataObject) -> None:
        """On each day they are what the statement of the day adds up to, by partner and by currency."""
        built = columnar.timelines(columns_of(portfolio), policy=policy)
        start = data.draw(st.sampled_from(turning_days(portfolio) or [CHANGE]))
        end = start + timedelta(days=data.draw(st.integers(0, 70)))
        expected = {(day, *row) for day in every_day(start, end) for row in objects_total(portfolio, policy, day)}
        for every, by in product(EVERY, BY):
            found = columnar.totals(built, start=start, end=end, every=every, by=by)
            assert set(total_rows(found)) == {row for row in expected if (row[2] is None) is (by == "partner")}

    @quarter
    @given(portfolios(), st.sampled_from(READINGS))
    def test_changes(self, portfolio: Portfolio, policy: Policy) -> None:
        """By change no two rows that follow each other say the same, and the last may have no end."""
        for by in BY:
            table = columnar.totals(columnar.timelines(columns_of(portfolio), policy=policy), by=by)
            rows = table.to_pylist()
            for one, other in pairwise(rows):
                touch = one.pop("end") == other["start"]
                one.pop("start")
                assert not touch or one != {name: other[name] for name in one}


def every_day(start: date, end: date) -> list[date]:
    """The days of a period."""
    return [start + timedelta(days=each) for each in range((end - start).days)]


Totalled: TypeAlias = tuple[Any, ...]


def objects_total(portfolio: Portfolio, policy: Policy, day: date) -> list[Totalled]:
    """What a statement adds up to: partner, currency if it is by currency, lines, unknown, credit, points."""
    found: list[Totalled] = []
    statement = mm.evaluate(portfolio, as_of=day, policy=policy)
    for partner, total in statement.totals().items():
        lines = [each for each in statement.lines if each.partner == partner]
        found.append((partner, None, len(lines), len(total.unknown), None, total.known_points))
        for credit in total.credit:
            mine = [each for each in lines if each.credit.currency == credit.currency]
            known = [each.points for each in mine if each.points is not None]
            unknown = len(mine) - len(known)
            found.append((partner, credit.currency, len(mine), unknown, credit.amount, sum(known, Fraction(0))))
    return found


def total_rows(table: pa.Table) -> Iterable[Totalled]:
    """The rows of totals, for each day they are about, with what is said of them twice compared."""
    rows, points = table.to_pylist(), fractions(table, "known_points")
    with_credit = "credit" in table.column_names
    credit: Sequence[Fraction | None] = fractions(table, "credit") if with_credit else [None] * len(rows)
    for row, known, each in zip(rows, points, credit, strict=True):
        assert row["known_points"] == two_digits(known or Fraction(0))
        assert row["points"] == (None if row["unknown"] else row["known_points"])
        if with_credit:
            assert row["credit"] == minor_units(each, row["currency"])
        on = [row["day"]] if "day" in row else every_day(row["start"], row["end"])
        for day in on:
            yield day, row["partner"], row.get("currency"), row["lines"], row["unknown"], each, known


class TestReferences:
    @quarter
    @given(portfolios(), st.sampled_from(READINGS))
    def test_latest(self, portfolio: Portfolio, policy: Policy) -> None:
        """The activity that carries a segment is the latest attributed one up to its last day."""
        columns = columns_of(portfolio)
        table = columnar.timelines(columns, policy=policy, references=True)
        assert table.drop_columns(["activity"]).equals(columnar.timelines(columns, policy=policy))
        asks = any(each.rule.startswith(("a live", "at least")) for each in columnar.plan(policy).parts)
        for row in table.to_pylist():
            last = date.max if row["end"] is None else row["end"] - timedelta(days=1)
            done = attributed(portfolio, policy, row["partner"], row["client"], last) if asks else []
            named = None if row["activity"] is None else portfolio.activities[row["activity"]]
            assert (None if named is None else named.on) == max((each.on for each in done), default=None)
            assert named is None or named in done


def attributed(portfolio: Portfolio, policy: Policy, partner: str, client: str, last: date) -> list[mm.Activity]:
    """The activities of a partner at a client that are attributed, up to a day."""
    assert isinstance(policy.eligibility, AllOf)
    rule = next(each for each in policy.eligibility.rules if isinstance(each, (LiveActivity, MinimumActivity)))
    facts = portfolio.facts(partner, client)
    return [
        each
        for employee in facts.employees
        for each in employee.activities
        if each.on <= last and rule.activity.qualifies(each) and each.on in rule.relationship.link.days(employee)
    ]


@attrs.frozen
class Raising(Rule[PartnerAtClient]):
    """A rule that cannot answer."""

    def days(self, facts: PartnerAtClient, within: DateRange = EVER) -> DateSet:
        """No answer."""
        msg = f"nobody knows {facts.client.id}"
        raise LookupError(msg)


EVER_AFTER = DateSet([EVER])


@attrs.frozen
class Wrong(Rule[PartnerAtClient]):
    """A rule that answers with something else than days, about some."""

    def days(self, facts: PartnerAtClient, within: DateRange = EVER) -> DateSet:
        """No days of a first partner."""
        return "always" if facts.partner.id == "p1" else EVER_AFTER  # type: ignore[return-value]


@attrs.frozen
class RaisingParts:
    """Revenue, split and points that cannot be told."""

    def mrr(self, facts: PartnerAtClient) -> StepFunction[Fraction]:
        """No revenue."""
        raise LookupError(facts.client.id)

    def shares(self, partners: Sequence[PartnerAtClient]) -> StepFunction[tuple[Share, ...]]:
        """No shares."""
        raise LookupError(partners[0].client.id)

    def points_per_unit(self, client: Client) -> StepFunction[Fraction | None]:
        """No points."""
        raise LookupError(client.id)

    def finding(self, *_: object) -> Finding:
        """No finding."""
        raise NotImplementedError


@attrs.frozen
class ToStrangers:
    """A split that gives everything to a partner nobody asked about."""

    def shares(self, partners: Sequence[PartnerAtClient]) -> StepFunction[tuple[Share, ...]]:
        """All to somebody else."""
        return StepFunction.constant((Share("somebody", Fraction(1), ("somebody",)),))


def raised(asking: Callable[[], object]) -> tuple[type, str]:
    """What is raised, and what it says."""
    try:
        asking()
    except Exception as error:  # noqa: BLE001 -- whatever it is
        return type(error), str(error)
    return type(None), ""


class TestTheSameErrors:
    @pytest.mark.parametrize(
        "change",
        [
            {"eligibility": Raising()},
            {"eligibility": Wrong()},
            {"eligibility": LiveActivity() & Raising()},
            {"eligibility": PartnerOfRecordStatus().unless(Raising())},
            {"revenue": RaisingParts()},
            {"split": RaisingParts()},
            {"points": RaisingParts()},
            {"split": ToStrangers()},
        ],
        ids=["raising", "wrong", "joined", "unless", "revenue", "split", "points", "strangers"],
    )
    def test_raised(self, change: dict[str, Any]) -> None:
        """What a rule raises, or what its answer leads to, is raised as with objects."""
        policy = attrs.evolve(hubspot.SERVICING, **change)

        @quarter
        @given(portfolios(max_partners=1, max_clients=1))
        def check(portfolio: Portfolio) -> None:
            columns = columns_of(portfolio)
            objects = raised(lambda: mm.timelines(portfolio, policy=policy))
            assert raised(lambda: columnar.timelines(columns, policy=policy)) == objects

        check()

    @quarter
    @given(small, st.data())
    def test_unknown_terms(self, portfolio: Portfolio, data: st.DataObject) -> None:
        """A program that does not know the terms of a day says so."""
        program = data.draw(programs(bounded=True))
        day = data.draw(days())
        objects = raised(lambda: mm.evaluate(portfolio, as_of=day, policy=program))
        assert raised(lambda: columnar.evaluate(columns_of(portfolio), as_of=day, policy=program)) == objects
