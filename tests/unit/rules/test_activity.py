"""Activities that qualify."""

from datetime import date

import pytest

from managed_mrr import (
    Activity,
    Catalogue,
    CatalogueEntry,
    DateRange,
    EmployeeAtClient,
    QualifyingActivity,
    managed_client,
)
from managed_mrr.rules.remedies import NO_WAY, Remedy, RemedyKind

JANUARY = date(2024, 1, 15)
MARCH = date(2024, 3, 15)
DATED = QualifyingActivity(Catalogue([CatalogueEntry("blog", ["publish"], DateRange(date(2024, 3, 1)))]))


def done(tool: str, action: str, on: date = JANUARY) -> Activity:
    """Something Ann did at Acme."""
    return Activity(employee="ann", client="acme", on=on, tool=tool, action=action)


def ann(*activities: Activity) -> EmployeeAtClient:
    """The facts about Ann, who did these things at Acme."""
    portfolio = managed_client("north", "acme", start=date(2024, 1, 1), employee="ann").with_(*activities)
    return portfolio.facts("north", "acme").employees[0]


class TestQualifies:
    @pytest.mark.parametrize(
        ("activity", "expected"),
        [(done("blog", "publish"), True), (done("blog", "edit"), False), (done("crm", "login"), False)],
        ids=["publish", "edit", "login"],
    )
    def test_published(self, activity: Activity, *, expected: bool) -> None:
        """The published catalogue is asked unless another is given."""
        assert QualifyingActivity().qualifies(activity) is expected

    @pytest.mark.parametrize(("on", "expected"), [(JANUARY, False), (MARCH, True)])
    def test_dated(self, on: date, *, expected: bool) -> None:
        """A catalogue with periods is asked about the day of the activity."""
        assert DATED.qualifies(done("blog", "publish", on)) is expected


class TestDays:
    def test_days(self) -> None:
        """The rule holds on the very days of qualifying activities."""
        facts = ann(done("blog", "publish"), done("blog", "edit", MARCH), done("crm", "edit", date(2024, 1, 16)))
        assert str(QualifyingActivity().days(facts)) == "[2024-01-15, 2024-01-17)"

    def test_dated(self) -> None:
        """Activities before an entry begins are left out."""
        facts = ann(done("blog", "publish"), done("blog", "publish", MARCH))
        assert str(DATED.days(facts)) == "[2024-03-15, 2024-03-16)"

    def test_numbers(self) -> None:
        """Several activities of one day are several, and only those between the places count."""
        facts = ann(done("blog", "publish"), done("crm", "edit"), done("blog", "publish", MARCH))
        both = [JANUARY.toordinal(), JANUARY.toordinal()]
        assert QualifyingActivity().numbers(facts, 0, 2) == both
        assert QualifyingActivity().numbers(facts, 0, 3) == [*both, MARCH.toordinal()]
        assert DATED.numbers(facts, 0, 3) == [MARCH.toordinal()]

    def test_dated_beside_undated(self) -> None:
        """One entry with a period is enough for the day to be asked about."""
        both = QualifyingActivity(
            Catalogue([CatalogueEntry("crm", ["edit"]), CatalogueEntry("blog", ["publish"], DateRange(MARCH))])
        )
        facts = ann(done("blog", "publish"), done("crm", "edit"), done("blog", "publish", MARCH))
        assert both.numbers(facts, 0, 3) == [JANUARY.toordinal(), MARCH.toordinal()]


class TestObjection:
    @pytest.mark.parametrize(
        ("activity", "expected"),
        [
            (done("blog", "publish"), None),
            (done("fax", "login"), ("activity.login", ("A8",))),
            (done("blog", "edit"), ("activity.not-qualifying", ("A7",))),
            (done("fax", "send"), ("activity.unclassified", ("A7",))),
        ],
        ids=["qualifies", "login", "classified", "unclassified"],
    )
    def test_reasons(self, activity: Activity, expected: tuple[str, tuple[str, ...]] | None) -> None:
        """The reason tells a login, an action that does not count, and one the catalogue does not know."""
        assert QualifyingActivity().objection(activity) == expected

    def test_dated_among_undated(self) -> None:
        """An entry for a time counts in it only, whatever stands beside it in the catalogue."""
        later = DateRange(date(2024, 3, 1))
        rule = QualifyingActivity(
            Catalogue([CatalogueEntry("blog", ["publish"]), CatalogueEntry("fax", ["send"], later)])
        )
        sent = Activity(employee="ann", client="acme", on=date(2024, 2, 29), tool="fax", action="send")
        assert not rule.qualifies(sent)


class TestRepairs:
    @pytest.mark.parametrize(
        ("entries", "expected"),
        [
            ([], None),
            ([CatalogueEntry("crm", [])], None),
            ([CatalogueEntry("crm", ["edit"], DateRange(MARCH))], None),
            ([CatalogueEntry("crm", []), CatalogueEntry("blog", ["edit"])], ("blog", "edit")),
            ([CatalogueEntry("crm", ["edit"], DateRange(MARCH)), CatalogueEntry("blog", ["edit"])], ("blog", "edit")),
            ([CatalogueEntry("blog", ["edit", "publish", "create"])], ("blog", "publish")),
        ],
    )
    def test_what_to_do(self, entries: list[CatalogueEntry], expected: tuple[str, str] | None) -> None:
        """The example is the last action of the first tool in which any qualifies on the day; there may be none."""
        ways = QualifyingActivity(Catalogue(entries)).repairs(ann(done("crm", "edit")), JANUARY)
        if expected is None:
            assert ways == NO_WAY
        else:
            tool, action = expected
            assert ways == {frozenset([Remedy(RemedyKind.ACTIVITY, "ann", tool=tool, action=action)])}


class TestText:
    def test_text(self) -> None:
        """The rule reads as what it asks for."""
        assert str(QualifyingActivity()) == "a qualifying activity"
