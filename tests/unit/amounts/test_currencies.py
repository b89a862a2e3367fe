"""The currencies amounts can be in, and their decimal digits."""

import pickle
from types import MappingProxyType

import iso4217
import pytest

from managed_mrr.amounts import currencies
from managed_mrr.amounts.currencies import LIST_ONE_PUBLISHED, MINOR_UNITS, UnknownCurrencyError, minor_unit
from managed_mrr.errors import ManagedMRRError

EXPECTED = "an upper-case ISO 4217 code, current or withdrawn, with a numeric minor unit"


def codes(text: str) -> list[str]:
    """The codes of one group of the table."""
    return text.split()


def published() -> dict[str, str]:
    """The minor unit of every current code as the maintenance agency published it, digits or N.A."""
    entries = iso4217.raw_xml.findall("CcyTbl/CcyNtry")
    return {entry.findtext("Ccy", ""): entry.findtext("CcyMnrUnts", "") for entry in entries if entry.findtext("Ccy")}


class TestCurrentCodes:
    def test_published_on(self) -> None:
        """The table is as old as the list it is checked against."""
        assert iso4217.__published__ == LIST_ONE_PUBLISHED

    def test_every_code_with_digits(self) -> None:
        """Every current code with a numeric minor unit has exactly the published digits."""
        numeric = {code: int(digits) for code, digits in published().items() if digits.isdecimal()}
        assert len(numeric) == 165
        assert currencies._by_code(currencies._CURRENT) == numeric

    def test_every_code_without_digits(self) -> None:
        """Every current code without a numeric minor unit is refused, and the refusal says what it is."""
        without = {code for code, digits in published().items() if not digits.isdecimal()}
        assert len(without) == 13
        assert without == set(currencies._WITHOUT_MINOR_UNIT) - {"XEU", "XFO", "XFU", "XRE"}
        assert not without & set(MINOR_UNITS)


class TestWithdrawnCodes:
    def test_kept_apart(self) -> None:
        """No code is listed twice: neither as current and withdrawn, nor under two numbers of digits."""
        groups = [*currencies._CURRENT.values(), *currencies._WITHDRAWN.values()]
        listed = [code for group in groups for code in codes(group)] + list(currencies._WITHOUT_MINOR_UNIT)
        assert len(listed) == len(set(listed))

    def test_form(self) -> None:
        """Every code is three upper-case letters, and each group is in alphabetical order."""
        for group in [*currencies._CURRENT.values(), *currencies._WITHDRAWN.values()]:
            assert codes(group) == sorted(codes(group))
            assert all(len(code) == 3 and code.isascii() and code.isalpha() and code.isupper() for code in codes(group))

    @pytest.mark.parametrize("code", codes("ESP ITL BEF LUF PTE GRD ADP TRL BYR BYB MGF ROL TPE"))
    def test_none(self, code: str) -> None:
        """A withdrawn currency of which no hundredths were in use has no digits."""
        assert minor_unit(code) == 0

    @pytest.mark.parametrize(
        "code",
        codes(
            "HRK BGN ANG CUC ZWL SLL VEF MRO STD LTL LVL EEK DEM FRF NLG ATS FIM IEP CYP MTL SIT SKK "
            "ARA AON BGL BRE BUK CSK DDM ECS GEK HRD LTT LVR MXP NIC PEI PLZ SUR UAK UGS YUD YUM YUN ZRN ZRZ "
            "ZWC ZWD ZWN ZWR CHC USS"
        ),
    )
    def test_two(self, code: str) -> None:
        """A withdrawn currency of hundredths has two digits."""
        assert minor_unit(code) == 2

    def test_three(self) -> None:
        """The Yemeni dinar of 1000 fils has three digits."""
        assert minor_unit("YDD") == 3

    @pytest.mark.parametrize(
        ("account", "national"),
        [("BEC", "BEF"), ("BEL", "BEF"), ("LUC", "LUF"), ("LUL", "LUF"), ("ESA", "ESP")],
    )
    def test_accounts(self, account: str, national: str) -> None:
        """The code of an account in a national currency has that currency's digits."""
        assert minor_unit(account) == minor_unit(national)

    def test_count(self) -> None:
        """All 129 codes of list three are there: 125 with digits, and four without a minor unit."""
        assert len(currencies._by_code(currencies._WITHDRAWN)) == 125
        assert set(currencies._WITHOUT_MINOR_UNIT) >= {"XEU", "XFO", "XFU", "XRE"}


