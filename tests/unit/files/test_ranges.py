"""Ranges as JSON: every key, and null where there is nothing to say."""

import json
from datetime import date

from managed_mrr import Answer, MinimumActivity, evaluate_range, hubspot, managed_client
from managed_mrr.files.numbers import assumptions_data
from managed_mrr.files.ranges import statement_range_data

JANUARY = date(2024, 1, 1)
ACME = managed_client("north", "acme", start=JANUARY, price=90, activities=[JANUARY])
BOLT = managed_client("north", "bolt", start=JANUARY, price=90, activities=[date(2024, 2, 1)], currency="BRL")
NINETY = {"amount": "90.00", "exact": "90", "currency": "USD"}
REAL = {"amount": "90.00", "exact": "90", "currency": "BRL"}


def bounds(low: object, high: object, **answers: str) -> dict[str, object]:
    """Two bounds, of which the high one takes other answers."""
    return {"low": {"value": low, "reading": {}}, "high": {"value": high, "reading": answers}}


class TestStatementRangeData:
    found = evaluate_range(ACME | BOLT, as_of=date(2024, 3, 1), questions=["window"])

    def test_lines(self) -> None:
        """A lowest credit of null is no line, points of null are never known, and each bound has its answers."""
        data = statement_range_data(self.found)
        assert data["lines"] == [
            {
                "partner": "north",
                "client": "acme",
                "in_force": None,
                "credit": bounds(None, NINETY, window="yes"),
                "points": {
                    "low": {"value": {"amount": "0.90", "exact": "9/10"}, "reading": {"window": "yes"}},
                    "high": {"value": {"amount": "0.90", "exact": "9/10"}, "reading": {"window": "yes"}},
                },
                "points_unknown": False,
                "alone": ["window"],
                "together": [],
            },
            {
                "partner": "north",
                "client": "bolt",
                "in_force": {"credit": REAL, "points": None, "sharing": ["north"]},
                "credit": bounds(REAL, REAL),
                "points": None,
                "points_unknown": True,
                "alone": [],
                "together": [],
            },
        ]

    def test_totals(self) -> None:
        """A total has the bounds of each currency and of the known points."""
        nothing, some = ({"amount": "0.00", "exact": "0"}, {"amount": "0.90", "exact": "9/10"})
        assert statement_range_data(self.found)["totals"] == [
            {
                "partner": "north",
                "credit": [
                    bounds(REAL, REAL),
                    bounds({**NINETY, "amount": "0.00", "exact": "0"}, NINETY, window="yes"),
                ],
                "known_points": bounds(nothing, some, window="yes"),
                "unknown": ["bolt"],
            }
        ]

    def test_questions(self) -> None:
        """What was asked stands there with its answers, guesses as such, and what was assumed for the rest."""
        guess = Answer("2 in 30 days", requiring=MinimumActivity(count=2, within=30), guess=True)
        asked = hubspot.SERVICING.question("minimum_activity").with_answers(guess)
        found = evaluate_range(ACME, as_of=date(2024, 3, 1), questions=[asked])
        data = statement_range_data(found)
        assert json.loads(json.dumps(data)) == data
        assert (data["as_of"], data["policy"], data["readings"]) == ("2024-03-01", "servicing", 2)
        assert data["questions"] == {
            "minimum_activity": {
                "text": "Is there a minimum number of activities?",
                "clauses": ["A16"],
                "answers": [{"text": "none", "guess": False}, {"text": "2 in 30 days", "guess": True}],
            }
        }
        everything = assumptions_data(hubspot.SERVICING.assumptions())
        assert data["assumptions"] == {name: each for name, each in everything.items() if name != "minimum_activity"}
