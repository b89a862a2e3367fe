"""What may become an exact number, and how one is written."""

from decimal import Decimal
from fractions import Fraction

import pytest

from managed_mrr.amounts import AmountError, decimal_text, exact, exact_text
from managed_mrr.errors import ManagedMRRError

EXPECTED = "expected text of at most 40 digits on either side of the point, int, Decimal or Fraction"


class TestExact:
    @pytest.mark.parametrize(
        ("value", "expected"),
        [
            ("0", Fraction(0)),
            ("62.50", Fraction(125, 2)),
            ("-12.5", Fraction(-25, 2)),
            ("+007", Fraction(7)),
            ("0." + "0" * 39 + "1", Fraction(1, 10**40)),
            ("9" * 40, Fraction(10**40 - 1)),
            (1000, Fraction(1000)),
            (Decimal("0.10"), Fraction(1, 10)),
            (Fraction(1, 3), Fraction(1, 3)),
        ],
    )
    def test_exact_numbers(self, value: str | int | Decimal | Fraction, expected: Fraction) -> None:
        """Text, whole numbers, decimals and fractions are taken as they are written."""
        assert exact(value) == expected

    def test_subclass_of_fraction(self) -> None:
        """A number of a subclass becomes a plain fraction."""

        class Share(Fraction):
            pass

        assert type(exact(Share(1, 3))) is Fraction

    def test_float(self) -> None:
        """A float is refused by name, with the text that was probably meant."""
        with pytest.raises(AmountError) as caught:
            exact(0.1)  # type: ignore[arg-type]
        assert str(caught.value) == (f"not an exact amount: 0.1 (float); {EXPECTED}; write it as text, such as '0.1'")

    @pytest.mark.parametrize(
        ("value", "shown"),
        [
            (True, "True (bool)"),
            (None, "None (NoneType)"),
            (Decimal("NaN"), "Decimal('NaN') (Decimal)"),
            (Decimal("Infinity"), "Decimal('Infinity') (Decimal)"),
            ("", "'' (str)"),
            ("1e3", "'1e3' (str)"),
            ("1_000", "'1_000' (str)"),
            ("1,000", "'1,000' (str)"),
            (" 1", "' 1' (str)"),
            ("1\n", "'1\\n' (str)"),
            (".5", "'.5' (str)"),
            ("5.", "'5.' (str)"),
            ("1/3", "'1/3' (str)"),
            ("٣", "'٣' (str)"),
            ("1" * 41, f"'{'1' * 41}' (str)"),
            ("0." + "1" * 41, f"'0.{'1' * 41}' (str)"),
        ],
    )
    def test_refused(self, value: object, shown: str) -> None:
        """Anything else is refused: nothing is guessed about an amount."""
        with pytest.raises(AmountError) as caught:
            exact(value)  # type: ignore[arg-type]
        assert str(caught.value) == f"not an exact amount: {shown}; {EXPECTED}; such as '1000' or '62.50'"


class TestAmountError:
    @pytest.mark.parametrize("base", [ManagedMRRError, ValueError, TypeError])
    def test_bases(self, base: type[Exception]) -> None:
        """A wrong amount is caught as this library's error, as a wrong value and as a wrong type."""
        assert issubclass(AmountError, base)


class TestExactText:
    @pytest.mark.parametrize(
        ("value", "expected"),
        [(Fraction(1000, 3), "1000/3"), (Fraction(10), "10"), (Fraction(-1, 2), "-1/2"), (Fraction(0), "0")],
    )
    def test_lowest_terms(self, value: Fraction, expected: str) -> None:
        """A fraction is written in lowest terms, a whole number without a denominator."""
        assert exact_text(value) == expected


class TestDecimalText:
    @pytest.mark.parametrize(
        ("value", "digits", "expected"),
        [
            (Fraction(1000, 3), 2, "333.33"),
            (Fraction(1, 8), 2, "0.12"),
            (Fraction(3, 8), 2, "0.38"),
            (Fraction(5, 2), 0, "2"),
            (Fraction(7, 2), 0, "4"),
            (Fraction(-5, 2), 0, "-2"),
            (Fraction(-1000, 3), 2, "-333.33"),
            (Fraction(-1, 1000), 2, "0.00"),
            (Fraction(1), 3, "1.000"),
            (Fraction(1, 100), 2, "0.01"),
            (Fraction(-1, 100), 2, "-0.01"),
        ],
    )
    def test_half_even(self, value: Fraction, digits: int, expected: str) -> None:
        """A half goes to the even digit, on either side of zero, and zero has no sign."""
        assert decimal_text(value, digits) == expected

    @pytest.mark.parametrize(
        ("value", "expected"),
        [(Fraction(1234567), "1,234,567.00"), (Fraction(-1234), "-1,234.00"), (Fraction(999), "999.00")],
    )
    def test_grouped(self, value: Fraction, expected: str) -> None:
        """For people thousands are set apart by commas."""
        assert decimal_text(value, 2, grouped=True) == expected
