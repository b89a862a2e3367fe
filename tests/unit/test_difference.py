"""What differs between two policies, in words."""

from datetime import date
from typing import Any

import attrs
import pytest

from managed_mrr import (
    EVER,
    AnyOf,
    AtLeast,
    CatalogueEntry,
    CurrencyToPoints,
    CurrentAgreement,
    DateRange,
    DateSet,
    ExpiryWindow,
    FromNextBilling,
    LiveActivity,
    ManagedRelationship,
    MinimumActivity,
    Not,
    PartnerAtClient,
    PartnerOfRecordStatus,
    Policy,
    Program,
    Rate,
    Rule,
    RuleOverTime,
    Term,
    TierMinimum,
    Undivided,
    diff,
    hubspot,
    policy_hash,
)
from managed_mrr.difference import policy_table, value_text

SERVICING = hubspot.SERVICING
CHANGE = date(2025, 1, 1)
BEFORE, SINCE = DateRange(end=CHANGE), DateRange(CHANGE)
STRICTER = SERVICING.with_(name="stricter", window=ExpiryWindow(days=30))
PROGRAM = Program(name="program", terms=[Term(SERVICING, BEFORE), Term(STRICTER, SINCE)])


@attrs.frozen
class Grace(Rule[PartnerAtClient]):
    """A rule of one's own."""

    first_days: tuple[int, ...] = (1, 2)
    label: str = "x"

    def days(self, facts: PartnerAtClient, within: DateRange = EVER) -> DateSet:
        """Never."""
        return DateSet()


def asking(rule: Rule[PartnerAtClient]) -> Policy:
    """A policy that asks for one rule."""
    return Policy(name="ours", eligibility=rule)


def said(before: Policy, after: Policy) -> list[str]:
    """What differs, as text."""
    return [str(each) for each in diff(before, after)]


