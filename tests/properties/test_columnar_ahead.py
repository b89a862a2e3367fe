"""
What columns say of what is to come, and of what has changed, is what the objects say, to the last fraction.

A14, A15, B12: which lines end, who keeps them, and until when to act. B10, B11: movements add up, and have causes.
"""

from collections.abc import Iterable
from datetime import date
from fractions import Fraction

import attrs
from hypothesis import given
from hypothesis import strategies as st

from managed_mrr import (
    EVER,
    Catalogue,
    CatalogueEntry,
    CurrentAgreement,
    DateRange,
    DateSet,
    ExpiryWindow,
    Line,
    LiveActivity,
    MinimumActivity,
    PartnerAtClient,
    PartnerOfRecordStatus,
    PartnerTier,
    Policy,
    Portfolio,
    Program,
    QualifyingActivity,
    Rule,
    StepFunction,
    Term,
    TierMinimum,
    WeightedSplit,
    at_least,
    changes,
    columnar,
    evaluate,
    expiring,
    hubspot,
    timelines,
)
from managed_mrr.columnar.asking import records_of
from managed_mrr.columnar.kernel.activity import Gathered
from managed_mrr.columnar.kernel.as_of import known_on
from managed_mrr.columnar.kernel.rule import activity_rules
from managed_mrr.columnar.kernel.scope import Scope
from managed_mrr.columnar.kernel.segments import segments
from managed_mrr.columnar.results import timeline_table
from managed_mrr.forecast import Expiry
from managed_mrr.ledger import Ledger, Movement
from managed_mrr.testing import portfolios, random_portfolio, serviced_portfolios, turning_days


@attrs.frozen
class Staffed(Rule[PartnerAtClient]):
    """It holds for good where the number of employees is odd, also of those who are still to come."""

    def days(self, facts: PartnerAtClient, within: DateRange = EVER) -> DateSet:
        """All days, or those of a spring."""
        odd = len(facts.employees) % 2
        return DateSet([EVER if odd else DateRange(date(2024, 3, 1), date(2024, 6, 1))])


@attrs.frozen
class Heads(WeightedSplit):
    """Each partner gets a part in proportion to its employees."""

    def weight(self, facts: PartnerAtClient) -> StepFunction[Fraction]:
        """One for each, and one more."""
        return StepFunction.of([], before=Fraction(1 + len(facts.employees)))


SERVICING = hubspot.SERVICING
SPRING, SUMMER = date(2024, 3, 20), date(2024, 6, 1)
CLOSING = Catalogue([CatalogueEntry("crm", {"edit", "create"}, DateRange(None, SPRING))])
OTHER = Catalogue([CatalogueEntry("crm", {"edit"}), CatalogueEntry("blog", {"publish"}, DateRange(SPRING))])
MINIMUM = SERVICING.requiring(MinimumActivity(count=2, within=30))
STRICT = SERVICING.with_(activity_outlives_employee=False, deactivation_ends=True)


def eligible(rule: Rule[PartnerAtClient]) -> Policy:
    """Another condition, and all else as it is."""
    return attrs.evolve(SERVICING, eligibility=rule)


def in_turn(*policies: Policy, known: DateRange = EVER) -> Program:
    """A program of three terms."""
    first, second, third = policies
    terms = [Term(first, DateRange(known.start, SPRING)), Term(second, DateRange(SPRING, SUMMER))]
    return Program(name="in turn", terms=[*terms, Term(third, DateRange(SUMMER, known.end))])


