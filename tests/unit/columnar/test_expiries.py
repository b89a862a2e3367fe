from datetime import date

import attrs
import pytest

from managed_mrr import (
    Activity,
    Catalogue,
    CatalogueEntry,
    ClientUser,
    CurrentAgreement,
    DateError,
    DateRange,
    Employee,
    ExpiryWindow,
    Link,
    LiveActivity,
    MinimumActivity,
    PartnerOfRecordStatus,
    PartnerUser,
    Portfolio,
    Program,
    Term,
    UnknownTermsError,
    at_least,
    columnar,
    hubspot,
    managed_client,
)
from managed_mrr.evidence import Record

SERVICING = hubspot.SERVICING
JANUARY, LAST = date(2024, 1, 1), date(2024, 1, 15)
ENDS = date(2024, 3, 15)


def acme(*activities: date) -> Portfolio:
    """Ann keeps a client, by activities of some days; Bob is set up there, too."""
    portfolio = managed_client("north", "acme", start=JANUARY, price=900, employee="ann", activities=activities)
    bob: list[Record] = [PartnerUser("bob", start=JANUARY), ClientUser("bob", client="acme", start=JANUARY)]
    return portfolio.with_(Employee("bob", partner="north"), *bob, Link("bob", client="acme", start=JANUARY))


def done(employee: str, on: date) -> Activity:
    """A qualifying activity."""
    return Activity(employee=employee, client="acme", on=on, tool="crm", action="edit")


def in_columns(portfolio: Portfolio) -> columnar.ColumnarPortfolio:
    """The same evidence as tables."""
    return columnar.read(columnar.tables_of(portfolio))


