"""Unit tests of who gains and who loses by another policy."""

from datetime import date

import pytest

from managed_mrr import (
    Client,
    CurrencyToPoints,
    DateRange,
    ExpiryWindow,
    MinimumActivity,
    Portfolio,
    Program,
    Rate,
    Scenario,
    Term,
    UnknownIdError,
    compare,
    hubspot,
    impact,
    managed_client,
)
from managed_mrr.evidence import LISTS
from managed_mrr.policy import single_differences

S = hubspot.SERVICING
LONGER = S.with_(window=ExpiryWindow(days=61))
ACME = managed_client("north", "acme", start=date(2024, 1, 1), price=900, activities=[date(2024, 1, 15)])
SHARED = ACME | managed_client("south", "acme", start=date(2024, 1, 1), activities=[date(2024, 3, 1)], employee="sue")


class TestImpact:
    """What `impact` tells."""

    def test_lines(self) -> None:
        """The lines are those of the comparison of the two policies."""
        found = impact(S, LONGER, SHARED)
        assert [each.difference for each in found] == list(compare(SHARED, Scenario(policy=LONGER)))
        assert (found.before, found.after, len(found)) == (S, LONGER, 3)

    def test_gains_and_losses(self) -> None:
        """Who stays on a day longer gains, and the one it then shares with loses."""
        found = impact(S, LONGER, SHARED)
        assert [(each.difference.partner, each.difference.start) for each in found.gains()] == [
            ("north", date(2024, 3, 15)),
            ("south", date(2024, 4, 30)),
        ]
        assert [(each.difference.partner, each.difference.start) for each in found.losses()] == [
            ("south", date(2024, 3, 15))
        ]

    def test_because(self) -> None:
        """Each line names the values that would do it alone."""
        both = LONGER.with_(billing_required=False)
        assert [each.because for each in impact(S, both, ACME)] == [("eligibility.rules[0].window.days",)]

    def test_together(self) -> None:
        """Where no value does it alone, that is said."""
        both = LONGER.with_(multiplied=False)
        doubled = Portfolio(
            **{name: getattr(ACME, name) for name in LISTS if name != "clients"},
            clients=[Client("acme", currency="USD", points_multiplier=2)],
        )
        found = impact(S, both, doubled)
        assert [each.because for each in found] == [("points.multiplied",), ()]
        assert "only several together" in str(found)

    def test_either(self) -> None:
        """Where each of several values does it alone, all are named."""
        stricter = S.requiring(MinimumActivity(count=9, within=9))
        assert [each.because for each in impact(stricter.with_(count=1), stricter, ACME)] == [
            ("eligibility.rules[2].count",)
        ]

    def test_no_line_any_more(self) -> None:
        """A line without credit that goes is a loss, one that comes a gain."""
        free = managed_client("north", "acme", start=date(2024, 1, 1), activities=[date(2024, 1, 15)])
        assert [each.gain for each in impact(LONGER, S, free)] == [-1]
        assert [each.gain for each in impact(S, LONGER, free)] == [1]

    def test_points_only(self) -> None:
        """More points for the same credit are a gain."""
        dearer = S.with_(points=CurrencyToPoints([Rate("USD", 50)]))
        (line,) = impact(S, dearer, ACME)
        assert (line.gain, line.because) == (1, ("points.rates",))

    def test_nothing(self) -> None:
        """Equal policies have no impact."""
        none = impact(S, S, ACME)
        assert str(none).splitlines()[-1] == "Nobody gains and nobody loses, on any day."
        assert repr(none) == "<Impact of servicing in place of servicing, changes: 0>"

    def test_narrowed(self) -> None:
        """One partner or client may be asked about alone; unknown ones are refused."""
        assert {each.difference.partner for each in impact(S, LONGER, SHARED, partner="south")} == {"south"}
        with pytest.raises(UnknownIdError, match="did you mean 'acme'"):
            impact(S, LONGER, SHARED, client="acmee")

    def test_program(self) -> None:
        """A program in place of a policy is told by the terms that matter."""
        change = date(2024, 2, 1)
        program = Program(name="later", terms=[Term(S, DateRange(None, change)), Term(LONGER, DateRange(change))])
        same = Program(name="later", terms=[Term(S, DateRange(None, change)), Term(S, DateRange(change))])
        (line,) = impact(same, program, ACME)
        assert line.because == ("terms.terms[1].value.eligibility.rules[0].window.days",)

    def test_policy_and_program(self) -> None:
        """Of a policy and a program the parts are named that matter."""
        program = Program(name="later", terms=[Term(LONGER, DateRange(date(2024, 2, 1)))])
        assert [each.because for each in impact(S, program, ACME)] == [("eligibility",)]

    def test_html(self) -> None:
        """In a notebook it is a table."""
        assert "<table" in impact(S, LONGER, ACME)._repr_html_()

    def test_unknown_points(self) -> None:
        """Points that are unknown on one side are told as unknown."""
        (line,) = impact(S, S.with_(rates=[]), ACME)
        assert "unknown" in str(impact(S, S.with_(rates=[]), ACME))
        assert line.gain == -1


class TestSingleDifferences:
    """One value at a time."""

    def test_equal(self) -> None:
        """Equal policies differ in nothing."""
        assert list(single_differences(S, S)) == []

    def test_places(self) -> None:
        """Each value in which they differ is changed alone."""
        other = LONGER.with_(billing_required=False)
        assert dict(single_differences(S, other)) == {
            "eligibility.rules[0].window.days": LONGER,
            "revenue.billing_required": S.with_(billing_required=False),
        }

    def test_impossible(self) -> None:
        """A change that is wrong without another is left out."""
        one = Rate("USD", 100, DateRange(end=date(2025, 1, 1))), Rate("USD", 90, DateRange(date(2025, 1, 1)))
        two = Rate("USD", 100, DateRange(end=date(2026, 1, 1))), Rate("USD", 90, DateRange(date(2026, 1, 1)))
        places = dict(single_differences(CurrencyToPoints(one), CurrencyToPoints(two), "points"))
        assert list(places) == ["points.rates[1].period"]