class TestDiff:
    @pytest.mark.parametrize(
        ("name", "sentence"),
        [
            ("link_by_domain", "a matching e-mail domain links nobody by itself (A11)"),
            ("active_required", "what a deactivated employee does counts while present (A6)"),
            ("unlinking_ends", "taking the link away ends an employee's managing (A18)"),
            ("deactivation_ends", "deactivating an employee counts as removing (A18, A19)"),
            ("activity_outlives_employee", "an activity ends when its own employee stops managing (A18)"),
            (
                "activity_revives",
                "an activity that was cut off counts again when the relationship begins anew (A18)",
            ),
            ("billing_required", "a subscription counts also before it was billed (B5)"),
            ("good_standing_required", "periods out of good standing count too (B3)"),
            ("net_of_discount", "the list price counts, before discounts (B6)"),
            ("multiplied", "the client's multiplier is left out (A3)"),
        ],
    )
    def test_switches(self, name: str, sentence: str) -> None:
        """A switch has a sentence for either way it can be turned."""
        (was,) = {each.value for each in SERVICING.parameters() if each.name == name}
        other = SERVICING.with_(**{name: not was})
        (there,), (back,) = diff(SERVICING, other), diff(other, SERVICING)
        assert str(there).endswith(f".{name}: {sentence}")
        assert (there.name, there.before, there.after) == (name, was, not was)
        assert (back.place, back.clauses) == (there.place, there.clauses)
        assert back.sentence != there.sentence

    @pytest.mark.parametrize(
        ("values", "lines"),
        [
            (
                {"window": ExpiryWindow(days=61)},
                ["eligibility.rules[0].window.days: an activity counts 61 days instead of 60 (A14, A15, A19)"],
            ),
            ({"split": Undivided()}, ["split: credit is undivided instead of divided evenly (A5, B2)"]),
            (
                {"recognition": FromNextBilling()},
                [
                    (
                        "revenue.recognition: a subscription is credited from the first "
                        "billing on or after the day the "
                        "partner's record began instead of as long as it counts (B5, B9)"
                    )
                ],
            ),
            (
                {"eligibility": LiveActivity()},
                ["eligibility[1]: no longer asked: a current agreement (B1)"],
            ),
            (
                {"eligibility": CurrentAgreement() & PartnerOfRecordStatus()},
                [
                    "eligibility.rules[0]: no longer asked: a live activity (counted 60 days) (A2, A6, A14, A15)",
                    "eligibility.rules[1]: one more condition: partner of record (B2, B9)",
                ],
            ),
            (
                {"rates": [*hubspot.RATES[1:9], *hubspot.RATES[10:], Rate("USD", "62.50", BEFORE), Rate("BRL", "1.5")]},
                [
                    "points.rates in (ever, 2025-01-01): USD 62.5 make a point instead of 100 (A3)",
                    "points.rates in [2025-01-01, ever): no rate of USD is known, instead of 100 for a point (A3)",
                    "points.rates: BRL 1.5 make a point, where no rate is known (A3)",
                ],
            ),
            (
                {
                    "catalogue": attrs.evolve(
                        hubspot.CATALOGUE,
                        entries=[
                            CatalogueEntry("blog", ["edit"], SINCE),
                            *hubspot.CATALOGUE.entries[2:],
                            CatalogueEntry("fax", ["send"]),
                            CatalogueEntry("telex", []),
                        ],
                    )
                },
                [
                    f"eligibility.rules[0].activity.catalogue.entries{words} (A7, A8)"
                    for words in (
                        " in (ever, 2025-01-01): blog is not in the catalogue",
                        " in [2025-01-01, ever): edit in blog qualifies; publish in blog does not qualify",
                        ": ads is not in the catalogue",
                        ": send in fax qualifies",
                        ": telex is in the catalogue, and nothing in it qualifies",
                    )
                ],
            ),
        ],
    )
    def test_values(self, values: dict[str, Any], lines: list[str]) -> None:
        """Every change of a value is told with its place and its clauses."""
        assert said(SERVICING, SERVICING.with_(**values)) == lines

    @pytest.mark.parametrize(
        ("before", "after", "lines"),
        [
            (
                MinimumActivity(count=2, within=30),
                MinimumActivity(count=3, within=60),
                [
                    "eligibility.count: at least 3 activities are needed instead of 2 (A16)",
                    "eligibility.within: an activity counts towards the minimum for 60 days instead of 30 (A16)",
                ],
            ),
            (
                CurrentAgreement() | LiveActivity(),
                CurrentAgreement() | PartnerOfRecordStatus(),
                [
                    "eligibility.rules[1]: no longer enough: a live activity (counted 60 days) (A2, A6, A14, A15)",
                    "eligibility.rules[1]: also enough: partner of record (B2, B9)",
                ],
            ),
            (
                AtLeast(1, [CurrentAgreement(), LiveActivity()]),
                AtLeast(2, [CurrentAgreement(), LiveActivity(), PartnerOfRecordStatus()]),
                [
                    "eligibility.count: count is 2 instead of 1",
                    "eligibility.rules[2]: with partner of record (B2, B9)",
                ],
            ),
            (
                TierMinimum(
                    {"gold": MinimumActivity(count=2, within=30), "silver": MinimumActivity(count=1, within=9)}
                ),
                TierMinimum({"gold": MinimumActivity(count=3, within=30), "tin": MinimumActivity(count=1, within=9)}),
                [
                    "eligibility.minimums[0][1].count: at least 3 activities are needed instead of 2 (A16)",
                    "eligibility.minimums[1]: without silver, at least 1 activities in 9 days (A16)",
                    "eligibility.minimums[1]: with tin, at least 1 activities in 9 days (A16)",
                ],
            ),
            (
                Not(CurrentAgreement()),
                Not(PartnerOfRecordStatus()),
                ["eligibility.rule: rule is partner of record instead of a current agreement"],
            ),
            (
                CurrentAgreement(),
                AnyOf([]),
                ["eligibility: eligibility is never instead of a current agreement"],
            ),
            (
                Grace(),
                Grace((2, 3), label="y" * 200),
                [
                    "eligibility.first_days[0]: without 1",
                    "eligibility.first_days[1]: with 3",
                    f"eligibility.label: label is {'y' * 119}… instead of x",
                ],
            ),
            (
                RuleOverTime([Term(CurrentAgreement(), BEFORE), Term(LiveActivity(), SINCE, unit="days")]),
                RuleOverTime(
                    [Term(CurrentAgreement(), BEFORE), Term(LiveActivity(window=ExpiryWindow(days=9)), SINCE)]
                ),
                [
                    (
                        "eligibility.terms.window.days in [2025-01-01, ever): an activity counts 9 days instead of 60 "
                        "(A14, A15, A19)"
                    ),
                    "eligibility.terms in [2025-01-01, ever): unit is nothing instead of days",
                ],
            ),
            (
                RuleOverTime([Term(CurrentAgreement(), BEFORE)]),
                RuleOverTime([Term(CurrentAgreement(), SINCE)]),
                [
                    "eligibility.terms in (ever, 2025-01-01): no terms are known, instead of a current agreement (B13)",
                    "eligibility.terms in [2025-01-01, ever): a current agreement, where no terms are known (B13)",
                ],
            ),
        ],
    )
    def test_rules(self, before: Rule[PartnerAtClient], after: Rule[PartnerAtClient], lines: list[str]) -> None:
        """Rules of any shape are compared part by part."""
        assert said(asking(before), asking(after)) == lines

    def test_labels_are_no_difference(self) -> None:
        """Names, sources and order are not compared."""
        other = SERVICING.with_(
            name="another",
            rates=[attrs.evolve(each, source="hearsay") for each in reversed(hubspot.RATES)],
            catalogue=attrs.evolve(hubspot.CATALOGUE, source="hearsay"),
        )
        assert said(SERVICING, other) == []
        assert policy_hash(SERVICING) == policy_hash(other)

    def test_days_divided_otherwise_are_no_difference(self) -> None:
        """What is in force on each day counts, not in how many pieces it is written."""
        halves = [attrs.evolve(each, period=period) for each in hubspot.RATES[:1] for period in (BEFORE, SINCE)]
        one, two = (CurrencyToPoints(rates) for rates in ([Rate("USD", 100)], halves))
        assert said(SERVICING.with_(points=one), SERVICING.with_(points=two)) == []

    def test_relationship(self) -> None:
        """A part that is a rule is compared within, too."""
        other = SERVICING.with_(relationship=ManagedRelationship(unlinking_ends=True))
        assert [each.name for each in diff(SERVICING, other)] == ["unlinking_ends"]


