from datetime import date
from enum import Enum
from fractions import Fraction

import pytest

from managed_mrr.files import values
from managed_mrr.files.excerpts import WrittenNumber
from managed_mrr.files.values import RefusedError, Scalar


def refusal(kind: Scalar, raw: object) -> tuple[str, str]:
    """What was expected, and the hint, when a kind refuses a value."""
    with pytest.raises(RefusedError) as raised:
        kind.read(raw)
    return raised.value.expected, raised.value.hint


class TestText:
    def test_read(self) -> None:
        """Text is read as it is, empty or not ASCII."""
        assert [values.TEXT.read(text) for text in ("", "Ünïcode 😀")] == ["", "Ünïcode 😀"]

    @pytest.mark.parametrize(
        ("raw", "hint"),
        [
            (5, 'write it in quotes: "5"'),
            (WrittenNumber("5.10"), 'write it in quotes: "5.10"'),
            (True, ""),
            (None, ""),
            ([], ""),
        ],
    )
    def test_no_number_is_text(self, raw: object, hint: str) -> None:
        """A number is never text, and the hint says how to make it so."""
        assert refusal(values.TEXT, raw) == ("text", hint)

    @pytest.mark.parametrize("raw", ["\ud800", "é\udfff", "\ude00\ud83d"])
    def test_half_characters(self, raw: str) -> None:
        """Half a character is refused by its escape."""
        escape = f"\\u{ord(raw.lstrip('é')[0]):04x}"
        hint = f"replace the half character {escape} by the one that was meant"
        assert refusal(values.WORD, raw) == ("text of whole characters", hint)

    def test_written(self) -> None:
        """A subclass of text is written as the text it is."""
        word = Enum("word", {"BLOG": "blog"}, type=str)
        assert values.WORD.write(word["BLOG"]) == "blog"
        assert type(values.WORD.write(word["BLOG"])) is str


class TestIds:
    def test_empty(self) -> None:
        """An id has at least one character."""
        assert refusal(values.ID, "") == ("an id: text of at least one character", "give it one")
        assert refusal(values.REFERENCE, 5)[1] == 'write it in quotes: "5"'
        assert values.ID.read(" ") == " "


class TestEmail:
    @pytest.mark.parametrize("raw", ["", "ann", "@north.example", "ann@", "ann@north@example"])
    def test_shape(self, raw: str) -> None:
        """An address has a name and a domain around one @."""
        expected = "an e-mail address: a name and a domain around one @"
        assert refusal(values.EMAIL, raw) == (expected, "leave the key out if there is none")

    def test_read(self) -> None:
        """Nothing more is asked of an address."""
        assert values.EMAIL.read("a@b") == "a@b"


class TestCurrency:
    @pytest.mark.parametrize(
        ("raw", "hint"),
        [
            ("eur", "write it as 'EUR'"),
            ("EUX", "did you mean 'EUR'?"),
            ("XAU", "XAU is gold and has no minor unit"),
            (978, 'write it in quotes: "978"'),
        ],
    )
    def test_refused(self, raw: object, hint: str) -> None:
        """A code that no amount can be in is refused with what the currencies know about it."""
        expected = "an upper-case ISO 4217 code, current or withdrawn, with a numeric minor unit"
        assert refusal(values.CURRENCY, raw) == (expected, hint)

    def test_read(self) -> None:
        """Current and withdrawn codes are read."""
        assert [values.CURRENCY.read(code) for code in ("EUR", "DEM")] == ["EUR", "DEM"]


class TestDay:
    @pytest.mark.parametrize("day", [date.min, date(2024, 2, 29), date.max])
    def test_both_ways(self, day: date) -> None:
        """A day is written in ten characters and read again."""
        assert values.DAY.read(values.DAY.write(day)) == day
        assert len(str(values.DAY.write(day))) == 10

    @pytest.mark.parametrize(
        ("raw", "hint"),
        [
            ("2023-02-29", "2023-02 has 28 days"),
            ("2024-04-00", "2024-04 has 30 days"),
            ("2024-13-01", "months run from 01 to 12"),
            ("2024-00-01", "months run from 01 to 12"),
            ("0000-01-01", "years run from 0001 to 9999"),
        ],
    )
    def test_no_such_day(self, raw: str, hint: str) -> None:
        """A day that the calendar does not have is refused with what it has."""
        assert refusal(values.DAY, raw) == ("a day that exists", hint)

    @pytest.mark.parametrize(
        ("raw", "hint"),
        [
            (
                "2024-01-15T00:00:00Z",
                'leave the rest out: "2024-01-15" if that is the day in the time zone you',
            ),
            ("2024-01-15\n", 'leave the rest out: "2024-01-15" if'),
            ("20240115", 'such as "2024-01-15", with two digits'),
            (20240115, 'such as "2024-01-15", with'),
            ("2024/1/5", 'such as "2024-01-05", with two digits'),
            ("2024-1-5", 'such as "2024-01-05", with two digits'),
            ("15.01.2024", "year first, then month, then day"),
            ("1/15/2024", "year first, then month, then day"),
            ("٢٠٢٤-01-15", "only the digits 0 to 9 and two hyphens"),
            (" 2024-01-15", "only the digits 0 to 9 and two hyphens"),
        ],
    )
    def test_otherwise_written(self, raw: object, hint: str) -> None:
        """A day written another way is refused with the way it is written here."""
        expected, told = refusal(values.DAY, raw)
        assert expected == "a day, written YYYY-MM-DD"
        assert told.startswith(hint)

    @pytest.mark.parametrize("raw", ["", "soon", "2024-W01-1x", None, True, WrittenNumber("2024.5"), []])
    def test_no_day_at_all(self, raw: object) -> None:
        """What is no day in any order is refused."""
        assert refusal(values.DAY, raw)[0] == "a day, written YYYY-MM-DD"


