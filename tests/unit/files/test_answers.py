"""Why not, until when, what if and what changed as JSON: every key, and null where there is nothing to say."""

import json
from datetime import date
from fractions import Fraction

from managed_mrr import (
    Cause,
    Expiring,
    Expiry,
    Line,
    Money,
    PartnerOfRecord,
    Scenario,
    changes,
    compare,
    evaluate,
    expiring,
    hubspot,
    managed_client,
    policy_hash,
    renewals,
    what_if,
    why_not,
)
from managed_mrr.files.answers import (
    by_subscription_csv,
    by_subscription_data,
    comparison_data,
    effects_data,
    expiring_data,
    ledger_data,
    renewals_csv,
    renewals_data,
    why_not_data,
)
from managed_mrr.files.numbers import assumptions_data

JANUARY = date(2024, 1, 1)
ACME = managed_client("north", "acme", start=JANUARY, price=1000, employee="ann", activities=[date(2024, 1, 15)])
BOLT = managed_client("north", "bolt", start=JANUARY, price=90, employee="bob", activities=[JANUARY], currency="BRL")
RECORD = managed_client("north", "acme", start=JANUARY, price=90, of_record=True)
LEAVING = Scenario([what_if.Leaves("ann", on=date(2024, 2, 1))])
BLOGGING = Scenario([what_if.Performed("ann", "acme", on=date(2024, 3, 1))])

SERVICING = {
    "policy": "servicing",
    "policy_hash": policy_hash(hubspot.SERVICING),
    "assumptions": assumptions_data(hubspot.SERVICING.assumptions()),
}
THOUSAND = {"amount": "1000.00", "exact": "1000", "currency": "USD"}
TEN = {"amount": "10.00", "exact": "10"}
LESS = {"amount": "-1000.00", "exact": "-1000", "currency": "USD"}
MINUS_TEN = {"amount": "-10.00", "exact": "-10"}
ALONE = {"credit": THOUSAND, "points": TEN, "sharing": ["north"]}


class TestWhyNotData:
    def test_no_credit(self) -> None:
        """What fails is told with its clauses and near miss, every repair with its steps and what it brings."""
        assert why_not_data(why_not(ACME, partner="north", client="acme", as_of=date(2024, 3, 25))) == {
            "partner": "north",
            "client": "acme",
            "as_of": "2024-03-25",
            **SERVICING,
            "credit": None,
            "verdict": "ran out",
            "shortfalls": [
                {
                    "verdict": "ran out",
                    "clauses": ["A14", "A15", "A19"],
                    "near": "the last activity expired 10 days ago: ann's blog publish of 2024-01-15",
                }
            ],
            "begins": None,
            "repairs": [
                {
                    "effective": "2024-03-25",
                    "credit": THOUSAND,
                    "points": TEN,
                    "steps": [
                        {
                            "what": "perform a qualifying activity at acme, such as blog publish",
                            "who": "ann",
                            "on": "2024-03-25",
                            "clauses": ["A7", "A14"],
                        }
                    ],
                }
            ],
            "reason": "",
        }

    def test_credit(self) -> None:
        """Where there is credit after all, that is all there is."""
        data = why_not_data(why_not(ACME, partner="north", client="acme", as_of=date(2024, 2, 1)))
        assert (data["credit"], data["verdict"], data["shortfalls"], data["repairs"]) == (THOUSAND, None, [], [])

    def test_unknown_points(self) -> None:
        """A repair that makes points nobody knows says null."""
        data = why_not_data(why_not(BOLT, partner="north", client="bolt", as_of=date(2024, 5, 1)))
        assert json.loads(json.dumps(data))["repairs"][0]["points"] is None

    def test_by_itself(self) -> None:
        """Credit that begins by itself is given by its day, and why there is nothing to do as the reason."""
        sold = managed_client("north", "acme", start=JANUARY, price=90)
        waiting = sold.with_(PartnerOfRecord("acme", partner="north", start=date(2024, 2, 10)))
        asked = why_not(
            waiting, partner="north", client="acme", as_of=date(2024, 2, 11), policy=hubspot.PARTNER_OF_RECORD
        )
        data = why_not_data(asked)
        assert (data["begins"], data["repairs"]) == ("2024-03-01", [])
        assert data["reason"] == "nothing to do: no step brings credit sooner"