class TestPrograms:
    def test_a_term_that_changes(self) -> None:
        """A program is held against a policy on the days of each term."""
        row = "an activity counts 30 days instead of 60 (A14, A15, A19)"
        assert said(SERVICING, PROGRAM) == [f"eligibility.rules[0].window.days in [2025-01-01, ever): {row}"]
        assert said(PROGRAM, STRICTER) == [f"eligibility.rules[0].window.days in (ever, 2025-01-01): {row}"]
        assert said(PROGRAM, PROGRAM) == []

    def test_terms_that_touch_are_joined(self) -> None:
        """The same difference on days that touch is one."""
        twice = Program(name="twice", terms=[Term(SERVICING, BEFORE), Term(SERVICING, SINCE)])
        assert said(SERVICING, twice) == []
        (found,) = diff(twice, STRICTER)
        assert found.period == EVER

    def test_days_without_terms(self) -> None:
        """On days that only one of them knows, that is the difference."""
        bounded = Program(name="bounded", terms=[Term(SERVICING, DateRange(date(2024, 1, 1), CHANGE))])
        assert said(SERVICING, bounded) == [
            "terms in (ever, 2024-01-01): no terms are known, instead of servicing (B13)",
            "terms in [2025-01-01, ever): no terms are known, instead of servicing (B13)",
        ]
        assert [(each.before, each.after) for each in diff(bounded, PROGRAM)] == [(None, SERVICING), (None, STRICTER)]


class TestPolicyDifference:
    def test_texts(self) -> None:
        """It is a table, with the days where they are not all days."""
        found = diff(SERVICING, PROGRAM)
        assert repr(found) == "<PolicyDifference of servicing and program, values: 1>"
        assert str(found).splitlines() == [
            "What differs: servicing, then program",
            "days                place                             what differs                              clauses",
            (
                "------------------  --------------------------------  "
                "----------------------------------------  -------------"
            ),
            (
                "[2025-01-01, ever)  eligibility.rules[0].window.days  "
                "an activity counts 30 days instead of 60  A14, A15, A19"
            ),
        ]
        assert found._repr_html_().startswith("<div><p><strong>What differs: servicing, then program")

    def test_nothing(self) -> None:
        """Where nothing differs, it is empty and says so."""
        found = diff(SERVICING, SERVICING)
        assert not found
        assert str(found).splitlines()[-1] == "Nothing that decides a number."


class TestPolicyTable:
    def test_rows(self) -> None:
        """Every value has its place, and the hash stands below."""
        lines = policy_table(PROGRAM).text().splitlines()
        assert lines[0] == "Program program"
        assert lines[-1] == f"hash {policy_hash(PROGRAM)}"
        rows = [" ".join(line.split()) for line in lines]
        assert "terms[0].period (ever, 2025-01-01)" in rows
        assert "terms[1].value.eligibility.rules[0].window.days 30" in rows
        assert "terms[1].value.points.rates[4] GBP per point: 62.5, (ever, 2025-07-15)" in rows
        assert "terms[0].value.eligibility.rules[0].activity.catalogue.entries[0] blog: publish" in rows


class TestValueText:
    @pytest.mark.parametrize(
        ("value", "text"),
        [
            ((1, "two"), "1, two"),
            ((), "nothing"),
            (frozenset(["b", "a"]), "a, b"),
            (None, "None"),
            (EVER, "(ever, ever)"),
        ],
    )
    def test_words(self, value: object, text: str) -> None:
        """Values are told without brackets and quotes."""
        assert value_text(value) == text
