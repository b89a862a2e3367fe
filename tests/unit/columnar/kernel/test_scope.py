"""How partners and employees at clients are numbered."""

import attrs
import numpy as np
import pyarrow as pa
import pytest

from managed_mrr import columnar
from managed_mrr.columnar.evidence import Evidence, Ids
from managed_mrr.columnar.kernel.scope import Scope


def evidence(partners: int = 1, clients: int = 1) -> Evidence:
    """So many partners and clients, and nothing else."""
    return columnar.read(
        partners=pa.table({"id": np.arange(partners)}),
        clients=pa.table({"id": np.arange(clients), "currency": ["EUR"] * clients}),
        employees=pa.table({"id": np.arange(3), "partner": np.arange(3) % max(partners, 1)}) if partners else None,
    ).evidence


class TestScope:
    def test_numbers(self) -> None:
        """Pairs and seats give back who is where; seats of a pair follow each other."""
        scope = Scope(evidence(partners=2, clients=3))
        pairs = scope.pairs(np.array([0, 2]), np.array([1, 0]))
        assert scope.client_of(pairs).tolist() == [0, 2]
        assert scope.partner_of(pairs).tolist() == [1, 0]
        seats = scope.seats(np.array([2, 2, 2]), np.arange(3))
        assert scope.employee_of(seats).tolist() == [0, 1, 2]
        assert scope.partner_of(scope.pair_of(seats)).tolist() == [0, 0, 1]

    def test_wanted(self) -> None:
        """Rows about some clients are found by their numbers; by default all are wanted."""
        all_of = Scope(evidence(clients=3))
        assert all_of.everyone
        assert all_of.wanted(np.array([2, 0, 1])).tolist() == [0, 1, 2]
        assert attrs.evolve(all_of, clients=(1, 3)).wanted(np.array([2, 0, 1])).tolist() == [0, 2]

    def test_nobody(self) -> None:
        """Without partners or clients nothing is numbered, and nobody has a line."""
        nobody = columnar.read(partners=pa.table({"id": pa.array([], pa.string())}), clients=no_clients())
        assert columnar.timelines(nobody).num_rows == 0
        assert columnar.totals(columnar.timelines(nobody)).num_rows == 0

    @pytest.mark.parametrize(("bits", "fits"), [(20, True), (21, False)])
    def test_too_many(self, bits: int, fits: bool) -> None:  # noqa: FBT001 -- a case
        """Clients and employees, or partners, take 41 bits at most, beside the 22 of a day."""
        small = evidence()
        many = attrs.evolve(small, clients=Ids(Long(2**20)), employees=Ids(Long(2**bits)))
        if fits:
            Scope(many)
            return
        with pytest.raises(columnar.TooManyError) as error:
            Scope(many)
        assert str(error.value) == (
            "1,048,576 clients, 1 partners, 2,097,152 employees cannot be numbered together in 63 bits: "
            "expected fewer; take the clients in several parts"
        )


@attrs.frozen
class Long:
    """As long as it says."""

    length: int

    def __len__(self) -> int:
        return self.length


def no_clients() -> pa.Table:
    """A table of clients without rows."""
    return pa.table({"id": pa.array([], pa.string()), "currency": pa.array([], pa.string())})