class TestExpiringData:
    def test_lines(self) -> None:
        """A line that ends is given with its worth, its days and its people; what is at stake stands below."""
        assert expiring_data(expiring(ACME, as_of=date(2024, 3, 1), within=14)) == {
            "as_of": "2024-03-01",
            "within": 14,
            **SERVICING,
            "expiring": [
                {
                    "partner": "north",
                    "client": "acme",
                    "expires_on": "2024-03-15",
                    "by_terms": False,
                    "last_day_to_act": "2024-03-15",
                    "employees": ["ann"],
                    "needed_employees": ["ann"],
                    **ALONE,
                }
            ],
            "at_stake": [{"partner": "north", "credit": [THOUSAND], "points": TEN, "known_points": TEN, "unknown": []}],
        }

    def test_none_helps(self) -> None:
        """Where no activity keeps a line, there is no last day to act."""
        kept = Line("north", "acme", Money(1000, "USD"), Fraction(10), ("north",))
        found = Expiring(JANUARY, 30, hubspot.SERVICING, (Expiry(date(2024, 1, 20), kept, None, (), ()),))
        (line,) = json.loads(json.dumps(expiring_data(found)))["expiring"]
        assert (line["expires_on"], line["last_day_to_act"], line["employees"]) == ("2024-01-20", None, [])


class TestLedgerData:
    def test_movements(self) -> None:
        """Movements are given with kind and cause in words, and their sums by partner below."""
        assert ledger_data(changes(ACME, start=date(2024, 2, 1), end=date(2024, 4, 1))) == {
            "start": "2024-02-01",
            "end": "2024-04-01",
            **SERVICING,
            "movements": [
                {
                    "on": "2024-03-15",
                    "partner": "north",
                    "client": "acme",
                    "subscription": "acme-subscription",
                    "kind": "lost",
                    "cause": "activity lapsed",
                    "credit": LESS,
                    "points": MINUS_TEN,
                }
            ],
            "totals": [
                {"partner": "north", "credit": [LESS], "points": MINUS_TEN, "known_points": MINUS_TEN, "unknown": []}
            ],
        }

    def test_unknown_points(self) -> None:
        """Unknown points are null in a movement, and in a sum that it is part of."""
        both = ACME | BOLT
        data = json.loads(json.dumps(ledger_data(changes(both, start=date(2024, 2, 1), end=date(2024, 4, 1)))))
        assert [(each["client"], each["points"]) for each in data["movements"]] == [("bolt", None), ("acme", MINUS_TEN)]
        (total,) = data["totals"]
        assert (total["points"], total["known_points"], total["unknown"]) == (None, MINUS_TEN, ["bolt"])
        assert [each["currency"] for each in total["credit"]] == ["BRL", "USD"]

    def test_no_subscription(self) -> None:
        """A line without credit that comes or goes is no subscription's movement."""
        free = Scenario([what_if.Remove(*ACME.subscriptions)]).apply(ACME)
        movements = changes(free, start=date(2024, 1, 1), end=date(2024, 2, 1))
        (data,) = json.loads(json.dumps(ledger_data(movements)))["movements"]
        assert (data["subscription"], data["kind"], data["cause"]) == (None, "gained", str(Cause.ACTIVITY_PERFORMED))

    def test_nothing_moved(self) -> None:
        """Where nothing changed there is neither movement nor sum."""
        data = ledger_data(changes(ACME, start=date(2024, 2, 1), end=date(2024, 2, 2)))
        assert (data["movements"], data["totals"]) == ([], [])


class TestComparisonData:
    def test_ends(self) -> None:
        """A line that would be gone has no after, and its difference is negative."""
        assert comparison_data(compare(ACME, LEAVING)) == {
            "scenario": "ann leaves on 2024-02-01",
            **SERVICING,
            "differences": [
                {
                    "partner": "north",
                    "client": "acme",
                    "start": "2024-02-01",
                    "end": "2024-03-15",
                    "before": ALONE,
                    "after": None,
                    "credit": LESS,
                    "points": MINUS_TEN,
                }
            ],
        }

    def test_begins(self) -> None:
        """A line that would be new has no before."""
        (data,) = json.loads(json.dumps(comparison_data(compare(ACME, BLOGGING))))["differences"]
        assert (data["before"], data["after"], data["credit"]) == (None, ALONE, THOUSAND)

    def test_open_end(self) -> None:
        """A difference that nothing known ends has no end, and the policy is the one that would be in force."""
        data = comparison_data(compare(RECORD, Scenario(policy=hubspot.PARTNER_OF_RECORD)))
        assert data["policy"] == "partner-of-record"
        (difference,) = json.loads(json.dumps(data))["differences"]
        assert (difference["start"], difference["end"]) == ("2024-01-01", None)

    def test_unknown_points(self) -> None:
        """A difference with unknown points says null."""
        scenario = Scenario([what_if.Leaves("bob", on=date(2024, 2, 1))])
        (data,) = json.loads(json.dumps(comparison_data(compare(BOLT, scenario))))["differences"]
        assert (data["points"], data["before"]["points"]) == (None, None)


