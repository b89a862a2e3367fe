"""
The book of laws holds of the engine and of the reference, and finds a wrong rule of every kind.

What it finds it shows on so few records that one sees at a glance what is wrong.
"""

from collections.abc import Callable
from datetime import date, timedelta
from fractions import Fraction
from functools import partial
from typing import Any

import attrs
import pytest

from managed_mrr import (
    CurrencyToPoints,
    ExpiryWindow,
    Link,
    LiveActivity,
    MinimumActivity,
    Policy,
    Portfolio,
    Rate,
    Statement,
    Timelines,
    Undivided,
    WhileCounting,
    evaluate,
    hubspot,
    timelines,
)
from managed_mrr.evidence import LISTS
from managed_mrr.testing import Implementation, as_lines, check_laws, engine, reference_model
from managed_mrr.testing.reference import Lines

SERVICING, OF_RECORD = hubspot.SERVICING, hubspot.PARTNER_OF_RECORD


class TestOfOurOwn:
    @pytest.mark.parametrize("policy", hubspot.POLICIES.values(), ids=str)
    def test_the_engine_obeys_every_law(self, policy: Policy) -> None:
        """The engine and its timelines obey every law under every shipped policy."""
        report = check_laws(
            engine(policy), timelines=partial(timelines, policy=policy), policy=policy.name, examples=40
        )
        assert "timelines-are-every-day" in report.checked

    @pytest.mark.parametrize("policy", hubspot.POLICIES)
    def test_the_reference_obeys_every_law(self, policy: str) -> None:
        """So does the reference, day by day."""
        check_laws(reference_model(policy=policy), policy=policy, examples=4)

    def test_another_window(self) -> None:
        """The laws about the window are those of the window that was asked for."""
        check_laws(engine(SERVICING.with_(window=ExpiryWindow(days=30))), window=30, examples=25)

    def test_a_minimum(self) -> None:
        """They are also true where several activities are needed at once."""
        minimum = MinimumActivity(count=2, within=60)
        check_laws(engine(SERVICING.requiring(minimum)), needed=2, examples=25)


def given_other(change: Callable[[Portfolio], dict[str, list[Any]]], policy: Policy = SERVICING) -> Implementation:
    """The engine, fed other evidence than it was given."""

    def answer(portfolio: Portfolio, day: date) -> Statement:
        lists: dict[str, Any] = {name: getattr(portfolio, name) for name in LISTS}
        return evaluate(Portfolio(**(lists | change(portfolio))), as_of=day, policy=policy)

    return answer


def rounded_down(portfolio: Portfolio, day: date) -> Lines:
    """Parts without what is less than a cent."""
    lines = as_lines(evaluate(portfolio, as_of=day))
    return {pair: (Fraction(int(credit * 100), 100), *rest) for pair, (credit, *rest) in lines.items()}  # type: ignore[misc]


def as_floats(portfolio: Portfolio, day: date) -> object:
    """Credit as floats."""
    lines = as_lines(evaluate(portfolio, as_of=day))
    return {pair: (float(credit), *rest) for pair, (credit, *rest) in lines.items()}


def the_last_partner_dropped(portfolio: Portfolio, day: date) -> Lines:
    """Of several partners the last gets nothing."""
    lines = as_lines(evaluate(portfolio, as_of=day))
    return {pair: worth for pair, worth in lines.items() if len(worth[3]) == 1 or pair[0] != worth[3][-1]}


def two_partners_at_most(portfolio: Portfolio, day: date) -> Lines:
    """Of three partners the first two share as if there were no third."""
    found: Lines = {}
    for (partner, client), (credit, currency, points, sharing) in as_lines(evaluate(portfolio, as_of=day)).items():
        kept = sharing[:2]
        more = Fraction(len(sharing), len(kept))
        if partner in kept:
            found[partner, client] = credit * more, currency, None if points is None else points * more, kept
    return found


def a_day_late(portfolio: Portfolio, day: date) -> Statement:
    """The lines of the day after."""
    return evaluate(portfolio, as_of=day + timedelta(days=1))


def more_for_the_first(portfolio: Portfolio, day: date) -> Lines:
    """Of two partners the first gets two thirds."""
    found: Lines = {}
    for (partner, client), (credit, currency, points, sharing) in as_lines(evaluate(portfolio, as_of=day)).items():
        times = Fraction(1) if len(sharing) != 2 else Fraction(4, 3) if partner == sharing[0] else Fraction(2, 3)
        found[partner, client] = credit * times, currency, None if points is None else points * times, sharing
    return found