POLICIES: dict[str, Policy] = {
    **hubspot.POLICIES,
    "minimum": MINIMUM,
    "strict": STRICT,
    "strict minimum": MINIMUM.with_(activity_outlives_employee=False),
    "revives": MINIMUM.with_(activity_revives=True, unlinking_ends=True, window=ExpiryWindow(days=20)),
    "any": eligible(LiveActivity(window=ExpiryWindow(days=20)) | MinimumActivity(count=2, within=40)),
    "two of three": eligible(at_least(2, [LiveActivity(), CurrentAgreement(), PartnerOfRecordStatus()])),
    "closing": eligible(LiveActivity(activity=QualifyingActivity(CLOSING))),
    "two catalogues": eligible(
        LiveActivity(activity=QualifyingActivity(CLOSING))
        | (LiveActivity() & MinimumActivity(count=2, within=40, activity=QualifyingActivity(OTHER)))
    ),
    "agreement": eligible(CurrentAgreement()),
    "program": in_turn(SERVICING, MINIMUM, SERVICING.with_(window=ExpiryWindow(days=7))),
    "other program": in_turn(STRICT, hubspot.PARTNER_OF_RECORD, hubspot.COMBINED),
    "known for some time": in_turn(MINIMUM, SERVICING, STRICT, known=DateRange(date(2024, 1, 1), date(2024, 8, 1))),
    "exception": eligible(LiveActivity().unless(PartnerOfRecordStatus())),
    "tiers": SERVICING.requiring(
        TierMinimum({"gold": MinimumActivity(count=2, within=30)}, [PartnerTier("p0", "gold")])
    ),
    "own rule": SERVICING.requiring(Staffed()),
    "own rule alone": eligible(Staffed()),
    "own split": attrs.evolve(MINIMUM, split=Heads()),
    "own program": in_turn(SERVICING, eligible(LiveActivity() | Staffed()), SERVICING.requiring(Staffed())),
}
policies = st.sampled_from(sorted(POLICIES)).map(POLICIES.__getitem__)
busy = st.builds(
    random_portfolio,
    st.integers(0, 10_000),
    clients=st.integers(1, 6),
    partners=st.integers(1, 4),
    activities=st.integers(0, 150),
    days=st.just(240),
)
small = busy | busy | portfolios(max_partners=3, max_clients=2, max_employees=3) | serviced_portfolios()


def in_columns(portfolio: Portfolio) -> columnar.ColumnarPortfolio:
    """The same evidence as tables."""
    return columnar.read(columnar.tables_of(portfolio))


def some_day(data: st.DataObject, portfolio: Portfolio, policy: Policy) -> date:
    """A day whose terms are known, on which something may turn, and somebody has a line if there are any."""
    known = policy.over_time().known()
    days = [day for day in turning_days(portfolio) if day in known] or [SPRING]
    found = timelines(portfolio, policy=policy).values()
    return data.draw(st.sampled_from([day for day in days if any(each.at(day) for each in found)] or days), label="day")


def exact(row: dict[str, object], name: str) -> Fraction | None:
    """The exact value of an amount in a row."""
    numerator, denominator = row[f"{name}_numerator"], row[f"{name}_denominator"]
    if numerator is None:
        return None
    assert isinstance(numerator, int)
    assert isinstance(denominator, int)
    return Fraction(numerator, denominator)


def expiry_row(each: Expiry) -> tuple[object, ...]:
    """What the objects say of a line that ends."""
    line = each.line
    at_stake = (line.partner, line.client, line.credit.currency, line.credit.amount, line.points, list(line.sharing))
    kept = (each.last_day_to_act, list(each.employees), list(each.needed_employees), each.by_terms)
    return (each.expires_on, *at_stake, *kept)


@given(small, policies, st.sampled_from([1, 30, 61, 400]), st.data())
def test_the_same_lines_end(portfolio: Portfolio, policy: Policy, within: int, data: st.DataObject) -> None:
    """The same lines end on the same days, in the same order, with the same at stake, kept by the same employees."""
    day = some_day(data, portfolio, policy)
    found = columnar.expiring(in_columns(portfolio), as_of=day, within=within, policy=policy)
    names = ("partner", "client", "currency")
    kept = ("last_day_to_act", "employees", "needed_employees", "by_terms")
    assert [
        (
            row["expires_on"],
            *(row[name] for name in names),
            exact(row, "credit"),
            exact(row, "points"),
            row["sharing"],
            *(row[name] for name in kept),
        )
        for row in found.to_pylist()
    ] == [expiry_row(each) for each in expiring(portfolio, as_of=day, within=within, policy=policy)]


@given(small, policies, st.data())
def test_a_day_knows_the_same(portfolio: Portfolio, policy: Policy, data: st.DataObject) -> None:
    """Coded evidence as a day knows it has the timelines of the portfolio as the day knows it."""
    day = some_day(data, portfolio, policy)
    whole = in_columns(portfolio)
    scope = Scope(known_on(whole.evidence, day.toordinal()))
    make = records_of(whole)
    gathered = Gathered.read(scope, activity_rules(policy.eligibility))
    found = timeline_table(scope, segments(scope, policy, lambda codes: make(codes).as_of(day), gathered), policy.name)
    known = columnar.timelines(in_columns(portfolio.as_of(day)), policy=policy)
    assert found.to_pylist() == known.to_pylist()


