"""What the two sources leave open, question by question, with the answers that are plausible."""

from datetime import date

import attrs

from managed_mrr.dates import DateRange
from managed_mrr.questions import Answer, Question
from managed_mrr.rules import (
    PUBLISHED_CATALOGUE,
    PUBLISHED_RATES,
    CurrentAgreement,
    ExpiryWindow,
    FromNextBilling,
    Rate,
    WhileCounting,
)

__all__ = ["CREDIT", "RECORD", "SERVICE"]


def __dir__() -> list[str]:
    return __all__


def _switch(name: str, text: str, yes: str, no: str, *clauses: str) -> Question:
    """A question that one value answers by being True or False."""
    return Question(name, text, [Answer(yes, {name: True}), Answer(no, {name: False})], clauses=clauses)


_TABLE_READ = date(2025, 1, 1)
"""The start of the year in which the earliest published table was read."""


def _known_from_2025(rate: Rate) -> Rate:
    """A rate of the earliest table as of no day before its year; USD 100 is source A's own figure of 2024."""
    if rate.currency == "USD" or rate.period.start is not None:
        return rate
    return attrs.evolve(rate, period=DateRange(_TABLE_READ, rate.period.end))


SERVICE = (
    Question(
        "window",
        "Is day 60 after an activity still inside?",
        [Answer("no", {"window": ExpiryWindow(days=60)}), Answer("yes", {"window": ExpiryWindow(days=61)})],
        clauses=["A14"],
    ),
    _switch("activity_outlives_employee", "Does an activity end with its employee?", "no", "yes", "A18"),
    _switch(
        "activity_revives",
        "Does an activity cut off by the end of a relationship count again in a new one?",
        "yes",
        "no",
        "A18",
    ),
    _switch("unlinking_ends", "Does taking a link away end anything?", "yes", "no", "A10"),
    _switch("deactivation_ends", "Does deactivating end anything?", "yes", "no", "A19"),
    _switch("active_required", "Can a deactivated user's activity count?", "no", "yes", "A6"),
    _switch("link_by_domain", "Does a matching e-mail domain link without a record of it?", "yes", "no", "A11"),
    Question(
        "catalogue",
        "Which actions qualify?",
        [
            Answer("the catalogue", {"catalogue": PUBLISHED_CATALOGUE}),
            Answer(
                "publishing for blog posts only",
                {
                    "catalogue": attrs.evolve(
                        PUBLISHED_CATALOGUE,
                        entries=[
                            each if each.tool == "blog" else attrs.evolve(each, actions=each.actions - {"publish"})
                            for each in PUBLISHED_CATALOGUE.entries
                        ],
                    )
                },
            ),
        ],
        clauses=["A7"],
    ),
    Question(
        "minimum_activity",
        "Is there a minimum number of activities?",
        [Answer("none", without="MinimumActivity")],
        clauses=["A16"],
    ),
)
"""About who is servicing a client; A16 gives no numbers, so there is one answer until somebody supplies another."""

RECORD = (
    Question(
        "recognition",
        "From when is the partner of record credited?",
        [
            Answer("from the next billing on", {"recognition": FromNextBilling()}),
            Answer("at once", {"recognition": WhileCounting()}),
        ],
        clauses=["B5"],
    ),
)
"""About the partner of record."""

CREDIT = (
    Question(
        "agreement",
        "Is a current agreement needed?",
        [Answer("yes", requiring=CurrentAgreement()), Answer("no", without="CurrentAgreement")],
        clauses=["B1"],
    ),
    _switch("billing_required", "Does an unbilled subscription count?", "no", "yes", "B5"),
    _switch("good_standing_required", "Does a subscription in bad standing count?", "no", "yes", "B3"),
    _switch("net_of_discount", "List price or price paid?", "price paid", "list price", "B6"),
    _switch("multiplied", "Does the growth market multiplier count for managed points?", "yes", "no", "A3"),
    Question(
        "rates",
        "What are the rates before the earliest table?",
        [
            Answer("those of the earliest table", {"rates": PUBLISHED_RATES}),
            Answer("unknown before 2025", {"rates": tuple(map(_known_from_2025, PUBLISHED_RATES))}),
        ],
        clauses=["A3"],
    ),
    Question(
        "missing_rates",
        "What is a point worth in a currency without a rate?",
        [Answer("unknown")],
        clauses=["A3"],
        about=["rates"],
    ),
)
"""About what a client is worth, and the points that makes; under every policy."""
