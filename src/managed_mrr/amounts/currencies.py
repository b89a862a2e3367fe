"""
Currencies: the ISO 4217 codes that amounts can be in, and how many decimal digits each is shown with.

Current codes and their digits are those of ISO 4217 list one as published on :data:`LIST_ONE_PUBLISHED`.
Withdrawn codes are those of list three, which has no column for the minor unit: their digits are what
Java's ``java.util.Currency`` carries from earlier editions of the standard; a code of an account in a
national currency (BEC, ESA, LUC and the like) has that currency's digits; the others have two, and the
Yemeni dinar of 1000 fils (YDD) three.
The withdrawn European Currency Unit (XEU) is left out: list three gives it no digits and sources disagree.
"""

from collections.abc import Mapping
from datetime import date
from difflib import get_close_matches
from types import MappingProxyType

from managed_mrr.errors import ManagedMRRError

__all__ = ["LIST_ONE_PUBLISHED", "MINOR_UNITS", "UnknownCurrencyError", "minor_unit"]


def __dir__() -> list[str]:
    return __all__


#: The day on which the list of current codes used here was published.
LIST_ONE_PUBLISHED = date(2026, 1, 1)

_CURRENT: Mapping[int, str] = {
    0: "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF",
    2: """
        AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE
        CHF CHW CNY COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD
        HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK
        MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD
        RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH
        USD USN UYU UZS VED VES WST XAD XCD XCG YER ZAR ZMW ZWG
    """,
    3: "BHD IQD JOD KWD LYD OMR TND",
    4: "CLF UYW",
}

_WITHDRAWN: Mapping[int, str] = {
    0: "ADP BEC BEF BEL BYB BYR ESA ESB ESP GRD ITL LUC LUF LUL MGF PTE ROL TPE TRL",
    2: """
        AFA ALK ANG AOK AON AOR ARA ARP ARY ATS AYM AZM BAD BGJ BGK BGL BGN BOP BRB BRC BRE BRN BRR BUK CHC
        CSD CSJ CSK CUC CYP DDM DEM ECS ECV EEK FIM FRF GEK GHC GHP GNE GNS GQE GWE GWP HRD HRK IEP ILP ILR
        ISJ LAJ LSM LTL LTT LVL LVR MLF MRO MTL MTP MVQ MXP MZE MZM NIC NLG PEH PEI PES PLZ RHD ROK RUR SDD
        SDP SIT SKK SLL SRG STD SUR TJR TMM UAK UGS UGW USS UYN UYP VEB VEF VNC YUD YUM YUN ZAL ZMK ZRN ZRZ
        ZWC ZWD ZWL ZWN ZWR
    """,
    3: "YDD",
}

_WITHOUT_MINOR_UNIT: Mapping[str, str] = {
    "XAG": "silver",
    "XAU": "gold",
    "XBA": "the European Composite Unit",
    "XBB": "the European Monetary Unit",
    "XBC": "the European Unit of Account 9",
    "XBD": "the European Unit of Account 17",
    "XDR": "the Special Drawing Right",
    "XEU": "the European Currency Unit",
    "XFO": "the gold franc",
    "XFU": "the UIC franc",
    "XPD": "palladium",
    "XPT": "platinum",
    "XRE": "the RINET funds code",
    "XSU": "the sucre of the regional payment system",
    "XTS": "the code for testing",
    "XUA": "the ADB unit of account",
    "XXX": "the code for no currency",
}


def _by_code(digits: Mapping[int, str]) -> dict[str, int]:
    return {code: count for count, codes in digits.items() for code in codes.split()}


#: The number of decimal digits of every currency an amount can be in, by code; cannot be changed.
MINOR_UNITS: Mapping[str, int] = MappingProxyType(_by_code(_CURRENT) | _by_code(_WITHDRAWN))


class UnknownCurrencyError(ManagedMRRError, LookupError):
    """
    A currency is not an ISO 4217 code that an amount can be in.

    Attributes:
        value: What was given.
        expected: What would have been right.
        nearest: The closest code an amount can be in, or None.
        hint: What to do about it.

    Examples:
        >>> error = UnknownCurrencyError("EUX")
        >>> error.nearest
        'EUR'
        >>> error.hint
        "did you mean 'EUR'?"
    """

    expected = "an upper-case ISO 4217 code, current or withdrawn, with a numeric minor unit"

    def __init__(self, value: object) -> None:
        self.value = value
        code = value.strip().upper() if isinstance(value, str) else ""
        self.nearest = _nearest(code)
        self.hint = _hint(code, self.nearest)
        super().__init__(f"cannot use currency {value!r}: expected {self.expected}; {self.hint}")

    def __reduce__(self) -> tuple[type["UnknownCurrencyError"], tuple[object]]:
        return type(self), (self.value,)


def minor_unit(currency: str) -> int:
    """
    How many decimal digits amounts in a currency are shown with.

    Args:
        currency: An upper-case ISO 4217 code, current or withdrawn.

    Returns:
        The exponent of the minor unit, 2 where a hundredth is the smallest amount, 0 where a whole unit is.

    Raises:
        UnknownCurrencyError: The currency is no such code, or one without a numeric minor unit.

    Clause:
        A17.

    Examples:
        >>> [minor_unit(currency) for currency in ("JPY", "EUR", "BHD", "DEM")]
        [0, 2, 3, 2]
        >>> try:
        ...     minor_unit("XAU")
        ... except UnknownCurrencyError as error:
        ...     print(error.hint)
        XAU is gold and has no minor unit
    """
    digits = MINOR_UNITS.get(currency) if isinstance(currency, str) else None
    if digits is None:
        raise UnknownCurrencyError(currency)
    return digits


def _nearest(code: str) -> str | None:
    if code in MINOR_UNITS:
        return code
    if code in _WITHOUT_MINOR_UNIT:
        return None
    current = _by_code(_CURRENT)

    def distance(known: str) -> tuple[bool, bool, bool, str]:
        # Three letters tie often: two swapped come first, then those of the same country, then current ones.
        return sorted(known) != sorted(code), known[:2] != code[:2], known not in current, known

    return min(get_close_matches(code, MINOR_UNITS, n=len(MINOR_UNITS)), key=distance, default=None)


def _hint(code: str, nearest: str | None) -> str:
    if nearest is not None:
        return f"write it as {code!r}" if nearest == code else f"did you mean {nearest!r}?"
    if code in _WITHOUT_MINOR_UNIT:
        return f"{code} is {_WITHOUT_MINOR_UNIT[code]} and has no minor unit"
    return "write a code such as 'EUR'"
