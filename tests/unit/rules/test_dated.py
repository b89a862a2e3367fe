"""Values in force for a time, and where they come from."""

from datetime import date
from typing import Any, cast

import pytest

from managed_mrr import DateRange, DateSet, OverTime, PolicyError, Source, Term, hubspot
from managed_mrr.rules.dated import to_source

CHANGE, LAST = date(2025, 7, 15), date(2026, 1, 15)
EARLIER, LATER = DateRange(None, CHANGE), DateRange(CHANGE, LAST)
MINIMUM = OverTime([Term(3, EARLIER), Term(5, LATER)])


class TestSource:
    def test_text(self) -> None:
        """A source says what was read, when, and how sure it is, as far as it knows."""
        assert str(Source("the contract")) == "the contract"
        assert str(Source("the contract", read="in May 2024")) == "the contract, read in May 2024"
        assert str(Source("the contract", confidence="low")) == "the contract (confidence: low)"

    def test_confidence(self) -> None:
        """A confidence that is none is refused, and those there are are named."""
        with pytest.raises(
            PolicyError, match=r"^Source\.confidence is 'sure': expected one of high, medium, low, or None$"
        ):
            Source("the contract", confidence=cast("Any", "sure"))

    @pytest.mark.parametrize("title", ["", 3])
    def test_title(self, title: object) -> None:
        """A source without a title is none, and is refused."""
        with pytest.raises(PolicyError) as caught:
            Source(cast("Any", title))
        assert str(caught.value) == f"Source.title is {title!r}: expected text, as one would look it up"

    def test_from_a_text(self) -> None:
        """A text is the title of a source, an empty one none at all."""
        sure = Source("the contract", confidence="high")
        assert [to_source(each) for each in ("the contract", "", None, sure)] == [
            Source("the contract"),
            None,
            None,
            sure,
        ]


class TestTerm:
    def test_defaults(self) -> None:
        """A value alone is in force ever, and nobody said where it comes from."""
        term = Term(3)
        assert (term.value, term.period, term.unit, term.source) == (3, DateRange(), "", None)

    def test_all(self) -> None:
        """A term has a unit and a source, of which a text is the title."""
        term = Term(3, LATER, unit="activities", source="the contract")
        assert (term.unit, term.source) == ("activities", Source("the contract"))
        assert str(term) == "3, in force [2025-07-15, 2026-01-15)"

    def test_period(self) -> None:
        """What is no period is refused."""
        with pytest.raises(PolicyError, match=r"not a period: '2025'; expected a DateRange"):
            Term(3, cast("Any", "2025"))

    def test_round_trip(self) -> None:
        """The representation makes the same term, and terms of one policy are values that hash."""
        term = Term(3, DateRange(), unit="activities", source="the contract")
        assert eval(repr(term), {"Term": Term, "DateRange": DateRange, "Source": Source}) == term  # noqa: S307
        assert hash(Term(hubspot.SERVICING)) == hash(Term(hubspot.SERVICING))


class TestOverTime:
    def test_on(self) -> None:
        """A term ends where the next begins; after the last there is no value, not the last one known."""
        days = [date.min, date(2025, 7, 14), CHANGE, date(2026, 1, 14), LAST, date.max]
        values = [None if (term := MINIMUM.on(day)) is None else term.value for day in days]
        assert values == [3, 3, 5, 5, None, None]

    def test_order(self) -> None:
        """Terms may be given in any order; they are kept in that of their days."""
        assert OverTime([Term(5, LATER), Term(3, EARLIER)]) == MINIMUM
        assert [term.value for term in MINIMUM] == [3, 5]

    def test_overlap(self) -> None:
        """Two values on one day are refused; both are named."""
        with pytest.raises(
            PolicyError,
            match=r"^two values are in force on the same days: 3, in force \(ever, 2025-07-15\) and "
            r"4, in force \[2025-07-14, ever\); expected one; end the earlier where the later begins$",
        ):
            OverTime([Term(3, EARLIER), Term(4, DateRange(date(2025, 7, 14)))])

    def test_no_term(self) -> None:
        """What is no term is refused."""
        with pytest.raises(PolicyError, match=r"^not a term: 3; expected Term\(value, period\)$"):
            OverTime(cast("Any", [3]))

    def test_no_term_but_a_policy(self) -> None:
        """What takes long to write out is named by its class."""
        with pytest.raises(PolicyError, match=r"^not a term: a Policy; expected Term\(value, period\)$"):
            OverTime([cast("Any", hubspot.SERVICING)])

    def test_gap(self) -> None:
        """Between terms there may be days without a value."""
        apart = OverTime([Term(3, EARLIER), Term(5, DateRange(LAST))])
        assert apart.on(CHANGE) is None
        assert apart.known() == DateSet([EARLIER, DateRange(LAST)])

    def test_map(self) -> None:
        """Changed values keep their periods, units and sources."""
        term = Term(3, LATER, unit="activities", source="the contract")
        assert OverTime([term]).map(lambda value: value + 1) == OverTime(
            [Term(4, LATER, unit="activities", source="the contract")]
        )

    def test_text(self) -> None:
        """Terms read one after the other, and none as nothing."""
        assert str(MINIMUM) == "3, in force (ever, 2025-07-15); 5, in force [2025-07-15, 2026-01-15)"
        assert str(OverTime([])) == "nothing is in force on any day"

    def test_how_much_is_shown(self) -> None:
        """What is no term is shown up to sixty characters; of more only the class is named."""
        for text, shown in [("x" * 58, repr("x" * 58)), ("x" * 59, "a str")]:
            with pytest.raises(PolicyError) as caught:
                OverTime([cast("Any", text)])
            assert str(caught.value) == f"not a term: {shown}; expected Term(value, period)"
