import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import managed_mrr as mm
from managed_mrr.columnar import ColumnarPortfolio, read, tables_of, write_parquet
from managed_mrr.columnar.tables import activities as stored
from managed_mrr.columnar.tables import rows, wording

Columns = dict[str, Any]

JANUARY, MARCH = dt.date(2024, 1, 1), dt.date(2024, 3, 1)
SMALL = mm.managed_client("north", "acme", start=JANUARY, price=800, employee="ann", activities=[JANUARY, MARCH])


def columns(**tables: Columns | pa.Table) -> dict[str, object]:
    """The tables of a small portfolio, with other ones instead of its own."""
    people: dict[str, Columns] = {
        "partners": {"id": ["north"]},
        "clients": {"id": ["acme"], "currency": ["EUR"]},
        "employees": {"id": ["ann"], "partner": ["north"]},
    }
    return {name: pa.table(each) if isinstance(each, dict) else each for name, each in {**people, **tables}.items()}


def activities(**other: object) -> Columns:
    """Two activities, with other columns instead of their own."""
    return {
        "employee": ["ann", "ann"],
        "client": ["acme", "acme"],
        "on": [JANUARY, MARCH],
        "tool": ["blog", "crm"],
        "action": ["publish", "edit"],
    } | other


def problems_of(source: object = None, /, **tables: object) -> list[str]:
    """What is wrong with tables."""
    with pytest.raises(mm.PortfolioError) as raised:
        read(source, checked=True, **tables)
    return [str(problem) for problem in raised.value.problems]


class TestTables:
    def test_what_is_there(self) -> None:
        """A portfolio says how much there is of everything."""
        portfolio = read(tables_of(SMALL))
        assert repr(portfolio) == (
            "<ColumnarPortfolio: 1 partner, 1 client, 1 employee, 1 partner user, 1 client user, 1 link, "
            "2 activities, 1 subscription>"
        )

    def test_only_partners_and_clients(self) -> None:
        """All other tables may be missing, and are then empty."""
        tables = {name: table for name, table in columns().items() if name != "employees"}
        assert repr(read(tables)) == "<ColumnarPortfolio: 1 partner, 1 client>"
        assert problems_of({}) == [
            "partners: got None, expected the table 'partners', which must be there; add it",
            "clients: got None, expected the table 'clients', which must be there; add it",
        ]

    def test_replaced(self) -> None:
        """A table given by name stands for that of the source."""
        clients = pa.table({"id": ["bolt", "cog"], "currency": ["EUR", "USD"]})
        assert repr(read(columns(), clients=clients)) == "<ColumnarPortfolio: 1 partner, 2 clients, 1 employee>"

    def test_strangers(self) -> None:
        """A table that is none of the portfolio's is told with the nearest one, or with all there are."""
        near, far = problems_of({**columns(), "client_user": pa.table({}), "colours": "colours.parquet"})
        assert near == "client_user: got 'Table', expected no table 'client_user' here; did you mean 'client_users'?"
        assert far == (
            "colours: got 'colours.parquet', expected no table 'colours' here; leave it out; the tables are partners, "
            "clients, employees, partner_users, client_users, links, activities, partners_of_record, subscriptions"
        )
        numbered: dict[object, object] = {7: None}
        numbered.update(columns())
        assert problems_of(numbered)[0].startswith("7: got 'NoneType', expected no table 7 here")

    def test_misspelt(self) -> None:
        """Nobody who refers to what is in a misspelt table is blamed."""
        tables = columns(activities=activities())
        tables["employes"] = tables.pop("employees")
        assert problems_of(tables) == [
            "employes: got 'Table', expected no table 'employes' here; did you mean 'employees'?"
        ]

    def test_no_tables(self) -> None:
        """What is neither a folder nor a mapping has no tables."""
        assert problems_of(7)[0] == (
            "(file): got 'int', expected a folder, or tables by name; such as {'partners': …, 'clients': …}"
        )