def refusing_two_partners(portfolio: Portfolio, day: date) -> Statement:
    """No answer with two partners."""
    if len(portfolio.partners) > 1:
        msg = "too many partners"
        raise NotImplementedError(msg)
    return evaluate(portfolio, as_of=day)


def the_last_of_each(portfolio: Portfolio) -> dict[str, list[Any]]:
    """Only the activity of an employee at a client that comes last in the list."""
    return {"activities": list({(each.employee, each.client): each for each in portfolio.activities}.values())}


def everywhere(portfolio: Portfolio) -> dict[str, list[Any]]:
    """Every activity at every client."""
    done = [attrs.evolve(each, client=at.id, id=None) for each in portfolio.activities for at in portfolio.clients]
    return {"activities": done}


def without_ids(portfolio: Portfolio) -> dict[str, list[Any]]:
    """No activity known to be the same as another."""
    return {"activities": [attrs.evolve(each, id=None) for each in portfolio.activities]}


def logins_as_edits(portfolio: Portfolio) -> dict[str, list[Any]]:
    """Every activity one that qualifies."""
    return {"activities": [attrs.evolve(each, tool="crm", action="edit") for each in portfolio.activities]}


def endless(name: str) -> Callable[[Portfolio], dict[str, list[Any]]]:
    """The first user of each person in one of the accounts, never removed."""

    def change(portfolio: Portfolio) -> dict[str, list[Any]]:
        first = {(each.employee, getattr(each, "client", None)): each for each in reversed(getattr(portfolio, name))}
        return {name: [attrs.evolve(each, end=None) for each in first.values()]}

    return change


def all_linked(portfolio: Portfolio) -> dict[str, list[Any]]:
    """Every user in a client's account linked."""
    users = portfolio.client_users
    return {"links": [Link(each.employee, client=each.client, start=each.start, end=each.end) for each in users]}


def of_anybody(portfolio: Portfolio) -> dict[str, list[Any]]:
    """Every client with the partner of record that comes first."""
    found = [attrs.evolve(each, partner=portfolio.partners[0].id) for each in portfolio.partners_of_record]
    return {"partners_of_record": found}


def reading(**values: object) -> Implementation:
    """The engine with other values."""
    return engine(SERVICING.with_(**values))


RATE = CurrencyToPoints([Rate("USD", 80)])

WRONG: list[tuple[str, Implementation, str, int]] = [
    ("a day too short", reading(window=ExpiryWindow(days=59)), "expires-at-the-window", 8),
    ("a day too long", reading(window=ExpiryWindow(days=61)), "expires-at-the-window", 8),
    ("a day too long", reading(window=ExpiryWindow(days=61)), "nothing-without-activity", 7),
    ("a lost cent", rounded_down, "split-conserves", 8),
    ("a lost cent", rounded_down, "prices-scale", 8),
    ("all to everybody", reading(split=Undivided()), "split-conserves", 14),
    ("uneven", more_for_the_first, "split-is-even", 14),
    ("a partner dropped", the_last_partner_dropped, "split-conserves", 14),
    ("two at most", two_partners_at_most, "newcomers-get-their-part", 13),
    ("a leak from the future", a_day_late, "later-facts-change-nothing", 8),
    ("a leak from another client", given_other(everywhere), "other-clients-change-nothing", 8),
    ("a leak from another client", given_other(everywhere), "groups-add-up", 8),
    ("the last in the list", given_other(the_last_of_each), "order-changes-nothing", 8),
    ("revival", reading(activity_revives=True), "no-revival", 7),
    ("never removed at the client", given_other(endless("client_users")), "removal-from-the-client-ends-at-once", 7),
    ("never removed at the partner", given_other(endless("partner_users")), "removal-from-the-partner-ends-at-once", 7),
    ("deactivation ends", reading(deactivation_ends=True), "deactivation-ends-nothing", 7),
    ("unlinking ends", reading(unlinking_ends=True), "unlinking-ends-nothing", 8),
    ("no link asked for", given_other(all_linked), "link-needed", 6),
    ("domains ignored", reading(link_by_domain=False), "linked-by-domain", 8),
    ("logins count", given_other(logins_as_edits), "logins-never-count", 7),
    ("agreements ignored", reading(eligibility=LiveActivity()), "agreement-needed", 7),
    ("list prices", reading(net_of_discount=False), "split-conserves", 8),
    ("unbilled counts", reading(billing_required=False), "only-what-is-paid-counts", 8),
    ("bad standing ignored", reading(good_standing_required=False), "only-what-is-paid-counts", 8),
    ("the multiplier ignored", reading(multiplied=False), "points-follow-credit", 8),
    ("points of another rate", reading(points=RATE), "points-follow-credit", 8),
    ("floats", as_floats, "lines-are-of-the-evidence", 7),
    ("an error", refusing_two_partners, "lines-are-of-the-evidence", 2),
    ("nothing at all", lambda portfolio, day: {}, "expires-at-the-window", 8),
    ("nothing at all", lambda portfolio, day: {}, "newcomers-get-their-part", 1),
]

