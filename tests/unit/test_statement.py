"""Every line of credit as of one day, and what it adds up to."""

from datetime import date, datetime
from fractions import Fraction

import pytest

from managed_mrr import (
    AmountError,
    Client,
    DateError,
    Line,
    Money,
    Partner,
    Rounding,
    Statement,
    Total,
    UnknownIdError,
    evaluate,
    hubspot,
    managed_client,
)

JANUARY, MARCH = date(2024, 1, 1), date(2024, 3, 1)
POST = date(2024, 1, 15)
DAY = date(2024, 2, 1)
ALL = (
    managed_client("north", "acme", start=JANUARY, price=1000, activities=[POST])
    | managed_client("south", "acme", start=JANUARY, activities=[POST])
    | managed_client("east", "acme", start=JANUARY, activities=[POST])
    | managed_client("north", "bolt", start=JANUARY, price=500, currency="EUR", activities=[POST])
    | managed_client("north", "cargo", start=JANUARY, price=70, currency="CHF", activities=[POST])
    | managed_client("north", "delta", start=JANUARY, price=30, activities=[POST])
)
THIRD = Fraction(1000, 3)
SHARING = ("east", "north", "south")
HOSTILE = "<b>\x1b[31m\nno"


def statement() -> Statement:
    """What three partners get for four clients."""
    return evaluate(ALL, as_of=DAY)


class TestEvaluate:
    def test_lines(self) -> None:
        """The lines are by partner, then client, with exact credit and points."""
        assert statement().lines == (
            Line("east", "acme", Money(THIRD, "USD"), THIRD / 100, SHARING),
            Line("north", "acme", Money(THIRD, "USD"), THIRD / 100, SHARING),
            Line("north", "bolt", Money(500, "EUR"), Fraction(500, 75), ("north",)),
            Line("north", "cargo", Money(70, "CHF"), None, ("north",)),
            Line("north", "delta", Money(30, "USD"), Fraction(3, 10), ("north",)),
            Line("south", "acme", Money(THIRD, "USD"), THIRD / 100, SHARING),
        )

    def test_by_partner(self) -> None:
        """Only one partner's lines may be asked for; those it shares with still share."""
        only = evaluate(ALL, as_of=DAY, partner="south")
        assert only.lines == (Line("south", "acme", Money(THIRD, "USD"), THIRD / 100, SHARING),)

    def test_by_client(self) -> None:
        """Only one client's lines may be asked for."""
        only = evaluate(ALL, as_of=DAY, client="acme")
        assert [line.partner for line in only.lines] == ["east", "north", "south"]

    def test_by_both(self) -> None:
        """Both together are one line, or none."""
        assert len(evaluate(ALL, as_of=DAY, partner="north", client="bolt")) == 1
        assert len(evaluate(ALL, as_of=DAY, partner="south", client="bolt")) == 0

    @pytest.mark.parametrize(
        ("names", "message"),
        [
            ({"partner": "nort"}, "^unknown partner 'nort': .*did you mean 'north'"),
            ({"client": "acm"}, "^unknown client 'acm': .*did you mean 'acme'"),
        ],
    )
    def test_unknown(self, names: dict[str, str], message: str) -> None:
        """An unknown partner or client is refused with the nearest."""
        with pytest.raises(UnknownIdError, match=message):
            evaluate(ALL, as_of=DAY, partner=names.get("partner"), client=names.get("client"))

    def test_datetime(self) -> None:
        """The day is exactly a date."""
        with pytest.raises(DateError) as caught:
            evaluate(ALL, as_of=datetime(2024, 1, 1))
        assert str(caught.value) == (
            "not a date: datetime.datetime(2024, 1, 1, 0, 0) (datetime); "
            "expected a day: take .date() of it in an explicit time zone"
        )

    @pytest.mark.parametrize(("day", "lines"), [(date.min, 0), (date(2024, 1, 14), 0), (POST, 6), (date.max, 0)])
    def test_days(self, day: date, lines: int) -> None:
        """Any day there is may be asked about."""
        assert len(evaluate(ALL, as_of=day)) == lines

    def test_last_day(self) -> None:
        """Credit on the last day there is, is found."""
        last = managed_client("north", "acme", start=JANUARY, price=1, activities=[date(9999, 12, 20)])
        assert len(evaluate(last, as_of=date.max)) == 1

    def test_later_evidence(self) -> None:
        """Evidence dated after the day changes nothing."""
        more = ALL | managed_client("west", "acme", start=MARCH, activities=[MARCH])
        assert evaluate(more, as_of=DAY) == statement()

    def test_policy(self) -> None:
        """Another policy makes another statement."""
        other = evaluate(ALL, as_of=DAY, policy=hubspot.PARTNER_OF_RECORD)
        assert (other.lines, other.policy) == ((), hubspot.PARTNER_OF_RECORD)


