"""The frozen facts of a portfolio."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction

import pytest

from managed_mrr.amounts import AmountError, UnknownCurrencyError
from managed_mrr.dates import DateError, DateRange
from managed_mrr.errors import ManagedMRRError
from managed_mrr.evidence import (
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
    Subscription,
)
from managed_mrr.evidence.values import email_problem

JANUARY = date(2024, 1, 1)
MIDNIGHT = datetime(2024, 1, 1)
REFUSED = (
    "not a date: datetime.datetime(2024, 1, 1, 0, 0) (datetime); "
    "expected a day: take .date() of it in an explicit time zone"
)
OFF = DateRange(date(2024, 3, 1), date(2024, 4, 1))

Make = Callable[..., object]


def made(kind: Make, *args: object, **fixed: object) -> Make:
    """A constructor with some arguments filled in, for keywords of any type."""

    def make(**values: object) -> object:
        return kind(*args, **{**fixed, **values})

    return make


partner = made(Partner, "north")
client = made(Client, "acme", currency="USD")
employee = made(Employee, "ann", partner="north")
partner_user = made(PartnerUser, "ann", start=JANUARY)
client_user = made(ClientUser, "ann", client="acme", start=JANUARY)
link = made(Link, "ann", client="acme", start=JANUARY)
activity = made(Activity, employee="ann", client="acme", on=JANUARY, tool="blog", action="publish")
of_record = made(PartnerOfRecord, "acme", partner="north", start=JANUARY)
billing = made(Billing, first=JANUARY)
item = made(Item, "Hub", price=100, start=JANUARY)
subscription = made(Subscription, "s1", client="acme", start=JANUARY, items=[])


class TestEvidenceError:
    @pytest.mark.parametrize("base", [ManagedMRRError, ValueError])
    def test_bases(self, base: type[Exception]) -> None:
        """An impossible record is caught as this library's error and as a wrong value."""
        assert issubclass(EvidenceError, base)


class TestDates:
    @pytest.mark.parametrize(
        ("make", "field"),
        [
            pytest.param(make, field, id=f"{name}.{field}")
            for name, make, fields in [
                ("partner_user", partner_user, ["start", "end"]),
                ("client_user", client_user, ["start", "end"]),
                ("link", link, ["start", "end"]),
                ("activity", activity, ["on"]),
                ("of_record", of_record, ["start", "end"]),
                ("billing", billing, ["first"]),
                ("item", item, ["start", "end"]),
                ("subscription", subscription, ["start", "end", "refunded_on"]),
            ]
            for field in fields
        ],
    )
    def test_datetime(self, make: Make, field: str) -> None:
        """A datetime is refused wherever a date belongs."""
        with pytest.raises(DateError) as caught:
            make(**{field: MIDNIGHT})
        assert str(caught.value) == REFUSED

    @pytest.mark.parametrize(
        "make",
        [
            pytest.param(partner_user, id="partner_user"),
            pytest.param(client_user, id="client_user"),
            pytest.param(link, id="link"),
            pytest.param(of_record, id="of_record"),
            pytest.param(item, id="item"),
            pytest.param(subscription, id="subscription"),
        ],
    )
    @pytest.mark.parametrize("end", [JANUARY, date(2023, 12, 31)])
    def test_no_day(self, make: Make, end: date) -> None:
        """A period of zero or negative length is refused."""
        with pytest.raises(DateError) as caught:
            make(end=end)
        assert str(caught.value) == (f"the period [2024-01-01, {end}) holds no day: expected an end after its start")

    @pytest.mark.parametrize(
        ("make", "field"),
        [
            pytest.param(partner, "agreements", id="partner"),
            pytest.param(partner_user, "deactivated", id="partner_user"),
            pytest.param(client_user, "deactivated", id="client_user"),
            pytest.param(subscription, "not_in_good_standing", id="subscription"),
        ],
    )
    @pytest.mark.parametrize("period", [DateRange(end=JANUARY), JANUARY])
    def test_period(self, make: Make, field: str, period: object) -> None:
        """Periods inside a record are date ranges with a first day."""
        with pytest.raises(EvidenceError) as caught:
            make(**{field: [period]})
        assert str(caught.value) == (f"not a period with a first day: {period!r}; expected a DateRange with a start")


