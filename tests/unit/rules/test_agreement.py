"""Agreements of a partner."""

from datetime import date

import attrs
import pytest

from managed_mrr import ALWAYS, NEVER, Citation, CurrentAgreement, DateRange, DateSet, managed_client
from managed_mrr.evidence import PartnerAtClient

JANUARY = date(2024, 1, 1)
MARCH = date(2024, 3, 1)
JUNE = date(2024, 6, 1)


def facts(agreements: list[DateRange] | None) -> PartnerAtClient:
    """The facts about a partner with some agreements."""
    plain = managed_client("north", "acme", start=JANUARY).facts("north", "acme")
    return attrs.evolve(plain, partner=attrs.evolve(plain.partner, agreements=agreements))


class TestCurrentAgreement:
    @pytest.mark.parametrize(
        ("agreements", "expected"),
        [
            (None, ALWAYS),
            ([], NEVER),
            ([DateRange(JANUARY, MARCH)], DateSet([DateRange(JANUARY, MARCH)])),
            ([DateRange(MARCH), DateRange(JANUARY, MARCH)], DateSet([DateRange(JANUARY)])),
        ],
    )
    def test_days(self, agreements: list[DateRange] | None, expected: DateSet) -> None:
        """None given means always, an empty list never; periods that touch join."""
        assert CurrentAgreement().days(facts(agreements)) == expected

    def test_holds(self) -> None:
        """A current agreement is cited."""
        finding = CurrentAgreement().finding(facts([DateRange(JANUARY, MARCH)]), JANUARY)
        assert (finding.holds, finding.text) == (True, "north has a current agreement")
        assert finding.steady == DateRange(JANUARY, MARCH)
        assert finding.cites == (Citation("partners[0]", "north"),)
        assert finding.clauses == ("B1",)

    def test_over(self) -> None:
        """An agreement that is over does not hold."""
        finding = CurrentAgreement().finding(facts([DateRange(JANUARY, MARCH)]), JUNE)
        assert (finding.holds, finding.text) == (False, "north has no current agreement")

    def test_always(self) -> None:
        """That nothing was recorded is said."""
        finding = CurrentAgreement().finding(facts(None), JUNE)
        assert (finding.holds, finding.text) == (
            True,
            "north has a current agreement (none recorded: always)",
        )
        assert finding.cites == (Citation("partners[0]", "north"),)

    def test_never(self) -> None:
        """An empty list is told apart from none recorded."""
        finding = CurrentAgreement().finding(facts([]), JUNE)
        assert (finding.holds, finding.text) == (False, "north has no current agreement")

    def test_text(self) -> None:
        """The rule reads as what it asks for."""
        assert str(CurrentAgreement()) == "a current agreement"