class TestColumns:
    def test_missing(self) -> None:
        """A column without a default must be there; the others are looked at all the same."""
        assert problems_of(columns(clients={"id": ["acme", "acme"]})) == [
            "clients.currency: got None, expected the column 'currency', which must be there; add it",
            (
                "clients[1].id: got 'acme', expected an id that no other client has; clients[0] has this one; "
                "give one of the two another id, or remove it"
            ),
        ]

    def test_missing_id(self) -> None:
        """Nobody who refers to ids that cannot be read is blamed."""
        assert problems_of(columns(partners={"name": ["North"]})) == [
            "partners.id: got None, expected the column 'id', which must be there; add it"
        ]

    def test_unknown(self) -> None:
        """An unknown column is told with the nearest, and a reserved one as reserved."""
        table = {"id": ["ann"], "partner": ["north"], "mail": ["x"], "recorded_on": [JANUARY]}
        assert problems_of(columns(employees=table)) == [
            "employees.mail: got 'string', expected no column 'mail' here; did you mean 'email'?",
            (
                "employees.recorded_on: got 'date32[day]', expected no column 'recorded_on' in managed-mrr/1; reserved "
                "for a second time axis in a later format; leave it out"
            ),
        ]

    def test_odd_names(self) -> None:
        """A name that is no plain word is quoted in the path."""
        assert problems_of(columns(partners={"id": ["north"], "a.b": [1]})) == [
            (
                "partners[\"a.b\"]: got 'int64', expected no column 'a.b' here; leave it out; the columns are id, "
                "name, employee_domains, agreements"
            )
        ]

    def test_twice(self) -> None:
        """A column that stands several times is told, and not read; nobody who refers to it is blamed."""
        partners = pa.table([pa.array(["north"]), pa.array(["south"])], names=["id", "id"])
        assert problems_of(columns(partners=partners)) == [
            "partners.id: got 'string', expected the column 'id' once; it stands several times; keep one"
        ]
        twice = pa.table(activities()).append_column("tool", pa.array(["crm", "crm"]))
        assert problems_of(columns(activities=twice)) == [
            "activities.tool: got 'string', expected the column 'tool' once; it stands several times; keep one"
        ]

    @pytest.mark.parametrize(
        ("column", "values", "said"),
        [
            (
                "price",
                pa.array([800.5]),
                (
                    "got 'double', expected a column of amounts: decimal, whole numbers, or text of digits such as "
                    "'800.00'; a float is not exact: cast to decimal or text"
                ),
            ),
            (
                "price",
                pa.array([True]),
                (
                    "got 'bool', expected a column of amounts: decimal, whole numbers, or text of digits such as "
                    "'800.00'; cast it to decimal or text"
                ),
            ),
            (
                "price",
                pa.array([Decimal(1)], pa.decimal256(60, 50)),
                (
                    "got 'decimal256(60, 50)', expected a column of amounts: decimal, whole numbers, or text of digits "
                    "such as '800.00'; at most 40 decimal places"
                ),
            ),
            (
                "start",
                pa.array([dt.datetime(2024, 1, 1)]),
                (
                    "got 'timestamp[us]', expected a column of days: date32; an instant is not a day: cast it to a "
                    "date in the time zone you account in"
                ),
            ),
            ("start", pa.array(["2024-01-01"]), "got 'string', expected a column of days: date32; cast it to a date"),
            ("months", pa.array([1.0]), "got 'double', expected a column of whole numbers; cast it to whole numbers"),
            ("eligible", pa.array([1]), "got 'int64', expected a column of true and false; cast it to boolean"),
            ("kind", pa.array([1]), "got 'int64', expected a column of text; cast it to text"),
        ],
    )
    def test_types(self, column: str, values: pa.Array, said: str) -> None:
        """A column of another type is told with its type, what it should be, and how to get there."""
        item = {"product": ["Hub"], "price": ["800"], "start": [JANUARY]} | {column: values}
        table = pa.table(item).to_struct_array().combine_chunks()
        items = pa.ListArray.from_arrays([0, 1], table)
        subscriptions = {"id": ["s1"], "client": ["acme"], "start": [JANUARY], "items": items}
        assert problems_of(columns(subscriptions=subscriptions)) == [f"subscriptions.items.{column}: {said}"]

    @pytest.mark.parametrize(
        ("name", "column", "values", "said"),
        [
            (
                "partners",
                "agreements",
                pa.array([JANUARY]),
                "got 'date32[day]', expected a column of lists; with the fields start, end",
            ),
            ("partners", "employee_domains", pa.array(["x"]), "got 'string', expected a column of lists; of text"),
            (
                "partners",
                "agreements",
                pa.array([[JANUARY]]),
                "got 'date32[day]', expected a column of structs; with the fields start, end",
            ),
            (
                "clients",
                "id",
                pa.array([1.5]),
                "got 'double', expected a column of ids: text or whole numbers; cast it to text, or to whole numbers",
            ),
        ],
    )
    def test_nesting(self, name: str, column: str, values: pa.Array, said: str) -> None:
        """What should be nested is told with what should be in it."""
        own: Columns = {"partners": {"id": ["north"]}, "clients": {"id": ["acme"], "currency": ["EUR"]}}[name]
        assert problems_of(columns(**{name: own | {column: values}})) == [f"{name}.{column}: {said}"]

    def test_inside(self) -> None:
        """The fields of what is nested are looked at like columns."""
        agreements = pa.array([[{"from": JANUARY}]])
        assert problems_of(columns(partners={"id": ["north"], "agreements": agreements})) == [
            "partners.agreements.start: got None, expected the column 'start', which must be there; add it",
            (
                "partners.agreements.from: got 'date32[day]', expected no column 'from' here; leave it out; the "
                "columns are start, end"
            ),
        ]

    def test_ids_of_two_kinds(self) -> None:
        """Ids are numbers in all columns of one kind, or text in all."""
        assert problems_of(columns(employees={"id": ["ann"], "partner": [1]})) == [
            (
                "employees.partner: got 'whole numbers', expected text, as in partners.id; cast one of the two: an id "
                "is the same only if it is written the same"
            )
        ]
        nobody = columns(employees={"id": pa.array([], pa.int8()), "partner": pa.array([], pa.int8())})
        assert len(read(nobody).evidence.employees) == 0

    def test_ids_that_are_none(self) -> None:
        """A column in which nothing stands is of any type."""
        table = {"id": pa.array(["ann"]), "partner": pa.nulls(1)}
        assert problems_of(columns(employees=table)) == [
            (
                "employees[0].partner: got None, expected an id: text of at least one character; null is not accepted "
                "here; give it a value"
            )
        ]

    def test_instants_among_days(self) -> None:
        """A day with a time of day is no day."""
        early = pa.array([0, 1], pa.int64()).view(pa.date64())
        said = (
            "got 'date64[ms]', expected a column of whole days; "
            "an instant is not a day: cast it to a date in the time zone you account in"
        )
        links = {"employee": ["ann", "ann"], "client": ["acme", "acme"], "start": early}
        tables = columns(links=links, activities=activities(on=early))
        assert problems_of(tables) == [f"links.start: {said}", f"activities.on: {said}"]

    def test_whole_days_in_milliseconds(self) -> None:
        """A day may be written in milliseconds."""
        days = pa.array([JANUARY, MARCH], pa.date64())
        tables = columns(activities=activities(on=days))
        (batch,) = read(tables).evidence.activities.batches(1, 1_000_000, each=True)
        assert batch().everything().on.tolist() == [JANUARY.toordinal(), MARCH.toordinal()]

    def test_no_utf_8(self) -> None:
        """Text that is none is told, wherever it stands."""
        broken = pa.array([b"\xff", b"\xff"]).view(pa.string())
        tables = columns(
            partners={"id": ["north", "south"], "name": broken}, activities=activities(tool=broken, id=broken)
        )
        paths = [problem.partition(":")[0] for problem in problems_of(tables)]
        assert paths == ["partners.name", "activities.id", "activities.tool"]
        del tables["partners"]
        tables |= columns(activities=activities(tool=broken))
        assert problems_of(tables)[0].startswith("activities.tool: got")
        assert problems_of(tables)[0].endswith(
            "expected a column that is what its type says, all text in UTF-8; write the table again"
        )