class TestExpiring:
    def test_columns(self) -> None:
        """A line that ends has its day, what is at stake, and who keeps it."""
        found = columnar.expiring(in_columns(acme(LAST)), as_of=date(2024, 3, 1), within=30)
        assert found.schema.metadata == {b"policy": b"servicing"}
        (row,) = found.drop_columns(["credit", "points", "points_numerator", "points_denominator"]).to_pylist()
        assert row == {
            "expires_on": ENDS,
            "partner": "north",
            "client": "acme",
            "currency": "USD",
            "credit_numerator": 900,
            "credit_denominator": 1,
            "sharing": ["north"],
            "last_day_to_act": ENDS,
            "employees": ["ann"],
            "needed_employees": ["ann"],
            "by_terms": False,
        }

    @pytest.mark.parametrize(("within", "lines"), [(13, 0), (14, 1)])
    def test_the_last_day_is_looked_at(self, within: int, lines: int) -> None:
        """A line that ends on the last of the days is told; one that ends a day later is not."""
        found = columnar.expiring(in_columns(acme(LAST)), as_of=date(2024, 3, 1), within=within)
        assert found.num_rows == lines

    def test_no_lines(self) -> None:
        """Where nobody has a line there is an empty table with all columns."""
        found = columnar.expiring(in_columns(Portfolio()), as_of=LAST, within=30)
        assert found.num_rows == 0
        assert {"expires_on", "credit", "sharing", "employees", "by_terms"} <= set(found.column_names)

    def test_two_keepers_are_not_needed(self) -> None:
        """Employees who both have a live activity keep a line, and neither is needed."""
        both = acme(LAST).with_(done("bob", LAST))
        found = columnar.expiring(in_columns(both), as_of=date(2024, 3, 1), within=30)
        assert (found["employees"].to_pylist(), found["needed_employees"].to_pylist()) == ([["ann", "bob"]], [[]])

    def test_a_minimum_needs_both(self) -> None:
        """Where two activities are asked for, both employees are needed, and one more is in time on the last day."""
        both = acme(LAST).with_(done("bob", date(2024, 2, 1)))
        policy = SERVICING.requiring(MinimumActivity(count=2, within=60))
        found = columnar.expiring(in_columns(both), as_of=date(2024, 3, 1), within=30, policy=policy)
        assert found["needed_employees"].to_pylist() == [["ann", "bob"]]
        assert found["last_day_to_act"].to_pylist() == [ENDS]

    def test_one_more_is_not_enough(self) -> None:
        """Where two activities run out on one day, no single one helps."""
        policy = SERVICING.requiring(MinimumActivity(count=2, within=60))
        found = columnar.expiring(in_columns(acme(LAST, LAST)), as_of=date(2024, 3, 1), within=30, policy=policy)
        assert found["last_day_to_act"].to_pylist() == [None]

    def test_before_nothing_qualifies_any_more(self) -> None:
        """Where nothing qualifies on the day on which a line ends, the last day to act is the last on which it did."""
        until = date(2024, 3, 10)
        catalogue = Catalogue([CatalogueEntry("crm", {"edit"}, DateRange(None, until))])
        policy = SERVICING.with_(catalogue=catalogue)
        found = columnar.expiring(
            in_columns(acme().with_(done("ann", LAST))), as_of=date(2024, 3, 1), within=30, policy=policy
        )
        assert found["last_day_to_act"].to_pylist() == [date(2024, 3, 9)]

    @pytest.mark.parametrize("reading", ["activity_revives", "activity_outlives_employee"])
    @pytest.mark.parametrize("value", [True, False])
    def test_other_readings(self, reading: str, *, value: bool) -> None:
        """Whatever ends an activity before its time, one more on the last day keeps a line of an employee who stays."""
        policy = SERVICING.with_(**{reading: value})
        found = columnar.expiring(in_columns(acme(LAST)), as_of=date(2024, 3, 1), within=30, policy=policy)
        assert found["last_day_to_act"].to_pylist() == [ENDS]

    def test_either_rule(self) -> None:
        """Where one of two rules is enough, an employee is needed whose activities are asked for by both."""
        policy = attrs.evolve(SERVICING, eligibility=LiveActivity() | MinimumActivity(count=2, within=30))
        found = columnar.expiring(in_columns(acme(LAST)), as_of=date(2024, 3, 1), within=30, policy=policy)
        assert found["needed_employees"].to_pylist() == [["ann"]]

    def test_joined_rules(self) -> None:
        """Of several rules as many have to hold as the policy says, with and without an employee."""
        policy = attrs.evolve(
            SERVICING, eligibility=at_least(2, [LiveActivity(), CurrentAgreement(), PartnerOfRecordStatus()])
        )
        found = columnar.expiring(in_columns(acme(LAST)), as_of=date(2024, 3, 1), within=30, policy=policy)
        assert found["needed_employees"].to_pylist() == [["ann"]]

    def test_by_terms(self) -> None:
        """A line that goes on by the terms of the day before is ended by the change of terms."""
        change = date(2024, 3, 5)
        shorter = SERVICING.with_(window=ExpiryWindow(days=30))
        terms = [Term(SERVICING, DateRange(None, change)), Term(shorter, DateRange(change, date(2024, 6, 1)))]
        program = Program(name="shorter", terms=terms)
        found = columnar.expiring(in_columns(acme(LAST)), as_of=date(2024, 3, 1), within=30, policy=program)
        assert (found["expires_on"].to_pylist(), found["by_terms"].to_pylist()) == ([change], [True])

    def test_where_known_terms_end_nothing_is_said(self) -> None:
        """A line that is there when the known terms end goes on, as far as anybody knows."""
        program = Program(name="known", terms=[Term(SERVICING, DateRange(JANUARY, date(2024, 3, 5)))])
        found = columnar.expiring(in_columns(acme(LAST)), as_of=date(2024, 3, 1), within=30, policy=program)
        assert found.num_rows == 0

    def test_harmful_activity_is_asked_of_objects(self) -> None:
        """Of a rule to which more activity may do harm the objects say who keeps a line, and until when to act."""
        quiet = attrs.evolve(SERVICING, eligibility=LiveActivity() & ~MinimumActivity(count=2, within=60))
        found = columnar.expiring(in_columns(acme(LAST)), as_of=date(2024, 3, 1), within=30, policy=quiet)
        assert found["employees"].to_pylist() == [["ann"]]
        assert found["last_day_to_act"].to_pylist() == [ENDS]

    def test_ids_may_be_numbers(self) -> None:
        """Employees whose ids are numbers are told by them, on columns and as objects."""
        tables = columnar.tables_of(acme(LAST))
        numbers = {"ann": 1, "bob": 2}
        for name, column in (
            ("employees", "id"),
            *((each, "employee") for each in ("partner_users", "client_users", "links", "activities")),
        ):
            table = tables[name]
            ids = [numbers[each] for each in table[column].to_pylist()]
            tables[name] = table.set_column(table.column_names.index(column), column, [ids])
        quiet = attrs.evolve(SERVICING, eligibility=LiveActivity() & ~MinimumActivity(count=2, within=60))
        for policy in (SERVICING, quiet):
            found = columnar.expiring(columnar.read(tables), as_of=date(2024, 3, 1), within=30, policy=policy)
            assert found["employees"].to_pylist() == [[1]]

    def test_refused(self) -> None:
        """What is no day, no number of days, or a day without terms is refused."""
        portfolio = in_columns(acme(LAST))
        with pytest.raises(DateError):
            columnar.expiring(portfolio, as_of="2024-03-01", within=30)  # type: ignore[arg-type] # on purpose
        with pytest.raises(DateError, match="at least 1"):
            columnar.expiring(portfolio, as_of=date(2024, 3, 1), within=0)
        program = Program(name="later", terms=[Term(SERVICING, DateRange(date(2025, 1, 1)))])
        with pytest.raises(UnknownTermsError):
            columnar.expiring(portfolio, as_of=date(2024, 3, 1), within=30, policy=program)
