"""The portfolio: all the evidence of tables, checked, with the activities where they are."""

from collections.abc import Iterable, Mapping
from itertools import repeat

import attrs
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import types

from managed_mrr.bulk import unchecked, uncollected
from managed_mrr.columnar.evidence import Evidence
from managed_mrr.columnar.tables.activities import StoredActivities
from managed_mrr.columnar.tables.faults import plain_rows
from managed_mrr.columnar.tables.known import one_piece
from managed_mrr.columnar.tables.shape import TABLES
from managed_mrr.errors import UnknownIdError
from managed_mrr.evidence import Activity
from managed_mrr.evidence.portfolio import LISTS, Portfolio, in_numbers
from managed_mrr.files.decode import Decoder
from managed_mrr.files.formats import FORMAT, PORTFOLIO

__all__ = ["ColumnarPortfolio"]


def __dir__() -> list[str]:
    return __all__


@attrs.frozen(eq=False, kw_only=True, repr=False)
class ColumnarPortfolio:
    """
    All the evidence of tables, checked as a whole.

    Attributes:
        tables: All tables but the activities, by name.
        activities: The activities, read when they are asked for.
        evidence: All of it as columns of numbers.

    Examples:
        >>> from managed_mrr.columnar.tables.reading import read
        >>> read(partners=pa.table({"id": [1]}), clients=pa.table({"id": [7], "currency": ["EUR"]}))
        <ColumnarPortfolio: 1 partner, 1 client>
    """

    tables: Mapping[str, pa.Table]
    activities: StoredActivities
    evidence: Evidence

    def __repr__(self) -> str:
        counts = {name: table.num_rows for name, table in self.tables.items()}
        return f"<ColumnarPortfolio: {in_numbers({**counts, 'activities': len(self.activities)})}>"

    def portfolio(self, clients: Iterable[str | int] | None = None) -> Portfolio:
        """
        The evidence as objects.

        Ids that are numbers become text. The records are in the order of the rows; those about all clients have the
        places of their rows, too.

        Args:
            clients: The ids of the clients it is to be about; all if left out. All partners are in it in any case, of
                their employees those with a user, a link or an activity at one of the clients.

        Raises:
            UnknownIdError: There is no such client; the error names the nearest.

        Examples:
            >>> from managed_mrr.columnar.tables.reading import read
            >>> partners = pa.table({"id": [1]})
            >>> columns = read(partners=partners, clients=pa.table({"id": [7, 8], "currency": ["EUR", "USD"]}))
            >>> columns.portfolio([8]).clients
            (Client(id='8', currency='USD', name='8', points_multiplier=Fraction(1, 1)),)
        """
        tables = self._everything() if clients is None else self._about([str(each) for each in clients])
        with uncollected():
            activities = _activities(tables.pop("activities"))
            rows: dict[str, object] = {name: _rows(name, table) for name, table in tables.items()}
            decoder = Decoder()
            found = decoder.fields(PORTFOLIO, {"format": FORMAT, **rows}, "")
            assert not decoder.problems, decoder.problems[0]
            return Portfolio.trusted(**{**{name: found[name] for name in LISTS}, "activities": activities})

    def _everything(self) -> dict[str, pa.Table]:
        return {**self.tables, "activities": self.activities.rows_of(range(len(self.evidence.clients)))}

    def _about(self, clients: list[str]) -> dict[str, pa.Table]:
        ids = self.evidence.clients.values
        codes = pc.index_in(pa.array(clients, pa.large_string()), value_set=ids.cast(pa.large_string())).to_pylist()
        for client, code in zip(clients, codes, strict=True):
            if code is None:
                raise UnknownIdError("client", client, ids.cast(pa.large_string()).to_pylist())
        wanted = ids.take(pa.array(codes, pa.int32()))
        tables = {
            name: _where(table, "id" if name == "clients" else "client", wanted) for name, table in self.tables.items()
        }
        tables["activities"] = self.activities.rows_of(codes)
        about = (tables[name]["employee"] for name in ("client_users", "links", "activities"))
        staff = pa.concat_arrays([one_piece(column).cast(self._employee_id) for column in about])
        return {
            **tables,
            "employees": _where(tables["employees"], "id", staff),
            "partner_users": _where(tables["partner_users"], "employee", staff),
        }

    @property
    def _employee_id(self) -> pa.DataType:
        return self.evidence.employees.values.type


def _where(table: pa.Table, column: str, wanted: pa.Array) -> pa.Table:
    """The rows in which one of some ids stands, if there is such a column."""
    if column not in table.column_names:
        return table
    return table.filter(pc.is_in(table[column].cast(wanted.type), value_set=wanted))


def _rows(name: str, table: pa.Table) -> list[dict[str, object]]:
    columns = {each: one_piece(table[each]) for each in table.column_names}
    return plain_rows(TABLES[name], columns, table.num_rows)


def _activities(table: pa.Table) -> tuple[Activity, ...]:
    """The records of activities, of which there are too many to write them down as a file has them and decode that."""
    columns = {name: _values(name, one_piece(table[name])) for name in table.column_names}
    columns.setdefault("id", repeat(None))
    return tuple(unchecked(Activity, table.num_rows, columns))


def _values(name: str, column: pa.Array) -> Iterable[object]:
    """The values of a column of activities; of what stands in many rows the same object for all of them."""
    text = pa.string() if types.is_integer(column.type) else column.type
    if name == "id":
        return list(column.cast(text).to_pylist())
    encoded = column.dictionary_encode()
    return map(encoded.dictionary.cast(text).to_pylist().__getitem__, encoded.indices.to_numpy().tolist())
