"""Which actions in which tools qualify."""

from datetime import date

import pytest

from managed_mrr import Catalogue, CatalogueEntry, DateError, DateRange, PolicyError, hubspot

JANUARY = date(2024, 1, 1)
MARCH = date(2024, 3, 1)
BEFORE = DateRange(end=MARCH)
AFTER = DateRange(start=MARCH)
TOOLS = [
    "ads",
    "calls_to_action",
    "contacts",
    "crm",
    "email",
    "forms",
    "landing_pages",
    "lists",
    "reports",
    "social",
    "website_pages",
    "workflows",
]


class TestCatalogueEntry:
    def test_actions(self) -> None:
        """Actions are a set; a single one may be given as text."""
        assert CatalogueEntry("blog", ["publish", "publish"]).actions == frozenset({"publish"})
        assert CatalogueEntry("blog", "publish") == CatalogueEntry("blog", ["publish"])

    def test_login(self) -> None:
        """Logging in never qualifies, so no catalogue can say that it does."""
        with pytest.raises(PolicyError) as caught:
            CatalogueEntry("crm", ["edit", "login"])
        assert str(caught.value) == "'login' cannot qualify: expected actions other than logging in (A8)"

    def test_period(self) -> None:
        """The days on which an entry is in force are a range of days."""
        with pytest.raises(PolicyError) as caught:
            CatalogueEntry("blog", ["publish"], MARCH)  # type: ignore[arg-type]
        assert str(caught.value) == "not a period: datetime.date(2024, 3, 1); expected a DateRange"

    def test_repr(self) -> None:
        """The actions are shown in one order, whatever the order of hashing."""
        assert repr(CatalogueEntry("crm", ["edit", "create"])) == (
            "CatalogueEntry(tool='crm', actions=frozenset(['create', 'edit']), period=DateRange(start=None, end=None))"
        )

    def test_repr_of_many(self) -> None:
        """However many actions there are, they are shown in the order of their names."""
        names = [f"a{number}" for number in (5, 3, 8, 1, 7, 2, 6, 4)]
        assert f"frozenset({sorted(names)!r})" in repr(CatalogueEntry("crm", names))


class TestCatalogue:
    dated = Catalogue([CatalogueEntry("blog", ["publish"], BEFORE), CatalogueEntry("blog", ["edit"], AFTER)])

    @pytest.mark.parametrize(
        ("action", "on", "expected"),
        [
            ("publish", date(2024, 2, 29), True),
            ("publish", MARCH, False),
            ("edit", date(2024, 2, 29), False),
            ("edit", MARCH, True),
        ],
    )
    def test_periods(self, action: str, on: date, *, expected: bool) -> None:
        """What qualifies depends on the day of the activity."""
        assert self.dated.qualifies("blog", action, on) is expected

    def test_no_entry(self) -> None:
        """A catalogue is made of entries."""
        with pytest.raises(PolicyError) as caught:
            Catalogue(["blog"])  # type: ignore[list-item]
        assert str(caught.value) == "not an entry of a catalogue: 'blog'; expected CatalogueEntry objects"

    def test_overlap(self) -> None:
        """One tool has one entry for a day."""
        with pytest.raises(PolicyError) as caught:
            Catalogue([CatalogueEntry("blog", ["publish"], BEFORE), CatalogueEntry("blog", ["edit"])])
        assert str(caught.value) == (
            "'blog' is in the catalogue twice for the same days: (ever, 2024-03-01) and (ever, ever); "
            "expected one entry for a day"
        )

    def test_one_after_the_other(self) -> None:
        """One tool may have an entry for some days and another for others."""
        change = Catalogue([CatalogueEntry("blog", ["publish"], BEFORE), CatalogueEntry("blog", ["edit"], AFTER)])
        assert change == self.dated

    def test_two_tools(self) -> None:
        """Two tools may have entries for the same days."""
        both = Catalogue([CatalogueEntry("blog", ["publish"]), CatalogueEntry("crm", ["edit"])])
        assert both.qualifies("crm", "edit", JANUARY)

    def test_with_entry(self) -> None:
        """Adding a tool makes another catalogue."""
        more = hubspot.CATALOGUE.with_entry("fax", ["send"])
        assert more.qualifies("fax", "send", JANUARY)
        assert not hubspot.CATALOGUE.qualifies("fax", "send", JANUARY)

    def test_with_entry_again(self) -> None:
        """An entry for the same tool and days takes the place of the old one."""
        more = hubspot.CATALOGUE.with_entry("blog", "edit")
        assert more.qualifies("blog", "edit", JANUARY)
        assert not more.qualifies("blog", "publish", JANUARY)

    def test_with_entry_for_other_days(self) -> None:
        """An entry that overlaps the old one in part is refused."""
        with pytest.raises(PolicyError, match=r"^'blog' is in the catalogue twice for the same days: "):
            hubspot.CATALOGUE.with_entry("blog", "edit", AFTER)

    def test_bad_day(self) -> None:
        """A day in a catalogue is a date."""
        with pytest.raises(DateError, match=r"^not a date: '2024-01-01' \(str\); expected a datetime\.date$"):
            self.dated.qualifies("blog", "publish", "2024-01-01")  # type: ignore[arg-type]


class TestPublished:
    @pytest.mark.parametrize("tool", TOOLS)
    @pytest.mark.parametrize(
        ("action", "expected"), [("create", True), ("edit", True), ("publish", True), ("login", False)]
    )
    def test_tools(self, tool: str, action: str, *, expected: bool) -> None:
        """In most tools creating, editing and publishing count, and logging in never does."""
        assert hubspot.CATALOGUE.qualifies(tool, action, JANUARY) is expected

    @pytest.mark.parametrize(
        ("tool", "action", "expected"),
        [
            ("blog", "publish", True),
            ("blog", "edit", False),
            ("blog", "create", False),
            ("Blog", "publish", False),
            ("blog", "Publish", False),
            ("blog ", "publish", False),
            ("fax", "edit", False),
            ("crm", "delete", False),
        ],
    )
    def test_exact_names(self, tool: str, action: str, *, expected: bool) -> None:
        """A blog post counts when it is published; names are exact."""
        assert hubspot.CATALOGUE.qualifies(tool, action, JANUARY) is expected

    def test_listed(self) -> None:
        """The published catalogue has the blog and twelve tools."""
        assert sorted(entry.tool for entry in hubspot.CATALOGUE.entries) == sorted(["blog", *TOOLS])

    @pytest.mark.parametrize(
        ("tool", "action", "expected"),
        [
            ("blog", "edit", True),
            ("blog", "login", True),
            ("crm", "publish", True),
            ("fax", "login", True),
            ("fax", "edit", False),
            ("crm", "delete", False),
            ("blog", "delete", False),
        ],
    )
    def test_classifies(self, tool: str, action: str, *, expected: bool) -> None:
        """A listed tool with a known action is classified, and so is any login; nothing else is."""
        assert hubspot.CATALOGUE.classifies(tool, action, JANUARY) is expected

    def test_classifies_by_day(self) -> None:
        """Outside the days of an entry its tool is not listed."""
        dated = Catalogue([CatalogueEntry("blog", ["publish"], AFTER)])
        assert not dated.classifies("blog", "edit", JANUARY)
        assert dated.classifies("blog", "edit", MARCH)

    def test_own_action(self) -> None:
        """An action that an entry lists itself is classified."""
        assert hubspot.CATALOGUE.with_entry("fax", "send").classifies("fax", "send", JANUARY)