class TestMinorUnits:
    def test_cannot_be_changed(self) -> None:
        """The table is a read-only view."""
        assert isinstance(MINOR_UNITS, MappingProxyType)

    @pytest.mark.parametrize("code", sorted(MINOR_UNITS))
    def test_is_what_minor_unit_answers(self, code: str) -> None:
        """The function answers from the table, with an integer from zero to four."""
        assert minor_unit(code) == MINOR_UNITS[code]
        assert minor_unit(code) in range(5)


class TestUnknownCurrencyError:
    @pytest.mark.parametrize(
        ("value", "hint"),
        [
            ("eur", "write it as 'EUR'"),
            ("Jpy", "write it as 'JPY'"),
            (" USD ", "write it as 'USD'"),
            ("dem", "write it as 'DEM'"),
            ("XAU", "XAU is gold and has no minor unit"),
            ("xau", "XAU is gold and has no minor unit"),
            ("XDR", "XDR is the Special Drawing Right and has no minor unit"),
            ("XXX", "XXX is the code for no currency and has no minor unit"),
            ("XTS", "XTS is the code for testing and has no minor unit"),
            ("XEU", "XEU is the European Currency Unit and has no minor unit"),
            ("EUX", "did you mean 'EUR'?"),
            ("euro", "did you mean 'EUR'?"),
            ("USX", "did you mean 'USD'?"),
            ("US$", "did you mean 'USD'?"),
            ("GPB", "did you mean 'GBP'?"),
            ("DEX", "did you mean 'DEM'?"),
            ("CNH", "did you mean 'CNY'?"),
            ("€", "write a code such as 'EUR'"),
            ("", "write a code such as 'EUR'"),
        ],
    )
    def test_message(self, value: str, hint: str) -> None:
        """The message names the value, what was expected and what to do."""
        with pytest.raises(UnknownCurrencyError) as caught:
            minor_unit(value)
        assert str(caught.value) == f"cannot use currency {value!r}: expected {EXPECTED}; {hint}"

    def test_whole_message(self) -> None:
        """The message is one lower-case sentence."""
        assert str(UnknownCurrencyError("eur")) == (
            "cannot use currency 'eur': expected an upper-case ISO 4217 code, current or withdrawn, "
            "with a numeric minor unit; write it as 'EUR'"
        )

    @pytest.mark.parametrize("value", [None, 978, ["EUR"]])
    def test_not_text(self, value: object) -> None:
        """Anything that is not text is refused in the same way."""
        with pytest.raises(UnknownCurrencyError) as caught:
            minor_unit(value)  # type: ignore[arg-type]
        assert str(caught.value) == (f"cannot use currency {value!r}: expected {EXPECTED}; write a code such as 'EUR'")

    @pytest.mark.parametrize(
        ("value", "nearest"), [("eur", "EUR"), ("EUX", "EUR"), ("XAU", None), ("€", None), ("ZWX", "ZWG")]
    )
    def test_attributes(self, value: str, nearest: str | None) -> None:
        """The parts of the message are attributes too."""
        error = UnknownCurrencyError(value)
        assert (error.value, error.expected, error.nearest) == (value, EXPECTED, nearest)
        assert str(error).endswith(f"; {error.hint}")

    def test_kind(self) -> None:
        """It is caught as an error of this library and as a failed look-up."""
        assert issubclass(UnknownCurrencyError, ManagedMRRError)
        assert issubclass(UnknownCurrencyError, LookupError)

    def test_pickles(self) -> None:
        """It survives the way from one process to another."""
        error = pickle.loads(pickle.dumps(UnknownCurrencyError("XAU")))  # noqa: S301 - made on this line
        assert type(error) is UnknownCurrencyError
        assert str(error) == str(UnknownCurrencyError("XAU"))
        assert error.value == "XAU"


class TestModule:
    def test_dir(self) -> None:
        """The module lists its public names and no others."""
        assert dir(currencies) == currencies.__all__