def two_days(data: st.DataObject, portfolio: Portfolio, policy: Policy) -> tuple[date, date]:
    """Two days in order."""
    start, end = sorted(some_day(data, portfolio, policy) for _ in range(2))
    return start, end


Balance = dict[tuple[str, str, str], tuple[Fraction, Fraction]]


def balance(lines: Iterable[Line]) -> Balance:
    """The credit and the known points of each line, those of 0 left out."""
    found = {
        (line.partner, line.client, line.credit.currency): (line.credit.amount, line.points or Fraction(0))
        for line in lines
    }
    return {key: amounts for key, amounts in found.items() if any(amounts)}


@given(small, policies, st.data())
def test_movements_add_up(portfolio: Portfolio, policy: Policy, data: st.DataObject) -> None:
    """The lines of a day and the movements up to another are the lines of that, for each partner and client."""
    start, end = two_days(data, portfolio, policy)
    found = columnar.movements(columnar.timelines(in_columns(portfolio), policy=policy), start=start, end=end)
    sums = balance(evaluate(portfolio, as_of=start, policy=policy).lines)
    for row in found.to_pylist():
        assert start < row["on"] <= end
        key = row["partner"], row["client"], row["currency"]
        credit, known = sums.get(key, (Fraction(0), Fraction(0)))
        sums[key] = credit + (exact(row, "credit") or 0), known + (exact(row, "known_points") or 0)
        assert exact(row, "points") in (None, exact(row, "known_points"))
    closing = balance(evaluate(portfolio, as_of=end, policy=policy).lines)
    assert {key: amounts for key, amounts in sums.items() if any(amounts)} == closing


def by_line(ledger: Ledger) -> dict[tuple[date, str, str], list[Movement]]:
    """The movements of a ledger for each day and line."""
    found: dict[tuple[date, str, str], list[Movement]] = {}
    for each in ledger:
        found.setdefault((each.on, each.partner, each.client), []).append(each)
    return found


@given(small, policies, st.data())
def test_movements_are_those_of_the_ledger(portfolio: Portfolio, policy: Policy, data: st.DataObject) -> None:
    """A movement of a line on a day is all the ledger has of it, without causes that make up for each other."""
    start, end = two_days(data, portfolio, policy)
    found = columnar.movements(columnar.timelines(in_columns(portfolio), policy=policy), start=start, end=end)
    told = by_line(changes(portfolio, start=start, end=end, policy=policy))
    for row in found.to_pylist():
        causes = told.pop((row["on"], row["partner"], row["client"]))
        assert exact(row, "credit") == sum(each.credit.amount for each in causes)
        assert exact(row, "known_points") == sum(each.known_points for each in causes)
        assert (row["points"] is None) == any(each.points is None for each in causes)
        if row["kind"] not in ("up", "down"):
            assert {row["kind"]} == {str(each.kind) for each in causes}
        assert (row["sharing_before"] is None, row["sharing_after"] is None) == (
            row["kind"] in ("gained", "regained"),
            row["kind"] == "lost",
        )
    assert not any(sum(each.credit.amount for each in causes) for causes in told.values())
    assert not any(sum(each.known_points for each in causes) for causes in told.values())


@given(small, policies, st.integers(1, 4), st.data())
def test_the_same_changes(portfolio: Portfolio, policy: Policy, shards: int, data: st.DataObject) -> None:
    """The ledger is the same movement by movement, in the same order, in however many parts it is worked out."""
    start, end = two_days(data, portfolio, policy)
    found = columnar.changes(in_columns(portfolio), start=start, end=end, policy=policy, shards=shards)
    names = ("on", "partner", "client", "subscription", "kind", "cause", "currency")
    assert [
        (*(row[name] for name in names), *(exact(row, name) for name in ("credit", "points", "known_points")))
        for row in found.to_pylist()
    ] == [
        (
            *(getattr(each, name) for name in names[:-1]),
            each.credit.currency,
            each.credit.amount,
            each.points,
            each.known_points,
        )
        for each in changes(portfolio, start=start, end=end, policy=policy)
    ]
