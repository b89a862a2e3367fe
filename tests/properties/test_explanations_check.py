"""
An explanation says just what the evidence says: a checker that knows nothing of the rules accepts every one.

It refuses every other tree: whatever single thing is changed in one finding, somewhere, is found out. A partner looks
for the cause of a drop (B11), so a wrong reason, a wrong day or a record that has nothing to do with it must not pass.
"""

import inspect
from collections.abc import Iterator
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import attrs
from hypothesis import given
from hypothesis import strategies as st

from managed_mrr import (
    Citation,
    DateRange,
    ExpiryWindow,
    Finding,
    LiveActivity,
    MinimumActivity,
    Money,
    PartnerOfRecordStatus,
    Portfolio,
    evaluate,
    hubspot,
    managed_client,
    timeline,
)
from managed_mrr.example import agency
from managed_mrr.findings import SENTENCES, Said, Wording
from managed_mrr.testing import checker, portfolios, reference, turning_days
from managed_mrr.testing.checker import check_finding

DAY = timedelta(days=1)
MINIMUM = MinimumActivity(count=2, within=30)
STRICT = hubspot.SERVICING.with_(activity_outlives_employee=False)
POLICIES = {
    **hubspot.POLICIES,
    "61 days": hubspot.SERVICING.with_(window=ExpiryWindow(days=61)),
    "ends with the employee": STRICT,
    "a minimum": hubspot.SERVICING.requiring(MINIMUM),
    "a minimum, ends with the employee": STRICT.requiring(MINIMUM).with_(activity_outlives_employee=False),
    "no agreement needed": attrs.evolve(hubspot.SERVICING, eligibility=LiveActivity()),
    "a minimum alone": attrs.evolve(hubspot.SERVICING, eligibility=MINIMUM),
    "own name": attrs.evolve(hubspot.COMBINED, name="own"),
}
policies = st.sampled_from(sorted(POLICIES))


@st.composite
def explained(draw: st.DrawFn) -> tuple[Finding, Portfolio, str, bool]:
    """An explanation of a line or a total, by a statement or a timeline, and what it is of."""
    portfolio, policy_name = draw(portfolios()), draw(policies)
    policy = POLICIES[policy_name]
    partner, client = draw(st.sampled_from(portfolio.partners)).id, draw(st.sampled_from(portfolio.clients)).id
    on = draw(st.sampled_from(turning_days(portfolio) or [date(2024, 1, 1)]))
    if draw(st.booleans()):
        history = timeline(portfolio, partner=partner, client=client, policy=policy)
        return history.explain(on), portfolio, policy_name, True
    whole = draw(st.booleans())
    statement = evaluate(portfolio, as_of=on, policy=policy)
    return statement.explain(partner, None if whole else client), portfolio, policy_name, False


@given(explained())
def test_every_explanation_is_accepted(case: tuple[Finding, Portfolio, str, bool]) -> None:
    """Lived through day by day, the evidence says what the explanation says."""
    finding, portfolio, policy, foresight = case
    assert check_finding(finding, portfolio, POLICIES[policy], foresight=foresight) == []


@given(portfolios(), policies, st.data())
def test_the_total_explained_is_the_total(portfolio: Portfolio, policy: str, data: st.DataObject) -> None:
    """The explanation of a total has the credit in each currency, the points and the lines of the statement."""
    on = data.draw(st.sampled_from(turning_days(portfolio) or [date(2024, 1, 1)]))
    statement = evaluate(portfolio, as_of=on, policy=POLICIES[policy])
    for partner in portfolio.partners:
        told, total = statement.explain(partner.id), statement.totals().get(partner.id)
        credit = {part.subject: part for part in told.parts if part.rule == "Credit"}
        assert [part.value for part in credit.values()] == list(total.credit if total else ())
        assert told.value == (total.points if total else 0)
        assert sorted(line.subject for part in credit.values() for line in part.parts) == [
            f"{line.partner} at {line.client}" for line in statement.lines if line.partner == partner.id
        ]


