"""Unit tests of the smallest situations in which policies differ."""

from datetime import date, timedelta
from fractions import Fraction

import attrs
import pytest

import managed_mrr as mm
from managed_mrr import (
    CurrencyToPoints,
    CurrentAgreement,
    DateRange,
    EvenSplit,
    ExpiryWindow,
    MinimumActivity,
    Policy,
    Portfolio,
    Program,
    Rate,
    Term,
    Undivided,
    WhileCounting,
    hubspot,
    timelines,
    witness,
)
from managed_mrr.evidence import LISTS
from managed_mrr.witness import Departure, Situation, departures

S = hubspot.SERVICING
OTHERS = {
    "window": S.with_(window=ExpiryWindow(days=61)),
    "outlives": S.with_(activity_outlives_employee=False),
    "revives": S.with_(activity_revives=True),
    "unlinking": S.with_(unlinking_ends=True),
    "deactivation": S.with_(deactivation_ends=True),
    "active": S.with_(active_required=False),
    "domain": S.with_(link_by_domain=False),
    "minimum": S.requiring(MinimumActivity(count=2, within=30)),
    "billing": S.with_(billing_required=False),
    "standing": S.with_(good_standing_required=False),
    "discount": S.with_(net_of_discount=False),
    "multiplier": S.with_(multiplied=False),
    "catalogue": S.with_(catalogue=hubspot.CATALOGUE.with_entry("crm", ["create"])),
    "split": S.with_(split=Undivided()),
    "agreement": S.with_(eligibility=S.parts(mm.LiveActivity)[0]),
    "rates": S.with_(rates=[each for each in hubspot.RATES if each.currency != "JPY"]),
    "no rates": S.with_(rates=[]),
    "record": hubspot.PARTNER_OF_RECORD,
    "combined": hubspot.COMBINED,
    "program": Program(
        name="later",
        terms=[
            Term(S, DateRange(None, date(2031, 5, 5))),
            Term(S.with_(window=ExpiryWindow(days=30)), DateRange(date(2031, 5, 5))),
        ],
    ),
}


class TestWitness:
    """What `witness` finds."""

    @pytest.mark.parametrize("name", OTHERS)
    def test_differs(self, name: str) -> None:
        """The policies differ on what is found, and no longer when any record is left out."""
        other = OTHERS[name]
        found = witness(S, other).portfolio
        assert found is not None
        assert _differ(found, S, other)
        assert not any(_differ(fewer, S, other) for fewer in _fewer(found))

    def test_recognition(self) -> None:
        """Policies of the partner of record are told apart by when its record began."""
        found = witness(hubspot.PARTNER_OF_RECORD, hubspot.PARTNER_OF_RECORD.with_(recognition=WhileCounting()))
        assert [each.text for each in found.departures] == ["the partner's record begins on day 5"]

    def test_bound(self) -> None:
        """Where none is found, it is told among how many situations."""
        none = witness(S, S.requiring(MinimumActivity(count=1, within=60)), departures_at_once=1)
        assert (none.found, none.portfolio, none.comparison, none.departures) == (False, None, None, ())
        assert none.tried == 1 + none.ways
        assert str(none) == (
            f"servicing and servicing (MinimumActivity) do not differ in any of {none.tried} situations, on any day: "
            f"the ordinary one, and those that depart from it in at most 1 of {none.ways} ways"
        )
        assert (
            repr(none)
            == f"<Witness of servicing and servicing (MinimumActivity), none found, situations tried: {none.tried}>"
        )
        assert none._repr_html_() == f"<p>{none}</p>"

    def test_impossible(self) -> None:
        """Departures about the same thing are not combined."""
        tried = [witness(S, S, departures_at_once=most) for most in (0, 1, 2)]
        assert [each.tried for each in tried[:2]] == [1, 1 + tried[1].ways]
        assert tried[2].tried < 1 + tried[2].ways * (tried[2].ways + 1) // 2

    def test_told(self) -> None:
        """In words, with what differs on which days."""
        found = witness(S, OTHERS["deactivation"])
        assert str(found).splitlines()[0] == (
            "servicing and servicing (deactivation_ends=True) differ when "
            "the employee is deactivated in the partner's account from day 20 on"
        )
        assert str(found).splitlines()[-1].split() == [
            "north", "acme", "2024-01-21", "2024-03-11", "USD", "0.00", "–", "0.00", "0.00",
        ]  # fmt: skip
        assert repr(found).startswith(
            "<Witness of servicing and servicing (deactivation_ends=True), found, situations tried: "
        )
        assert found._repr_html_().startswith("<p>servicing and servicing (deactivation_ends=True) differ when ")
        assert "<table" in found._repr_html_()

    def test_ordinary(self) -> None:
        """Policies that differ on the ordinary client are told so."""
        assert str(witness(S, OTHERS["window"])).startswith(
            "servicing and servicing (days=61) differ on one ordinary client\n"
        )

    def test_own_policy(self) -> None:
        """Policies without dates, numbers, rates and catalogues are told apart too."""
        one = Policy(name="one", eligibility=CurrentAgreement(), split=EvenSplit(), points=CurrencyToPoints([]))
        assert witness(one, attrs.evolve(one, split=Undivided())).found

    def test_no_fewer_than_none(self) -> None:
        """A number of departures below 0 is refused."""
        with pytest.raises(mm.PolicyError, match=r"^departures_at_once is -1: expected 0, for the ordinary"):
            witness(S, S, departures_at_once=-1)


