"""The programme day by day."""

from datetime import date
from fractions import Fraction

from managed_mrr import managed_client
from managed_mrr.testing import reference_lines


class TestReferenceLines:
    def test_one_day(self) -> None:
        """The lines of a day have credit, currency, points and who share, under the readings that are given."""
        acme = managed_client("north", "acme", start=date(2024, 1, 1), price=900, activities=[date(2024, 1, 15)])
        line = (Fraction(900), "USD", Fraction(9), ("north",))
        assert reference_lines(acme, date(2024, 3, 14)) == {("north", "acme"): line}
        assert reference_lines(acme, date(2024, 3, 15)) == {}
        assert reference_lines(acme, date(2024, 3, 15), window=61) == {("north", "acme"): line}
