"""Portfolio files from end to end: the error report, round trips, and failures that leave nothing behind."""

import io
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from managed_mrr.dates import DateRange
from managed_mrr.errors import PortfolioError
from managed_mrr.evidence import (
    LISTS,
    Activity,
    Billing,
    Client,
    ClientUser,
    Employee,
    EvidenceError,
    Item,
    Link,
    Partner,
    PartnerOfRecord,
    PartnerUser,
    Portfolio,
    Subscription,
)
from managed_mrr.files import portfolio_from_json, portfolio_to_json, read_portfolio, write_portfolio

DATA = Path(__file__).parent / "data"

CREDITED = Item("Marketing Hub Professional", price="800", start=date(2023, 2, 1))
SETUP = Item(
    "Onboarding",
    price="1500",
    discount="0.125",
    months=12,
    kind="one_time",
    eligible=False,
    start=date(2023, 2, 1),
    end=date(2023, 3, 1),
)
PUBLISHED = Activity(employee="ann", client="acme", on=date(2024, 1, 15), tool="blog", action="publish", id="a1")
EDITED = Activity(employee="bob", client="bolt", on=date(2024, 1, 15), tool="crm", action="edit")

EVERY_KEY = Portfolio(
    partners=[
        Partner(
            "north",
            name="North",
            employee_domains=["north.example"],
            agreements=[DateRange(date(2021, 4, 1))],
        ),
        Partner("south", agreements=[]),
    ],
    clients=[
        Client("acme", name="Acme", currency="EUR"),
        Client("bolt", currency="JPY", points_multiplier=2),
    ],
    employees=[
        Employee("ann", partner="north", email="ann@north.example"),
        Employee("bob", partner="south"),
        Employee("cat", partner="south"),
    ],
    partner_users=[
        PartnerUser("ann", start=date(2023, 1, 9), deactivated=[DateRange(date(2024, 5, 1), date(2024, 6, 1))]),
        PartnerUser("bob", start=date(2023, 1, 9), end=date(2024, 1, 9)),
    ],
    client_users=[
        ClientUser("ann", client="acme", start=date(2023, 2, 1)),
        ClientUser("bob", client="bolt", start=date(2023, 2, 1), deactivated=[DateRange(date(2023, 5, 1))]),
    ],
    links=[Link("ann", client="acme", start=date(2023, 2, 1))],
    activities=[PUBLISHED, PUBLISHED, EDITED, EDITED],
    partners_of_record=[
        PartnerOfRecord("acme", partner="north", start=date(2023, 2, 1), end=date(2024, 2, 1)),
        PartnerOfRecord("acme", partner="south", start=date(2024, 2, 1)),
    ],
    subscriptions=[
        Subscription(
            "s1",
            client="acme",
            start=date(2023, 2, 1),
            billing=Billing(date(2023, 2, 1)),
            items=[CREDITED, SETUP],
        ),
        Subscription(
            "s2",
            client="bolt",
            start=date(2023, 2, 1),
            end=date(2025, 2, 1),
            refunded_on=date(2024, 2, 1),
            not_in_good_standing=[DateRange(date(2023, 5, 1), date(2023, 6, 1))],
            items=[Item("CRM", price=90000, start=date(2023, 2, 1))],
        ),
        Subscription("s3", client="bolt", start=date(2023, 2, 1), items=[]),
    ],
)


class TestErrorReport:
    def test_thirty_faults(self) -> None:
        """Thirty faults of thirty kinds in one file are reported together, in order, each with what to do."""
        expected = (DATA / "thirty_faults.txt").read_text(encoding="utf-8").splitlines()
        with pytest.raises(PortfolioError) as raised:
            read_portfolio(DATA / "thirty_faults.json")
        assert [str(problem) for problem in raised.value.problems] == expected
        assert len(expected) == 30

    def test_printable(self) -> None:
        """The report can be printed in UTF-8 although half a character stands in the file."""
        with pytest.raises(PortfolioError) as raised:
            read_portfolio(DATA / "thirty_faults.json")
        assert str(raised.value).encode().decode() == str(raised.value)


class TestReading:
    def test_every_key(self) -> None:
        """A file that has every key, with and without its default, becomes the records it says."""
        portfolio = read_portfolio(DATA / "every_key.json")
        for name in LISTS:
            assert getattr(portfolio, name) == getattr(EVERY_KEY, name)
        assert portfolio == EVERY_KEY

    def test_checked_values(self) -> None:
        """A record read without the constructor's checks hashes and looks like one made with them."""
        portfolio = read_portfolio(str(DATA / "every_key.json"))
        assert hash(portfolio.subscriptions) == hash(EVERY_KEY.subscriptions)
        assert repr(portfolio.subscriptions) == repr(EVERY_KEY.subscriptions)

    def test_open_files(self) -> None:
        """A file open for text or bytes is read like its path."""
        with (DATA / "every_key.json").open("rb") as file:
            assert read_portfolio(file) == EVERY_KEY
        with (DATA / "every_key.json").open(encoding="utf-8") as file:
            assert read_portfolio(file) == EVERY_KEY

    def test_missing_file(self, tmp_path: Path) -> None:
        """A path without a file raises what opening it raises."""
        with pytest.raises(FileNotFoundError):
            read_portfolio(tmp_path / "none.json")