class TestEffectsData:
    def test_causes(self) -> None:
        """As of a day the causes are given as movements, and the sums by partner."""
        assert effects_data(compare(ACME, LEAVING).as_of(date(2024, 2, 10))) == {
            "scenario": "ann leaves on 2024-02-01",
            "as_of": "2024-02-10",
            "differences": comparison_data(compare(ACME, LEAVING))["differences"],
            "movements": [
                {
                    "on": "2024-02-10",
                    "partner": "north",
                    "client": "acme",
                    "subscription": "acme-subscription",
                    "kind": "lost",
                    "cause": "relationship ended",
                    "credit": LESS,
                    "points": MINUS_TEN,
                }
            ],
            "totals": [
                {"partner": "north", "credit": [LESS], "points": MINUS_TEN, "known_points": MINUS_TEN, "unknown": []}
            ],
        }

    def test_another_day(self) -> None:
        """On a day on which nothing would be different there is nothing in it."""
        data = effects_data(compare(ACME, LEAVING).as_of(date(2024, 1, 20)))
        assert (data["differences"], data["movements"], data["totals"]) == ([], [], [])


class TestBySubscriptionData:
    def test_parts(self) -> None:
        """Every part has its prices, what counts, what is credited, and why something counts for nothing."""
        opened = evaluate(ACME, as_of=date(2024, 2, 1)).by_subscription()
        data = by_subscription_data(opened)
        assert (data["as_of"], data["policy"]) == ("2024-02-01", "servicing")
        assert data["subscriptions"] == [
            {
                "partner": "north",
                "client": "acme",
                "subscription": "acme-subscription",
                "list_price": THOUSAND,
                "net_price": THOUSAND,
                "mrr": THOUSAND,
                **ALONE,
                "reasons": [],
            }
        ]

    def test_without_subscription(self) -> None:
        """What belongs to no subscription has no id and no prices."""
        opened = evaluate(
            managed_client("north", "acme", start=JANUARY, activities=[JANUARY]), as_of=JANUARY
        ).by_subscription()
        (part,) = json.loads(json.dumps(by_subscription_data(opened)))["subscriptions"]
        assert [part[name] for name in ("subscription", "list_price", "net_price")] == [None, None, None]
        assert by_subscription_csv(opened).splitlines() == [
            (
                "partner,client,subscription,list_price_exact,net_price_exact,mrr_exact,"
                "currency,credit,credit_exact,points,points_exact,sharing"
            ),
            "north,acme,,,,0,USD,0.00,0,0.00,0,north",
        ]


class TestRenewalsData:
    COMING = renewals(ACME | managed_client("north", "bolt", start=JANUARY, price=1), as_of=date(2024, 2, 1), within=30)

    def test_renewals(self) -> None:
        """Every renewal has its day, its kind and what rides on it, which may be nothing."""
        data = renewals_data(self.COMING)
        assert (data["as_of"], data["within"], data["policy"]) == ("2024-02-01", 30, "servicing")
        assert data["renewals"] == [
            {
                "on": "2024-03-01",
                "kind": "renews",
                "client": "acme",
                "subscription": "acme-subscription",
                "riding": [{"partner": "north", **ALONE}],
            },
            {
                "on": "2024-03-01",
                "kind": "renews",
                "client": "bolt",
                "subscription": "bolt-subscription",
                "riding": [],
            },
        ]
        assert data["riding"] == [
            {"partner": "north", "credit": [THOUSAND], "points": TEN, "known_points": TEN, "unknown": []},
        ]
        assert json.loads(json.dumps(renewals_data(self.COMING))) == renewals_data(self.COMING)

    def test_csv(self) -> None:
        """As CSV a partner is a row, and so is nobody."""
        assert renewals_csv(self.COMING).splitlines() == [
            "on,kind,client,subscription,partner,currency,credit,credit_exact,points,points_exact,sharing",
            "2024-03-01,renews,acme,acme-subscription,north,USD,1000.00,1000,10.00,10,north",
            "2024-03-01,renews,bolt,bolt-subscription,,,,,,,",
        ]