class TestRows:
    def test_money(self) -> None:
        """An amount is told with all its digits, whatever its type."""
        for amount, said in [
            (pa.array([-1]), "got -1"),
            (pa.array([Decimal("-0.01")], pa.decimal128(38, 18)), "got '-0.010000000000000000'"),
            (pa.array(["1e3"]), "got '1e3'"),
        ]:
            items = pa.array([[{"product": "Hub", "price": amount[0].as_py(), "start": JANUARY}]]).cast(
                pa.list_(pa.struct({"product": pa.string(), "price": amount.type, "start": pa.date32()}))
            )
            table = {"id": ["s1"], "client": ["acme"], "start": [JANUARY], "items": items}
            (problem,) = problems_of(columns(subscriptions=table))
            assert problem.startswith(
                f"subscriptions[0].items[0].price: {said}, expected an amount of 0 or more, as text of digits"
            )

    def test_multipliers(self) -> None:
        """A multiplier is above 0, as a number of any type."""
        small = pa.array([Decimal("0.5"), Decimal(0)])
        clients = {"id": ["acme", "bolt"], "currency": ["EUR", "EUR"], "points_multiplier": small}
        assert problems_of(columns(clients=clients)) == [
            (
                "clients[1].points_multiplier: got '0.0', expected a number above 0, as text of digits such as '2'; "
                "leave the key out for 1"
            )
        ]

    def test_days_beyond(self) -> None:
        """A day that no date can name is told as it would stand in a file."""
        far = pa.array([JANUARY.toordinal() - 719163, 2932897], pa.int32()).view(pa.date32())
        links = {"employee": ["ann", "ann"], "client": ["acme", "acme"], "start": far}
        assert problems_of(columns(links=links, activities=activities(on=far))) == [
            (
                "links[1].start: got '10000-01-01', expected a day, written YYYY-MM-DD; only the digits 0 to 9 and two "
                "hyphens"
            ),
            (
                "activities[1].on: got '10000-01-01', expected a day, written YYYY-MM-DD; only the digits 0 to 9 and "
                "two hyphens"
            ),
        ]

    def test_nothing_where_something_is_needed(self) -> None:
        """Null is refused in the rows in which it stands, in activities too."""
        table = activities(employee=["ann", None], tool=pa.array([None, "crm"]).dictionary_encode())
        assert problems_of(columns(activities=table)) == [
            "activities[0].tool: got None, expected text; null is not accepted here; give it a value",
            (
                "activities[1].employee: got None, expected an id: text of at least one character; null is not "
                "accepted here; give it a value"
            ),
        ]

    def test_nobody(self) -> None:
        """An id that nobody has is told with the nearest there is, numbers as text."""
        assert problems_of(columns(activities=activities(client=["acme", "acmee"]))) == [
            "activities[1].client: got 'acmee', expected the id of a client in clients; did you mean 'acme'?"
        ]
        numbered = {
            "partners": pa.table({"id": [1]}),
            "clients": pa.table({"id": [100_000], "currency": ["EUR"]}),
            "employees": pa.table({"id": [7], "partner": [1]}),
        }
        done = activities(employee=[7, 8], client=[100_000, 100_001])
        assert problems_of(numbered, activities=pa.table(done)) == [
            (
                "activities[1].employee: got '8', expected the id of an employee in employees; add the employee to "
                "employees"
            ),
            "activities[1].client: got '100001', expected the id of a client in clients; did you mean '100000'?",
        ]

    def test_beside_a_column(self) -> None:
        """Rows are looked at even where one of their columns cannot be read."""
        table = activities(employee=[1.5, 2.5], client=["acme", "acmee"], id=["a1", "a1"])
        assert [problem.partition(":")[0] for problem in problems_of(columns(activities=table))] == [
            "activities.employee",
            "activities[1].client",
        ]

    def test_two_of_record(self) -> None:
        """Records of one client that overlap are told, those that touch are not."""
        days = [JANUARY, dt.date(2024, 2, 1), MARCH]
        records = {
            "client": ["acme", "acme", "acme"],
            "partner": ["north", "north", "north"],
            "start": days,
            "end": [dt.date(2024, 2, 2), MARCH, None],
        }
        assert problems_of(columns(partners_of_record=records)) == [
            (
                "partners_of_record[1].start: got '2024-02-01', expected a day on which client 'acme' has no other "
                "partner of record; partners_of_record[0] covers it; end the earlier record where the later one begins"
            )
        ]
        assert len(read(columns(partners_of_record=records | {"end": [*days[1:], None]})).evidence.records) == 3

    def test_too_many(self) -> None:
        """Of very many problems the first are worded, and the others counted."""
        many = wording.LIMIT + 500
        table = {"id": [f"e{n}" for n in range(many)], "partner": ["south"] * many}
        done = {name: values * many for name, values in activities(client=["acme", "bolt"]).items()}
        problems = problems_of(columns(employees=table, activities=done))
        assert len(problems) == wording.LIMIT + 1
        assert problems[-1] == (
            "(file): got 'at least 4,000 more problems', expected none; mend those above, and read again"
        )

    def test_one_more(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """A single one that is not worded is a problem, and not problems."""
        monkeypatch.setattr(rows, "LIMIT", 1)
        assert problems_of(partners=pa.table({"id": ["", ""]}), clients=columns()["clients"])[-1].startswith(
            "(file): got 'at least 1 more problem',"
        )


class TestRepeats:
    def test_same_content(self) -> None:
        """An activity given twice under one id counts once."""
        table = {name: values * 2 for name, values in activities(id=["a1", None]).items()}
        portfolio = read(columns(activities=table))
        (batch,) = portfolio.evidence.activities.batches(1, 1_000_000, each=True)
        assert batch().everything().row.tolist() == [0, 1, 3]
        assert len(batch()) == len(batch().action.codes) == 3
        assert len(portfolio.portfolio().activities) == 4

    @pytest.mark.parametrize("ids", [["a1", "a1"], [7, 7]])
    @pytest.mark.parametrize("checked", [True, False])
    def test_other_content(self, ids: list[object], *, checked: bool) -> None:
        """The same id with other content is an error, at the latest when it matters how many activities there are."""
        tables = columns(activities=activities(id=ids))
        with pytest.raises(mm.PortfolioError) as raised:
            read(tables, checked=checked).evidence.activities.batches(1, 1_000_000, each=True)
        (problem,) = raised.value.problems
        assert str(problem) == (
            f"activities[1].id: got '{ids[0]}', expected the same content as activities[0], which has this id; give "
            "it an id of its own, or make the two alike: then they count once"
        )

    def test_across_files(self, tmp_path: Path) -> None:
        """The same activity in two files counts once."""
        for name in ("a", "b"):
            pq.write_table(pa.table(activities(id=["a1", name])), tmp_path / f"{name}.parquet")
        portfolio = read(columns(activities=tmp_path))
        batches = portfolio.evidence.activities.batches(1, 1_000_000, each=True)
        assert [batch().everything().row.tolist() for batch in batches] == [[0, 1], [3]]

    def test_like_fingerprints(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Ids with the same fingerprint are still two ids."""
        monkeypatch.setattr(stored, "fingerprints", lambda ids: np.zeros(len(ids), np.uint64))
        portfolio = read(columns(activities=activities(id=["a1", "a2"])))
        (batch,) = portfolio.evidence.activities.batches(1, 1_000_000, each=True)
        assert len(batch()) == 2


class TestFiles:
    def test_folder(self, tmp_path: Path) -> None:
        """A folder has a file, or a folder of files, for each table; what programs keep for themselves is passed by."""
        tables = tables_of(SMALL)
        write_parquet({name: table for name, table in tables.items() if name != "activities"}, tmp_path)
        inner = tmp_path / "activities" / "year=2024"
        inner.mkdir(parents=True)
        for place in range(2):
            pq.write_table(tables["activities"].slice(place, 1), inner / f"part-{place}.parquet")
        (tmp_path / "_logs").mkdir()
        (tmp_path / "notes.txt").touch()
        (inner / "_SUCCESS").touch()
        (inner / "._part-0.parquet").touch()
        assert read(tmp_path).portfolio() == SMALL
        assert (
            read(str(tmp_path), activities=[inner / f"part-{place}.parquet" for place in range(2)]).portfolio() == SMALL
        )

    def test_no_folder(self, tmp_path: Path) -> None:
        """A folder that is not there is part of the report."""
        assert problems_of(tmp_path / "gone")[0] == (
            f"(file): got '{tmp_path / 'gone'}', expected a folder of tables; there is none here"
        )

    def test_file_and_folder(self, tmp_path: Path) -> None:
        """A table is in a file or in a folder."""
        write_parquet(SMALL, tmp_path)
        (tmp_path / "links").mkdir()
        pq.write_table(tables_of(SMALL)["links"], tmp_path / "links" / "all.parquet")
        assert problems_of(tmp_path) == [
            f"links: got '{tmp_path / 'links.parquet'}', expected either a file or a folder; keep one of the two"
        ]

    def test_unusable(self, tmp_path: Path) -> None:
        """What is no table is part of the report, and nobody who refers to it is blamed."""
        (tmp_path / "empty").mkdir()
        (tmp_path / "text.parquet").write_text("id,partner\n")
        tables = columns(
            employees=tmp_path / "text.parquet",
            links=tmp_path / "empty",
            activities=tmp_path / "gone.parquet",
            client_users=7,
            partner_users=[],
            subscriptions=pa.array([1]),
        )
        path = (
            "expected a path, a list of paths, an Arrow table or a frame; such as that of pyarrow, polars, pandas or "
            "DuckDB"
        )
        assert problems_of(tables) == [
            (
                f"employees: got '{tmp_path / 'text.parquet'}', expected a Parquet file; it is something else, or cut "
                "off: write it again"
            ),
            f"partner_users: got 'list', {path}",
            f"client_users: got 'int', {path}",
            (
                f"links: got '{tmp_path / 'empty'}', expected a folder of Parquet files; files whose names end in "
                ".parquet, at any depth"
            ),
            (
                f"activities: got '{tmp_path / 'gone.parquet'}', expected a Parquet file, or a folder of them; there "
                "is nothing here"
            ),
            (
                "subscriptions: got 'Cannot import schema: ArrowSchema describes non-struct type int64', expected a "
                "table that can be read to its end; make it again"
            ),
        ]

    def test_damaged(self, tmp_path: Path) -> None:
        """A file that is damaged inside is part of the report."""
        for name, table in {"employees": columns()["employees"], "activities": pa.table(activities())}.items():
            path = tmp_path / f"{name}.parquet"
            pq.write_table(table, path, use_dictionary=False, compression="none", write_page_checksum=True)
            content = bytearray(path.read_bytes())
            content[4:40] = bytes(36)
            path.write_bytes(content)
        tables = columns(employees=tmp_path / "employees.parquet", activities=tmp_path / "activities.parquet")
        assert problems_of(tables) == [
            (
                f"employees: got '{tmp_path / 'employees.parquet'}', expected Parquet files that can be read to their "
                "ends; one is damaged: write it again"
            ),
            (
                f"activities: got '{tmp_path / 'activities.parquet'}', expected a Parquet file that can be read to its "
                "end; row group 0 or one soon after it is damaged: write the file again"
            ),
        ]
        unchecked = read(columns(activities=tmp_path / "activities.parquet"), checked=False)
        (batch,) = unchecked.evidence.activities.batches(1, 1_000_000, each=True)
        with pytest.raises(mm.PortfolioError, match="row group 0"):
            batch()

    def test_files_that_differ(self, tmp_path: Path) -> None:
        """Numbers may be wider in one file than in another; a column that is wrong is told with its file."""
        for name, of_ids in {"a": pa.int8(), "b": pa.int64(), "c": pa.float32()}.items():
            pq.write_table(pa.table({"id": pa.array([ord(name)], of_ids)}), tmp_path / f"{name}.parquet")
        clients = pa.table({"id": ["acme"], "currency": ["EUR"]})
        files = [tmp_path / "a.parquet", tmp_path / "b.parquet"]
        assert read(partners=files, clients=clients).evidence.partners.values.to_pylist() == [97, 98]
        (problem,) = problems_of(partners=tmp_path, clients=clients)
        assert problem.endswith("cast it to text, or to whole numbers; in c.parquet")

    def test_files_that_do_not_go_together(self, tmp_path: Path) -> None:
        """Text in one file and numbers in another make no column."""
        for name, price in {"a": 1, "b": "1"}.items():
            table = {"id": [name], "currency": ["EUR"], "points_multiplier": [price]}
            pq.write_table(pa.table(table), tmp_path / f"{name}.parquet")
        assert problems_of(partners=pa.table({"id": [1]}), clients=tmp_path) == [
            (
                "clients: got 'Unable to merge: Field points_multiplier has incompatible types: int64 vs string', "
                "expected files whose columns have the same types; write them alike"
            )
        ]


class TestUnchecked:
    def test_faults_wait(self) -> None:
        """What is not looked at now raises where it is read."""
        portfolio = read(columns(activities=activities(tool=["blog", None])), checked=False)
        (batch,) = portfolio.evidence.activities.batches(1, 1_000_000, each=True)
        with pytest.raises(mm.PortfolioError, match=r"activities\[1\].tool"):
            batch()
        with pytest.raises(mm.PortfolioError, match=r"activities\[1\].tool"):
            portfolio.portfolio()


class TestPortfolio:
    def test_some_clients(self) -> None:
        """Of some clients there is all about them, and all partners."""
        more = SMALL.with_(
            mm.Partner("south"),
            mm.Employee("bob", partner="south"),
            mm.Client("bolt", currency="USD"),
            mm.PartnerUser("bob", start=JANUARY),
            mm.Link("bob", client="bolt", start=JANUARY),
        )
        portfolio: ColumnarPortfolio = read(tables_of(more))
        assert portfolio.portfolio(["acme"]) == SMALL.with_(mm.Partner("south"))
        assert repr(portfolio.portfolio([])) == "<Portfolio: 2 partners>"

    def test_unknown_client(self) -> None:
        """A client that there is not is named with the nearest."""
        with pytest.raises(mm.UnknownIdError, match="did you mean 'acme'"):
            read(columns()).portfolio(["acmee"])