class TestTexts:
    @pytest.mark.parametrize(
        ("make", "field"),
        [
            pytest.param(make, field, id=f"{name}.{field}")
            for name, make, fields in [
                ("partner", made(Partner), ["id"]),
                ("client", made(Client, currency="USD"), ["id"]),
                ("employee", made(Employee, id="ann", partner="north"), ["id", "partner"]),
                ("partner_user", made(PartnerUser, start=JANUARY), ["employee"]),
                (
                    "client_user",
                    made(ClientUser, employee="ann", client="acme", start=JANUARY),
                    ["employee", "client"],
                ),
                ("link", made(Link, employee="ann", client="acme", start=JANUARY), ["employee", "client"]),
                ("activity", activity, ["employee", "client", "id"]),
                ("of_record", made(PartnerOfRecord, client="acme", partner="north", start=JANUARY), ["partner"]),
                ("subscription", made(Subscription, id="s1", client="acme", start=JANUARY, items=[]), ["id"]),
            ]
            for field in fields
        ],
    )
    def test_ids(self, make: Make, field: str) -> None:
        """An id is text of at least one character."""
        with pytest.raises(EvidenceError) as caught:
            make(**{field: ""})
        assert str(caught.value) == "an id is empty: expected text of at least one character"
        with pytest.raises(EvidenceError) as caught:
            make(**{field: 7})
        assert str(caught.value) == "not text: 7 (int); expected a str"

    @pytest.mark.parametrize(
        ("make", "field"),
        [
            pytest.param(partner, "name", id="partner.name"),
            pytest.param(client, "name", id="client.name"),
            pytest.param(client, "currency", id="client.currency"),
            pytest.param(activity, "tool", id="activity.tool"),
            pytest.param(activity, "action", id="activity.action"),
            pytest.param(employee, "email", id="employee.email"),
        ],
    )
    def test_texts(self, make: Make, field: str) -> None:
        """Whatever is text is a str."""
        with pytest.raises(EvidenceError) as caught:
            make(**{field: 7})
        assert str(caught.value) == "not text: 7 (int); expected a str"


class TestAmounts:
    @pytest.mark.parametrize(
        ("make", "field"),
        [
            pytest.param(client, "points_multiplier", id="client.points_multiplier"),
            pytest.param(item, "price", id="item.price"),
            pytest.param(item, "discount", id="item.discount"),
        ],
    )
    def test_float(self, make: Make, field: str) -> None:
        """A float is refused wherever an amount belongs."""
        with pytest.raises(AmountError, match=r"^not an exact amount: 1\.5 \(float\); .*such as '1\.5'$"):
            make(**{field: 1.5})

    @pytest.mark.parametrize("field", ["price", "discount"])
    def test_negative(self, field: str) -> None:
        """A price and a discount are 0 or more."""
        with pytest.raises(AmountError) as caught:
            item(**{field: "-0.01"})
        assert str(caught.value) == "negative: '-0.01'; expected 0 or more"

    @pytest.mark.parametrize("value", [0, "-1"])
    def test_multiplier(self, value: object) -> None:
        """A multiplier is above 0."""
        with pytest.raises(AmountError) as caught:
            client(points_multiplier=value)
        assert str(caught.value) == f"not above 0: {value!r}; expected a positive number"

    @pytest.mark.parametrize(
        ("make", "field"),
        [pytest.param(item, "months", id="item"), pytest.param(billing, "every_months", id="billing")],
    )
    @pytest.mark.parametrize("value", [0, -1, True, "1", Fraction(1)])
    def test_months(self, make: Make, field: str, value: object) -> None:
        """A number of months is whole and at least 1."""
        with pytest.raises(EvidenceError) as caught:
            make(**{field: value})
        assert str(caught.value) == (f"not a number of months: {value!r}; expected a whole number of at least 1")


class TestPartner:
    def test_defaults(self) -> None:
        """Without more to say a partner is named by its id, has no domains, and always has an agreement."""
        north = Partner("north")
        assert (north.name, north.employee_domains, north.agreements) == ("north", (), None)

    def test_never_under_agreement(self) -> None:
        """An empty list of agreements is kept apart from none given."""
        assert Partner("north", agreements=[]).agreements == ()

    def test_domains(self) -> None:
        """Domains are several texts, and a single text is refused rather than taken apart into letters."""
        assert Partner("north", employee_domains=["a.example", "b.example"]).employee_domains == (
            "a.example",
            "b.example",
        )
        with pytest.raises(EvidenceError) as caught:
            Partner("north", employee_domains="a.example")
        assert str(caught.value) == ("not a list of domains: 'a.example'; expected several; write ('a.example',)")


class TestClient:
    def test_defaults(self) -> None:
        """Without more to say a client is named by its id, and its points are multiplied by 1."""
        acme = Client("acme", currency="EUR")
        assert (acme.name, acme.points_multiplier) == ("acme", Fraction(1))

    def test_currency(self) -> None:
        """The currency is a known code."""
        with pytest.raises(UnknownCurrencyError, match=r"^cannot use currency 'EUD': .*did you mean"):
            Client("acme", currency="EUD")