@given(explained(), st.data())
def test_every_other_tree_is_refused(case: tuple[Finding, Portfolio, str, bool], data: st.DataObject) -> None:
    """With anything changed in any one finding, the tree is refused."""
    finding, portfolio, policy, foresight = case
    mutants = list(mutated(finding))
    tried = data.draw(st.lists(st.integers(0, len(mutants) - 1), min_size=1, max_size=30, unique=True))
    for each in tried:
        assert check_finding(mutants[each], portfolio, POLICIES[policy], foresight=foresight) != []


def test_every_change_in_one_large_tree_is_refused() -> None:
    """All changes are tried in the explanation of a total of the example's first partner."""
    portfolio, on = agency(), date(2024, 3, 1)
    partner = portfolio.partners[0].id
    client = evaluate(portfolio, as_of=on, partner=partner).lines[0].client
    own = Portfolio(
        **{
            name: [each for each in getattr(portfolio, name) if getattr(each, "client", client) == client]
            for name in attrs.fields_dict(Portfolio)
            if hasattr(portfolio, name) and name[0] != "_" and name not in {"by_client", "clients"}
        },
        clients=[portfolio.client(client)],
    )
    finding = evaluate(own, as_of=on).explain(partner)
    mutants = list(mutated(finding))
    passed = [mutant for mutant in mutants if not check_finding(mutant, own, hubspot.SERVICING)]
    assert passed == []
    assert len(mutants) > 1000


def test_the_checker_stays_small() -> None:
    """What vouches for every explanation can be read in one sitting, and so can what it asks."""
    assert [len(inspect.getsource(each).splitlines()) <= 150 for each in (checker, reference)] == [True, True]


def mutated(finding: Finding) -> Iterator[Finding]:
    """Every tree in which one finding has one thing changed."""
    yield from changed(finding, root=True)
    for place, part in enumerate(finding.parts):
        for other in (changed(part), mutated_below(part)):
            for each in other:
                yield attrs.evolve(finding, parts=[*finding.parts[:place], each, *finding.parts[place + 1 :]])


def mutated_below(finding: Finding) -> Iterator[Finding]:
    """Every tree in which one finding below the top has one thing changed."""
    for place, part in enumerate(finding.parts):
        for each in (*changed(part), *mutated_below(part)):
            yield attrs.evolve(finding, parts=[*finding.parts[:place], each, *finding.parts[place + 1 :]])


def changed(finding: Finding, *, root: bool = False) -> Iterator[Finding]:
    """One finding with one thing changed, in each way there is."""
    changes: dict[str, list[Any]] = {
        "rule": ["Other", f"{finding.rule}x"],
        "subject": [f"{finding.subject}x", ""],
        "holds": [True, False, None],
        "text": list(texts(finding.text, root=root)),
        "value": list(numbers(finding.value)),
        "threshold": list(numbers(finding.threshold)),
        "margin": list(numbers(finding.margin)),
        "steady": list(ranges(finding.steady)),
        "clauses": list(rows(finding.clauses, "A13")),
        "cites": [*rows(finding.cites, Citation("links[0]", "other")), *altered(finding.cites)],
        "parts": list(rows(finding.parts, Finding(rule="Other", text="more"))),
    }
    for name, values in changes.items():
        before = getattr(finding, name)
        for value in values:
            if repr(value) != repr(before) or isinstance(value, Wording) or type(value) is not type(before):
                yield attrs.evolve(finding, **{name: value})


def texts(said: str, *, root: bool) -> Iterator[str]:
    """Other texts: another sentence, other values in the same one, and one that does not fit its values."""
    assert isinstance(said, Wording)
    yield str(said) + " "
    yield Wording.__str__(said)[:]
    yield forged(f"{said} ", said.code, said.about)
    for code in SENTENCES:
        if code != said.code:
            yield forged(str(said), code, said.about)
    for name, value in said.about.items():
        for other in values(value):
            about = {**said.about, name: other}
            yield forged(str(said), said.code, about)
            if not (root and name == "on"):  # which day is asked about is read from the root
                yield Wording(said.code, about)
        yield forged(str(said), said.code, {each: said.about[each] for each in said.about if each != name})


def forged(text: str, code: str, about: Any) -> Wording:  # noqa: ANN401 -- any values at all
    """A wording whose text was not made from its code and values."""
    made = str.__new__(Wording, text)
    made.code, made.about = code, dict(about)
    return made