WRONG_OF_RECORD: list[tuple[str, Implementation, str, int]] = [
    ("anybody", engine(attrs.evolve(OF_RECORD, eligibility=LiveActivity())), "undivided", 13),
    ("anybody", engine(attrs.evolve(OF_RECORD, eligibility=LiveActivity())), "record-needed", 7),
    ("at once", engine(OF_RECORD.with_(recognition=WhileCounting())), "counts-from-the-next-billing", 10),
    ("list prices", engine(OF_RECORD.with_(net_of_discount=False)), "no-more-than-is-paid", 4),
    ("the first partner", given_other(of_anybody, OF_RECORD), "order-changes-nothing", 4),
]


def shown(evaluate: Implementation, law: str, **options: Any) -> int:  # noqa: ANN401 -- those of check_laws
    """How many records the example has on which a law is found broken; as a test of its own it fails too."""
    (violation,) = check_laws(evaluate, laws=[law], strict=False, **options).violations
    assert violation.law.name == law
    names: dict[str, Any] = {"evaluate": evaluate, "timelines": options.get("timelines")}
    exec(violation.test, names)  # noqa: S102 -- what users paste must run
    with pytest.raises(AssertionError):
        names[f"test_{law.replace('-', '_')}"]()
    portfolio = violation.case.portfolio if violation.wrong is None else violation.wrong.portfolio
    return sum(len(getattr(portfolio, name)) for name in LISTS)


class TestOfWrongOnes:
    @pytest.mark.parametrize(
        ("evaluate", "law", "records"), [each[1:] for each in WRONG], ids=[f"{each[0]}: {each[2]}" for each in WRONG]
    )
    def test_each_kind_is_found(self, evaluate: Implementation, law: str, records: int) -> None:
        """A wrong rule of each kind breaks the law against it, on no more records than are needed to show it."""
        assert shown(evaluate, law) <= records

    @pytest.mark.parametrize(
        ("evaluate", "law", "records"),
        [each[1:] for each in WRONG_OF_RECORD],
        ids=[f"{each[0]}: {each[2]}" for each in WRONG_OF_RECORD],
    )
    def test_each_kind_is_found_for_the_partner_of_record(
        self, evaluate: Implementation, law: str, records: int
    ) -> None:
        """The same for rules about the partner of record."""
        assert shown(evaluate, law, policy="partner-of-record") <= records

    def test_duplicates_are_found_under_a_minimum(self) -> None:
        """That an activity given twice is counted twice shows where two are needed."""
        minimum = SERVICING.requiring(MinimumActivity(count=2, within=60))
        assert shown(given_other(without_ids, minimum), "repetition-changes-nothing", needed=2) <= 7

    def test_timelines_that_miss_segments(self) -> None:
        """Timelines without their last segments differ from the lines of the day."""

        def cut(portfolio: Portfolio) -> object:
            return {pair: list(each)[:1] for pair, each in timelines(portfolio).items()}

        assert shown(engine(), "timelines-are-every-day", timelines=cut) <= 9

    def test_timelines_that_overlap(self) -> None:
        """Timelines that say two things on one day are found out."""

        def doubled(portfolio: Portfolio) -> object:
            return {pair: [*each, *each] for pair, each in timelines(portfolio).items()}

        assert shown(engine(), "timelines-are-every-day", timelines=doubled) <= 7

    def test_timelines_that_raise(self) -> None:
        """Timelines that cannot be had are told as such."""

        def none(portfolio: Portfolio) -> Timelines:
            raise KeyError(portfolio)

        report = check_laws(engine(), timelines=none, laws=["timelines-are-every-day"], strict=False, examples=1)
        assert report.violations[0].said.startswith("there is no answer: KeyError")