class TestRoundTrip:
    def test_every_key(self, tmp_path: Path) -> None:
        """What is written is read again as the same portfolio."""
        path = tmp_path / "portfolio.json"
        write_portfolio(EVERY_KEY, path)
        assert read_portfolio(path) == EVERY_KEY
        assert [each.name for each in tmp_path.iterdir()] == ["portfolio.json"]

    def test_canonical(self) -> None:
        """A portfolio has one text, which says nothing that is a default."""
        text = portfolio_to_json(EVERY_KEY)
        assert portfolio_to_json(portfolio_from_json(text)) == text
        assert '\n{"id": "south", "agreements": []}\n' in text
        assert '\n{"employee": "bob", "client": "bolt", "on": "2024-01-15", "tool": "crm", "action": "edit"}\n' in text

    @pytest.mark.parametrize(
        "text",
        [
            '"',
            "\\",
            "\x00\x1f\x7f",
            "\u2028\u2029",
            "\ufeff",
            "😀",
            "</script>",
            "a\r\nb",
            "\uffff",
            "null",
            "0",
        ],
    )
    def test_hostile_text(self, tmp_path: Path, text: str) -> None:
        """Any text of whole characters survives in every place that holds text."""
        portfolio = Portfolio(
            partners=[Partner(text, name=text + text, employee_domains=[text, ""])],
            clients=[Client(text, currency="USD")],
            employees=[Employee(text, partner=text, email=f"{text}@{text}")],
            activities=[
                Activity(employee=text, client=text, on=date.max, tool=text, action=text, id=text),
                Activity(employee=text, client=text, on=date.min, tool="", action=""),
            ],
            subscriptions=[
                Subscription(
                    text,
                    client=text,
                    start=date.min,
                    items=[Item(text, price=0, start=date.min, end=date.max)],
                )
            ],
        )
        write_portfolio(portfolio, tmp_path / "hostile.json")
        assert read_portfolio(tmp_path / "hostile.json") == portfolio

    @given(st.text(), st.text(min_size=1))
    def test_any_text(self, name: str, id: str) -> None:
        """Whatever a partner is called, its text says so."""
        portfolio = Portfolio.of(Partner(id, name=name, employee_domains=[name]))
        assert portfolio_from_json(portfolio_to_json(portfolio)) == portfolio

    @pytest.mark.parametrize("price", ["0." + "0" * 39 + "1", "9" * 40 + "." + "9" * 40, "0.5", "1024", "0"])
    def test_amounts(self, price: str) -> None:
        """Every amount a file can hold comes back exactly."""
        portfolio = Portfolio.of(
            Client("acme", currency="USD"),
            Subscription.monthly("s", client="acme", price=price, start=date(2024, 1, 1)),
        )
        assert f'"price": "{price}"' in portfolio_to_json(portfolio)
        assert portfolio_from_json(portfolio_to_json(portfolio)) == portfolio


class TestRefusedWriting:
    @pytest.mark.parametrize("price", [Fraction(1, 3), Fraction(1, 10**41), 10**40])
    def test_nothing_is_written(self, tmp_path: Path, price: Fraction | int) -> None:
        """An amount without a finite decimal of the format's length is refused before the file is touched."""
        path = tmp_path / "portfolio.json"
        path.write_text("before", encoding="utf-8")
        portfolio = Portfolio.of(
            Client("acme", currency="USD"),
            Subscription("s", client="acme", start=date(2024, 1, 1), items=[CREDITED, SETUP]),
            Subscription.monthly("t", client="acme", price=price, start=date(2024, 1, 1)),
        )
        with pytest.raises(EvidenceError) as raised:
            write_portfolio(portfolio, path)
        assert str(raised.value) == (
            f"cannot write subscriptions[1].items[0].price: {Fraction(price)!r}; expected an amount of "
            "at most 40 decimal digits on either side of the point; round it before it is written"
        )
        assert path.read_text(encoding="utf-8") == "before"

    def test_half_character(self) -> None:
        """Half a character, which no UTF-8 file can hold, is refused with the record's place."""
        portfolio = Portfolio.of(Partner("north", employee_domains=["a", "\ud800"]))
        with pytest.raises(EvidenceError) as raised:
            portfolio_to_json(portfolio)
        assert str(raised.value) == (
            r"cannot write partners[0].employee_domains[1]: '\ud800'; expected text of whole characters; "
            r"replace the half character \ud800 by the one that was meant"
        )

    def test_failure_leaves_the_old_file(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """A failure on the way to the disk leaves the old file, and nothing beside it."""
        path = tmp_path / "portfolio.json"
        path.write_text("before", encoding="utf-8")

        def full(self: Path, target: Path) -> Path:
            raise OSError(28, "no space left on device")

        monkeypatch.setattr(Path, "replace", full)
        with pytest.raises(OSError, match="no space left"):
            write_portfolio(Portfolio(), path)
        assert path.read_text(encoding="utf-8") == "before"
        assert list(tmp_path.iterdir()) == [path]


class TestTargets:
    def test_open_file(self) -> None:
        """A file open for text receives the whole text."""
        file = io.StringIO()
        write_portfolio(EVERY_KEY, file)
        assert file.getvalue() == portfolio_to_json(EVERY_KEY)

    def test_permissions_stay(self, tmp_path: Path) -> None:
        """A file that is replaced keeps who may read it."""
        path = tmp_path / "portfolio.json"
        path.touch(0o600)
        write_portfolio(Portfolio(), path)
        assert path.stat().st_mode & 0o777 == 0o600

    def test_link_stays(self, tmp_path: Path) -> None:
        """A symbolic link stays one, and the file it leads to is replaced."""
        path, link = tmp_path / "portfolio.json", tmp_path / "latest.json"
        link.symlink_to(path)
        write_portfolio(Portfolio(), str(link))
        assert link.is_symlink()
        assert read_portfolio(path) == Portfolio()

    def test_device(self) -> None:
        """A device is written to, never replaced."""
        write_portfolio(Portfolio(), "/dev/null")
        assert not Path("/dev/null").is_file()

    def test_directory(self, tmp_path: Path) -> None:
        """A directory is no target."""
        with pytest.raises(IsADirectoryError):
            write_portfolio(Portfolio(), tmp_path)