def values(value: Said) -> Iterator[Said]:
    """Other values of the same kind, close by."""
    if isinstance(value, date):
        yield from (value - DAY, value + DAY)
    elif isinstance(value, str):
        yield f"{value}x"
    else:
        yield from numbers(value)


def numbers(value: Money | Fraction | int | None) -> Iterator[Money | Fraction | int | None]:
    """Other numbers close by, and the same as another kind of number."""
    if value is None:
        yield from (0, Fraction(1), Money(0, "USD"))
    elif isinstance(value, Money):
        yield from (value + Money(Fraction(1, 1000), value.currency), Money(value.amount, "XOF"), value.amount, None)
    else:
        yield from (value + 1, value - 1, value + Fraction(1, 1000), None)


def ranges(days: DateRange | None) -> Iterator[DateRange | None]:
    """Ranges of days that begin or end a day sooner or later, or are open where they were not, or never told."""
    if days is None:
        yield DateRange()
        return
    yield None
    for start in [days.start - DAY, days.start + DAY, None] if days.start else [date(2000, 1, 1)]:
        if days.end is None or start is None or start < days.end:
            yield DateRange(start, days.end)
    for end in [days.end - DAY, days.end + DAY, None] if days.end else [date(2090, 1, 1)]:
        if days.start is None or end is None or days.start < end:
            yield DateRange(days.start, end)


def rows(row: tuple[Any, ...], more: object) -> Iterator[tuple[Any, ...]]:
    """Rows with one thing left out, given twice, or added, and with two neighbours swapped."""
    yield (*row, more)
    for place, each in enumerate(row):
        yield (*row[:place], *row[place + 1 :])
        yield (*row[: place + 1], each, *row[place + 1 :])
        if place and each != row[place - 1]:
            yield (*row[: place - 1], each, row[place - 1], *row[place + 1 :])


def altered(cites: tuple[Citation, ...]) -> Iterator[tuple[Citation, ...]]:
    """Citations of which one has another place or another id."""
    for place, each in enumerate(cites):
        for path, id in ((f"{each.path}0", each.id), (each.path, "x"), (each.path, None)):
            if (path, id) != (each.path, each.id):
                yield (*cites[:place], Citation(path, id), *cites[place + 1 :])


class TestForm:
    """Where rules of one's own decide, an explanation is still checked for what follows from itself."""

    portfolio = managed_client("north", "acme", start=date(2024, 1, 1), price=90, activities=[date(2024, 1, 15)])
    policy = attrs.evolve(hubspot.SERVICING, eligibility=hubspot.SERVICING.eligibility & ~PartnerOfRecordStatus())
    finding = evaluate(portfolio, as_of=date(2024, 3, 1), policy=policy).explain("north", "acme")

    def complaints(self, finding: Finding) -> list[str]:
        """What is wrong with an explanation under the policy."""
        return check_finding(finding, self.portfolio, self.policy)

    def test_accepted(self) -> None:
        """An explanation of such a policy is in order."""
        assert self.complaints(self.finding) == []

    def test_parts(self) -> None:
        """What parts decide is what the whole says."""
        eligibility = attrs.evolve(self.finding.parts[0], holds=False)
        assert self.complaints(attrs.evolve(self.finding, parts=[eligibility])) == [
            "Line(north at acme)/AllOf: it does not follow from its parts"
        ]

    def test_steady(self) -> None:
        """What is said of a day is said of the days around it."""
        (wrong,) = self.complaints(attrs.evolve(self.finding, steady=DateRange(date(2025, 1, 1), None)))
        assert wrong.endswith("it is steady on [2025-01-01, ever), expected days around 2024-03-01")

    def test_text(self) -> None:
        """A text says what its code says, of all the values it has."""
        said = self.finding.text
        assert isinstance(said, Wording)
        for text in (forged("x", said.code, said.about), forged(said, "unheard-of", said.about)):
            assert self.complaints(attrs.evolve(self.finding, text=text)) == [
                f"Line(north at acme): the text is not what the code {text.code!r} says"
            ]

    def test_other_findings(self) -> None:
        """What is not about a partner's line or total on a day is nothing to be checked."""
        expected = ["the finding is not the explanation of a line or a total"]
        assert self.complaints(Finding(rule="Line", text="in my own words")) == expected
        assert self.complaints(self.finding.parts[0]) == expected