class TestEmployee:
    @pytest.mark.parametrize(
        ("email", "expected"),
        [(None, None), ("ann@north.example", "north.example"), ("Ann.B@North.EXAMPLE", "north.example")],
    )
    def test_domain(self, email: str | None, expected: str | None) -> None:
        """The domain is compared in lower case; without an address there is none."""
        assert Employee("ann", partner="north", email=email).domain == expected

    @pytest.mark.parametrize("email", ["", "ann", "@north.example", "ann@", "ann@north@example"])
    def test_email(self, email: str) -> None:
        """An address has a name and a domain around one at sign."""
        with pytest.raises(EvidenceError) as caught:
            Employee("ann", partner="north", email=email)
        assert str(caught.value) == (f"not an e-mail address: {email!r}; expected a name and a domain around one @")
        assert email_problem(email) == "a name and a domain around one @"


class TestUsers:
    def test_lists_become_tuples(self) -> None:
        """A list of deactivations is kept as a tuple, so that the record can be hashed."""
        assert PartnerUser("ann", start=JANUARY, deactivated=[OFF]).deactivated == (OFF,)
        assert ClientUser("ann", client="acme", start=JANUARY, deactivated=[OFF]).deactivated == (OFF,)

    def test_one_period(self) -> None:
        """A single period where several belong is refused with what to write."""
        with pytest.raises(EvidenceError) as caught:
            PartnerUser("ann", start=JANUARY, deactivated=OFF)  # type: ignore[arg-type]
        assert str(caught.value) == f"not a list of periods: {OFF!r}; expected several; write [{OFF!r}]"

    def test_without_end(self) -> None:
        """A user and a link last until something ends them."""
        assert PartnerUser("ann", start=JANUARY).end is None
        assert ClientUser("ann", client="acme", start=JANUARY).end is None
        assert Link("ann", client="acme", start=JANUARY).end is None


class TestItem:
    @pytest.mark.parametrize(
        ("price", "discount", "months", "expected"),
        [
            ("800", "0", 1, Fraction(800)),
            ("800", "100.50", 1, Fraction("699.50")),
            ("1000", "0", 12, Fraction(250, 3)),
            ("1200", "200", 12, Fraction(250, 3)),
            ("100", "150", 1, Fraction(0)),
            ("0", "0", 12, Fraction(0)),
        ],
    )
    def test_monthly(self, price: str, discount: str, months: int, expected: Fraction) -> None:
        """A month is worth the price less the discount, never below 0, over the months, exactly."""
        hub = Item("Hub", price=price, discount=discount, months=months, start=JANUARY)
        assert hub.monthly == expected

    def test_kind(self) -> None:
        """A kind is one of two."""
        with pytest.raises(EvidenceError) as caught:
            Item("Hub", price=1, kind="yearly", start=JANUARY)
        assert str(caught.value) == "unknown kind: 'yearly'; expected 'recurring' or 'one_time'"

    @pytest.mark.parametrize("value", [1, "yes", None])
    def test_eligible(self, value: object) -> None:
        """Eligible is true or false, never a number or text."""
        with pytest.raises(EvidenceError) as caught:
            item(eligible=value)
        assert str(caught.value) == f"not true or false: {value!r}; expected a bool"


class TestSubscription:
    @pytest.mark.parametrize("price", ["800.00", 800, Decimal(800), Fraction(800)])
    def test_monthly(self, price: str | int | Decimal | Fraction) -> None:
        """The short way makes one item, paid and billed every month from the first day on."""
        expected = Subscription(
            "s1",
            client="acme",
            start=JANUARY,
            items=[Item("Subscription", price=800, start=JANUARY)],
            billing=Billing(JANUARY, every_months=1),
        )
        assert Subscription.monthly("s1", client="acme", price=price, start=JANUARY) == expected

    @pytest.mark.parametrize(
        ("field", "value", "message"),
        [
            ("items", ["hub"], "not an item: 'hub'; expected Item objects"),
            (
                "billing",
                JANUARY,
                "not a billing: datetime.date(2024, 1, 1); expected Billing(first, every_months=...) or None",
            ),
        ],
    )
    def test_parts(self, field: str, value: object, message: str) -> None:
        """Items are items and a billing is a billing."""
        with pytest.raises(EvidenceError) as caught:
            subscription(**{field: value})
        assert str(caught.value) == message

    def test_product(self) -> None:
        """The product may be named."""
        made = Subscription.monthly("s1", client="acme", price=1, start=JANUARY, product="Sales Hub")
        assert made.items[0].product == "Sales Hub"

    def test_defaults(self) -> None:
        """Without more to say it lasts, was never billed and never refunded, and is in good standing."""
        plain = Subscription("s1", client="acme", start=JANUARY, items=[])
        assert (plain.end, plain.billing, plain.refunded_on, plain.not_in_good_standing) == (
            None,
            None,
            None,
            (),
        )
