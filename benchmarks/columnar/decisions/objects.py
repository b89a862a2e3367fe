"""
Objects: the cases, drawn from a generated programme, and how the object engine decides the same.

It works out the facts that the other engines are handed: it knows of every fact when it holds. ``at-hand`` decides
with these days worked out before, as everyone does who asks twice.
"""

import json
import sys
from datetime import date, timedelta
from pathlib import Path
from random import Random

import attrs

import managed_mrr as mm
from benchmarks.columnar.decisions.asking import Facts, answer_with
from benchmarks.columnar.drawing import DAYS, FIRST_DAY
from benchmarks.columnar.objects import read_objects
from managed_mrr.dates import edges as algebra
from managed_mrr.dates.edges import Edges
from managed_mrr.evidence import Activity, EmployeeAtClient, PartnerAtClient
from managed_mrr.rules import CurrentAgreement, LinkValidity, ManagedRelationship, QualifyingActivity

__all__ = ["write_cases"]

MANY = 4_000
NOT_YET = 1_000_000
"""Days since an activity that never was."""

LINK, QUALIFYING, RELATIONSHIP, AGREEMENT = (
    LinkValidity(),
    QualifyingActivity(),
    ManagedRelationship(),
    CurrentAgreement(),
)


@attrs.frozen
class Done:
    """An activity and all about its employee at its client."""

    facts: EmployeeAtClient
    activity: Activity

    @property
    def day(self) -> int:
        """The day as a number."""
        return self.activity.on.toordinal()


@attrs.frozen
class Asked:
    """A partner at a client, and a day."""

    facts: PartnerAtClient
    day: date


def drawn(portfolio: mm.Portfolio) -> tuple[list[Done], list[Asked]]:
    """Some activities, and some days at some clients; the same every time."""
    random = Random(1)
    pairs = [facts for at_client in portfolio.by_client.values() for facts in at_client]
    done = [Done(each, activity) for facts in pairs for each in facts.employees for activity in each.activities]
    days = [FIRST_DAY + timedelta(random.randrange(DAYS)) for _ in range(MANY)]
    return random.sample(done, MANY), [Asked(random.choice(pairs), day) for day in days]


def write_cases(programme: Path, path: Path) -> None:
    """Write the facts that engines are handed."""
    done, asked = drawn(read_objects(programme))
    cases = {"counts": [*map(_about_activity, done)], "serves": [*map(_about_day, asked)]}
    path.write_text(json.dumps(cases), encoding="utf-8")


def _about_activity(done: Done) -> Facts:
    return {
        "tool": done.activity.tool,
        "action": done.activity.action,
        "active_here": algebra.contains(done.facts.in_partner_account.active, done.day),
        "active_there": algebra.contains(done.facts.in_client_account.active, done.day),
        "linked": algebra.contains(LINK.linked(done.facts), done.day),
    }


def _about_day(asked: Asked) -> Facts:
    day = asked.day.toordinal()
    since = _since(RELATIONSHIP.edges(asked.facts), day)
    done = (Done(each, activity) for each in asked.facts.employees for activity in each.activities)
    days = [each.day for each in done if since <= each.day <= day and counts(each)]
    return {"days": day - max(days, default=day - NOT_YET), "agreement": asked.day in AGREEMENT.days(asked.facts)}


def _since(edges: Edges, day: int) -> int:
    """From when on something has held until a day without a break; later than the day if it does not hold."""
    return next((start for start, end in zip(edges[::2], edges[1::2], strict=True) if start <= day < end), day + 1)


def counts(done: Done) -> bool:
    """Whether an activity counts, its employee's days worked out anew."""
    return QUALIFYING.qualifies(done.activity) and algebra.contains(LINK.edges(done.facts), done.day)


def serves(asked: Asked) -> bool:
    """Whether a partner serves a client on a day, all its days worked out anew."""
    return asked.day in mm.hubspot.SERVICING.eligibility.days(asked.facts)


def main() -> None:
    """Decide the cases of a programme, given by its folder."""
    done, asked = drawn(read_objects(Path(sys.argv[1])))
    if sys.argv[2:] == ["at-hand"]:
        able = {id(each.facts): LINK.edges(each.facts) for each in done}
        held = {id(each.facts): mm.hubspot.SERVICING.eligibility.days(each.facts) for each in asked}
        answer_with(
            {"counts": done, "serves": asked},
            lambda one: QUALIFYING.qualifies(one.activity) and algebra.contains(able[id(one.facts)], one.day),
            lambda one: one.day in held[id(one.facts)],
        )
    else:
        answer_with({"counts": done, "serves": asked}, counts, serves)


if __name__ == "__main__":
    main()