class TestStatement:
    def test_line(self) -> None:
        """A line is found by partner and client; there may be none."""
        assert statement().line("north", "cargo") == statement().lines[3]
        assert statement().line("south", "bolt") is None

    def test_line_unknown(self) -> None:
        """An unknown client is refused rather than taken for one without a line."""
        with pytest.raises(UnknownIdError, match=r"^unknown client 'acm': "):
            statement().line("north", "acm")

    @pytest.mark.parametrize(
        ("method", "parts", "residual"),
        [
            (Rounding.EQUAL, ["333.33", "333.33", "333.33"], "0.01"),
            (Rounding.CONSERVING, ["333.33", "333.34", "333.33"], "0.00"),
        ],
    )
    def test_rounded(self, method: Rounding, parts: list[str], residual: str) -> None:
        """The credit for one client is rounded for paying out by a named method."""
        rounded = statement().rounded("acme", method)
        assert [partner for partner, _ in rounded.parts] == ["east", "north", "south"]
        assert [money.decimal() for _, money in rounded.parts] == parts
        assert rounded.residual.decimal() == residual

    def test_rounded_nothing(self) -> None:
        """A client without a line has nothing to round, an unknown one is refused."""
        more = evaluate(ALL.with_(Client("zero", currency="USD")), as_of=DAY)
        with pytest.raises(AmountError, match=r"^nothing to round: expected at least one part$"):
            more.rounded("zero", Rounding.EQUAL)
        with pytest.raises(UnknownIdError, match=r"^unknown client 'zerro': .*did you mean 'zero'"):
            more.rounded("zerro", Rounding.EQUAL)

    def test_explain(self) -> None:
        """Every line, and every line that is not there, is explained."""
        assert statement().explain("north", "delta").holds is True
        assert statement().explain("south", "delta").text == ("south has no credit for delta on 2024-02-01 (servicing)")

    def test_explain_total(self) -> None:
        """Without a client the explanation is of all that the partner has, and says where points are unknown."""
        south, north = statement().explain("south"), statement().explain("north")
        assert south.text == "south has 3.33 points on 2024-02-01 (servicing) from 1 line"
        assert south.value == THIRD / 100
        assert (
            north.text
            == "north has 10.30 points on 2024-02-01 (servicing) from 4 lines, and unknown points from 1 line of them"
        )
        assert north.value is None
        assert [part.value for part in north.parts] == [Money(70, "CHF"), Money(500, "EUR"), Money(THIRD + 30, "USD")]

    def test_equality(self) -> None:
        """Statements with equal lines are equal, whatever evidence they rest on."""
        more = evaluate(ALL.with_(Partner("west")), as_of=DAY)
        assert more == statement()
        assert hash(more) == hash(statement())


class TestTotals:
    def test_by_partner(self) -> None:
        """Credit adds up by currency and points across currencies, what is unknown set apart."""
        totals = statement().totals()
        assert list(totals) == ["east", "north", "south"]
        assert len(totals) == 3
        known = THIRD / 100 + Fraction(500, 75) + Fraction(3, 10)
        assert totals["north"] == Total(
            partner="north",
            credit=(Money(70, "CHF"), Money(500, "EUR"), Money(THIRD + 30, "USD")),
            points=None,
            known_points=known,
            unknown=("cargo",),
        )
        assert totals["south"].points == totals["south"].known_points == THIRD / 100

    def test_missing(self) -> None:
        """A partner without a line has no total."""
        with pytest.raises(KeyError):
            statement().totals()["west"]

    def test_text(self) -> None:
        """People see a row for each partner."""
        totals = statement().totals()
        assert repr(totals) == "<Totals, partners: 3>"
        assert str(totals["south"]) == "south: USD 333.33; 3.33 points"
        assert str(totals).splitlines() == [
            "partner                       credit a month                     points",
            "-------  -----------------------------------  -------------------------",
            "east                              USD 333.33                       3.33",
            "north    CHF 70.00 + EUR 500.00 + USD 363.33  10.30 + unknown for cargo",
            "south                             USD 333.33                       3.33",
        ]
        assert totals._repr_html_().count("<tr>") == 4


class TestStatementText:
    def test_repr(self) -> None:
        """A programmer sees the day, the policy and how many lines."""
        assert repr(statement()) == "<Statement as of 2024-02-01, policy servicing, lines: 6>"

    def test_text(self) -> None:
        """People see the lines and what they add up to."""
        assert str(statement()).splitlines() == [
            "Managed MRR credit as of 2024-02-01 (servicing)",
            "partner  client  currency  credit a month   points  shared with",
            "-------  ------  --------  --------------  -------  ------------",
            "east     acme    USD               333.33     3.33  north, south",
            "north    acme    USD               333.33     3.33  east, south",
            "north    bolt    EUR               500.00     6.67",
            "north    cargo   CHF                70.00  unknown",
            "north    delta   USD                30.00     0.30",
            "south    acme    USD               333.33     3.33  east, north",
            "east: USD 333.33; 3.33 points",
            "north: CHF 70.00 + EUR 500.00 + USD 363.33; 10.30 + unknown for cargo points",
            "south: USD 333.33; 3.33 points",
        ]

    def test_nothing(self) -> None:
        """That nobody has credit is said."""
        assert str(evaluate(ALL, as_of=JANUARY)).splitlines()[-1] == "No partner has credit on this day."

    def test_control_characters(self) -> None:
        """A name with control characters cannot break a line or move the cursor of a terminal."""
        portfolio = managed_client(HOSTILE, "acme", start=JANUARY, activities=[POST])
        text = str(evaluate(portfolio, as_of=POST))
        assert "\x1b" not in text
        assert text.count("<b>\\x1b[31m\\nno") == 2
        assert str(evaluate(portfolio, as_of=POST).totals()[HOSTILE]) == "<b>\\x1b[31m\\nno: USD 0.00; 0.00 points"

    def test_html_escaped(self) -> None:
        """Names from the evidence cannot become markup."""
        portfolio = managed_client(HOSTILE, "acme", start=JANUARY, activities=[POST])
        html = evaluate(portfolio, as_of=POST)._repr_html_()
        assert "<b>" not in html
        assert html.count("&lt;b&gt;") == 2