class TestAmounts:
    @pytest.mark.parametrize(
        ("raw", "amount"),
        [
            ("800.00", Fraction(800)),
            ("+0.125", Fraction(1, 8)),
            ("-0.0", Fraction(0)),
            ("007", Fraction(7)),
            (12, Fraction(12)),
            ("9" * 40 + "." + "9" * 40, Fraction(10**80 - 1, 10**40)),
        ],
    )
    def test_read(self, raw: object, amount: Fraction) -> None:
        """Text of digits and integers are read exactly."""
        assert values.NOT_NEGATIVE.read(raw) == amount

    @pytest.mark.parametrize(
        ("raw", "hint"),
        [
            (WrittenNumber("800.10"), 'write it in quotes, as a float is not exact: "800.10"'),
            (WrittenNumber("8e2"), "write all digits, without an exponent"),
            (WrittenNumber("NaN"), "NaN and Infinity are no amounts"),
            (WrittenNumber("-Infinity"), "NaN and Infinity are no amounts"),
            (WrittenNumber("1" * 41), "at most 40 digits on either side of the point"),
            ("0." + "1" * 41, "at most 40 digits on either side of the point"),
            ("1E5", "write all digits, without an exponent"),
            ("inf", "NaN and Infinity are no amounts"),
            (" 1", "leave out spaces and underscores; one point, with digits on both sides"),
            ("1_000", "leave out spaces and underscores; one point, with digits on both sides"),
            ("1.", "leave out spaces and underscores; one point, with digits on both sides"),
            ("1,000.00", "a point before the decimals, and nothing between thousands"),
            ("1.000,50", "a point before the decimals, and nothing between thousands"),
            (".5", "digits on both sides of the point"),
            ("EUR 800", "only the number; the currency is that of the client"),
            ("800 €", "only the number; the currency is that of the client"),
            ("", ""),
            ("٣", ""),
            (True, ""),
            (None, ""),
            (["1"], ""),
        ],
    )
    def test_refused(self, raw: object, hint: str) -> None:
        """Anything else is refused, with the way to write what was probably meant."""
        expected = "an amount of 0 or more, as text of digits such as '800.00'"
        assert refusal(values.NOT_NEGATIVE, raw) == (expected, hint)

    def test_signs(self) -> None:
        """A price is not negative, and a multiplier is above 0."""
        assert refusal(values.NOT_NEGATIVE, "-0.01")[1] == "what is taken off is a discount"
        assert refusal(values.POSITIVE, "0") == (
            "a number above 0, as text of digits such as '2'",
            "leave the key out for 1",
        )
        assert values.POSITIVE.read("0.01") == Fraction(1, 100)

    @pytest.mark.parametrize(
        ("amount", "text"),
        [(Fraction(1, 8), "0.125"), (Fraction(4, 5), "0.8"), (Fraction(1000), "1000"), (Fraction(0), "0")],
    )
    def test_written(self, amount: Fraction, text: str) -> None:
        """An amount is written with as many decimals as it takes."""
        assert values.NOT_NEGATIVE.write(amount) == text

    @pytest.mark.parametrize("amount", [Fraction(1, 3), Fraction(1, 2**41), Fraction(10**40)])
    def test_not_written(self, amount: Fraction) -> None:
        """An amount that could not be read again is not written."""
        with pytest.raises(RefusedError, match="at most 40 decimal digits"):
            values.NOT_NEGATIVE.write(amount)


class TestMonths:
    @pytest.mark.parametrize(
        ("raw", "hint"),
        [
            (0, ""),
            (-1, ""),
            (True, ""),
            (WrittenNumber("1.0"), ""),
            ("12", "write it without quotes"),
            ("twelve", ""),
            ("٣", ""),
        ],
    )
    def test_refused(self, raw: object, hint: str) -> None:
        """Months are whole and counted from 1, and true is not one of them."""
        assert refusal(values.MONTHS, raw) == ("a whole number of months, 1 or more", hint)

    def test_read(self) -> None:
        """A whole number from 1 is read."""
        assert values.MONTHS.read(12) == 12


class TestFlag:
    @pytest.mark.parametrize(
        ("raw", "hint"),
        [
            (1, "write true, without quotes"),
            (0, "write false, without quotes"),
            ("True", "write true, without quotes"),
            ("no", "write false, without quotes"),
            ("perhaps", ""),
            (2, ""),
            (None, ""),
            (WrittenNumber("1.0"), ""),
        ],
    )
    def test_refused(self, raw: object, hint: str) -> None:
        """Neither numbers nor text are true or false."""
        assert refusal(values.FLAG, raw) == ("true or false", hint)

    def test_read(self) -> None:
        """True and false are read as they are."""
        assert [values.FLAG.read(raw) for raw in (True, False)] == [True, False]


class TestChoices:
    def test_kind(self) -> None:
        """A kind is one of two words, with the nearest or the rule as hint."""
        expected = "'recurring' or 'one_time'"
        assert refusal(values.KIND, "onetime") == (expected, "did you mean 'one_time'?")
        assert refusal(values.KIND, "x") == (expected, "only recurring items count")
        assert refusal(values.KIND, ["recurring"]) == (expected, "only recurring items count")
        assert values.KIND.read("recurring") == "recurring"

    def test_constant(self) -> None:
        """A constant is one word only, and another is not taken for a slip of it."""
        assert refusal(values.constant("format", "a/1", "read on"), "a/2") == ("'a/1'", "read on")