class TestSituation:
    """Situations and departures from the ordinary."""

    def test_ordinary(self) -> None:
        """The ordinary situation has a line under every shipped policy."""
        for policy in hubspot.POLICIES.values():
            assert len(mm.evaluate(Situation().portfolio(), as_of=date(2024, 1, 31), policy=policy)) == 1

    def test_everything(self) -> None:
        """Every value of a situation is in its evidence."""
        made = Situation(
            currency="EUR",
            multiplier=Fraction(2),
            agreements=((0, 90),),
            by_domain=True,
            off_at_client=((3, 4),),
            colleague=7,
            done_by_colleague=(8,),
            rival=(9,),
            bad_standing=((20, 30),),
            refunded=50,
        ).portfolio()
        assert [each.id for each in made.partners] == ["north", "south"]
        assert made.clients[0] == mm.Client("acme", currency="EUR", points_multiplier=2)
        assert made.partners[0].agreements == (DateRange(date(2024, 1, 1), date(2024, 3, 31)),)
        assert made.employees[0].email == "ann@north.example"
        assert made.client_users[0].deactivated == (DateRange(date(2024, 1, 4), date(2024, 1, 5)),)
        assert [each.on.day for each in made.activities] == [11, 9, 10]
        assert made.subscriptions[0].refunded_on == date(2024, 2, 20)
        assert made.subscriptions[0].not_in_good_standing == (DateRange(date(2024, 1, 21), date(2024, 1, 31)),)

    def test_departures(self) -> None:
        """Each departure changes the ordinary situation, and each says something else."""
        ways = departures(S, OTHERS["catalogue"], OTHERS["minimum"])
        assert all(each.apply(Situation()) != Situation() for each in ways)
        assert len({each.text for each in ways}) == len(ways)

    @pytest.mark.parametrize(
        ("policies", "text"),
        [
            ([S], "the activity is repeated after 59 days"),
            ([S], "the activity is repeated after 60 days"),
            ([S], "it all begins so that the activity is on 2025-07-15"),
            ([S], "the client pays in CHF"),
            ([S, S.with_(rates=[Rate("CHF", 90)])], "the client pays in SEK"),
            ([S, OTHERS["catalogue"]], "what is done is edit in crm"),
            ([OTHERS["minimum"]], "there are 2 activities on days in a row"),
        ],
    )
    def test_from_values(self, policies: list[Policy], text: str) -> None:
        """Windows, dates, currencies and catalogues of the policies make departures."""
        assert text in [each.text for each in departures(*policies)]

    def test_about(self) -> None:
        """What a departure is about are the values it changes."""
        assert Departure("both", (("refunded", 3), ("rival", ()))).about == {"refunded", "rival"}

    def test_moved(self) -> None:
        """The days of a situation are counted from its first."""
        day = date(2030, 1, 1)
        assert Situation(first=day).portfolio().activities[0].on == day + timedelta(days=10)


def _differ(portfolio: Portfolio, a: Policy, b: Policy) -> bool:
    one, other = (
        {pair: each.segments for pair, each in timelines(portfolio, policy=policy).items()} for policy in (a, b)
    )
    return one != other


def _fewer(portfolio: Portfolio) -> list[Portfolio]:
    found = []
    for name in LISTS:
        for place in range(len(getattr(portfolio, name))):
            lists = {each: getattr(portfolio, each) for each in LISTS}
            lists[name] = lists[name][:place] + lists[name][place + 1 :]
            try:
                found.append(Portfolio(**lists))
            except mm.PortfolioError:
                continue
    return found
