from datetime import date
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pyarrow as pa
import pytest

import managed_mrr as mm
from managed_mrr.columnar import read
from managed_mrr.columnar.evidence import Evidence
from managed_mrr.columnar.tables.coding import amounts

JANUARY = date(2024, 1, 1)


def evidence_of(**tables: pa.Table) -> Evidence:
    """The evidence of tables, with a partner and a client where none are given."""
    people = {"partners": pa.table({"id": ["north"]}), "clients": pa.table({"id": ["acme"], "currency": ["EUR"]})}
    return read({**people, **tables}).evidence


class TestAmounts:
    @pytest.mark.parametrize(
        "stored",
        [
            pa.decimal128(18, 3),
            pa.decimal128(38, 18),
            pa.decimal256(50, 2),
            pa.large_string(),
        ],
    )
    def test_types(self, stored: pa.DataType) -> None:
        """Amounts are the same whatever holds them, with the places that they take."""
        column = pa.array(["0", "800.00", "12.5"]).cast(stored).slice(1)
        found = amounts(column)
        assert (found.units.tolist(), found.places) == ([8000, 125], 1)
        assert found.units.dtype == np.int64

    def test_whole(self) -> None:
        """Whole numbers have no places."""
        found = amounts(pa.array([800, 0], pa.uint16()))
        assert (found.units.tolist(), found.places) == ([800, 0], 0)
        assert found.units.dtype == np.int64

    @pytest.mark.parametrize(
        ("texts", "stored"),
        [
            (["1" * 40, "0.5"], pa.large_string()),
            (["0." + "1" * 40, "0." + "5" * 40], pa.large_string()),
            ([str(2**64 - 1), "3"], pa.uint64()),
            (["12345678901234567890.25", "1"], pa.decimal256(60, 4)),
            (["0.0000000000000000001", "1"], pa.large_string()),
            (["0" * 30 + "1.5", "1"], pa.large_string()),
        ],
    )
    def test_long(self, texts: list[str], stored: pa.DataType) -> None:
        """Amounts of more digits than numbers of the machine have are exact too."""
        found = amounts(pa.array(texts).cast(stored))
        assert [Fraction(int(each), 10**found.places) for each in found.units] == [Fraction(each) for each in texts]

    def test_none(self) -> None:
        """There may be none at all."""
        assert len(amounts(pa.array([], pa.large_string())).units) == 0


class TestPeople:
    def test_order(self) -> None:
        """Partners and clients are in the order of their ids, employees in that of their partners' and theirs."""
        evidence = evidence_of(
            partners=pa.table({"id": [10, 9]}),
            clients=pa.table({"id": ["b", "a", "é"], "currency": ["EUR", "USD", "EUR"]}),
            employees=pa.table({"id": ["x", "y", "z"], "partner": [10, 9, 9]}),
        )
        assert evidence.partners.values.to_pylist() == [9, 10]
        assert evidence.clients.values.to_pylist() == ["a", "b", "é"]
        assert evidence.employees.values.to_pylist() == ["y", "z", "x"]
        assert evidence.employee_partner.tolist() == [0, 0, 1]
        assert [evidence.currencies[code] for code in evidence.currency] == ["USD", "EUR", "EUR"]
        assert [evidence.multipliers[code] for code in evidence.multiplier] == [1, 1, 1]

    def test_domains(self) -> None:
        """The domain of an address is compared without regard to case, with the partner's own domains only."""
        partners = {"id": ["north", "south"], "employee_domains": [["NORTH.example", "İ.example"], None]}
        emails = ["Ann@north.EXAMPLE", "bob@i̇.example", "cid@north.example", None, "eve@north.example.org"]
        employees = {"id": list("abcde"), "partner": ["north", "north", "south", "north", "north"], "email": emails}
        evidence = evidence_of(partners=pa.table(partners), employees=pa.table(employees))
        found = dict(zip(evidence.employees.values.to_pylist(), evidence.by_domain.tolist(), strict=True))
        assert found == {"a": True, "b": True, "c": False, "d": False, "e": False}

    def test_agreements(self) -> None:
        """Nothing said about agreements is always; an empty list is never."""
        agreements = pa.array([None, [], [{"start": JANUARY, "end": None}]])
        evidence = evidence_of(partners=pa.table({"id": ["a", "b", "c"], "agreements": agreements}))
        assert evidence.always_agreed.tolist() == [True, False, False]
        assert evidence.agreements.owner.tolist() == [2]
        assert evidence.agreements.start.tolist() == [JANUARY.toordinal()]

    def test_months(self) -> None:
        """Very many months are exact, where 64 bits do not do."""
        months = 2**64 - 1
        billing = pa.array(
            [{"first": JANUARY, "every_months": months}], pa.struct({"first": pa.date32(), "every_months": pa.uint64()})
        )
        items = pa.array([[]], pa.list_(pa.struct({"product": pa.string(), "price": pa.int8(), "start": pa.date32()})))
        table = {"id": ["s1"], "client": ["acme"], "start": [JANUARY], "billing": billing, "items": items}
        assert evidence_of(subscriptions=pa.table(table)).subscriptions.every_months.tolist() == [months]


class TestDecimals:
    def test_multipliers(self) -> None:
        """Multipliers are exact, and those left out are 1."""
        multipliers = [Decimal("1.50"), None, Decimal(2)]
        small = pa.table({"id": ["a", "b"], "currency": ["EUR"] * 2, "points_multiplier": [Decimal("0.50"), None]})
        assert sorted(evidence_of(clients=small).multipliers) == [Fraction(1, 2), 1]
        clients = {"id": ["a", "b", "c"], "currency": ["EUR"] * 3, "points_multiplier": multipliers}
        evidence = evidence_of(clients=pa.table(clients))
        assert [evidence.multipliers[code] for code in evidence.multiplier] == [Fraction(3, 2), 1, 2]
        assert mm.Client("a", currency="EUR").points_multiplier == 1
