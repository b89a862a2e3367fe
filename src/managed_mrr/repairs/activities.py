"""Activities that did not do: expired, cut off, or never attributed, and by how many days."""

from collections.abc import Iterator
from datetime import date

import attrs

from managed_mrr.dates import edges as algebra
from managed_mrr.dates.edges import Edges
from managed_mrr.evidence import Activity, EmployeeAtClient, PartnerAtClient
from managed_mrr.evidence.facts import Account
from managed_mrr.findings import worded
from managed_mrr.repairs.verdicts import Shortfall, Verdict
from managed_mrr.rules import LinkValidity, LiveActivity, ManagedRelationship, MinimumActivity

__all__ = ["activity_shortfall", "ago", "days_text", "managing_shortfall"]


def __dir__() -> list[str]:
    return __all__


NAMED = 3
"""How many employees a sentence names before it says how many more there are."""


def ago(days: int) -> str:
    """
    How long ago something was.

    Examples:
        >>> ago(0), ago(1), ago(10)
        ('today', '1 day ago', '10 days ago')
    """
    return "today" if days == 0 else f"{days_text(days)} ago"


def days_text(count: int) -> str:
    """
    A number of days in words.

    Examples:
        >>> days_text(1), days_text(1000)
        ('1 day', '1,000 days')
    """
    return f"{count:,} day{'' if count == 1 else 's'}"


def activity_shortfall(rule: LiveActivity | MinimumActivity, facts: PartnerAtClient, day: date) -> Shortfall:
    """
    In what way a rule about activities fails on a day: it never began, ran out, or ended at once.

    Args:
        rule: The rule; it fails on the day.
        facts: The evidence as known on the day.
        day: The day.

    Clause:
        A6, A10, A14, A15, A16, A18, A19.

    Examples:
        >>> from managed_mrr import managed_client
        >>> acme = managed_client(
        ...     "north", "acme", start=date(2024, 1, 1), activities=[date(2024, 1, 15)], employee="ann"
        ... )
        >>> print(activity_shortfall(LiveActivity(), acme.facts("north", "acme"), date(2024, 3, 25)).near)
        the last activity expired 10 days ago: ann's blog publish of 2024-01-15
    """
    over = rule.days(facts).steady(day).start
    needed, length = rule.needs
    done = list(_attributed(rule, facts))
    missed = _missed(rule, facts, since=day.toordinal() - length if done else 0)
    some = _counting(rule, facts, day) if isinstance(rule, MinimumActivity) else ""
    if over is None and done:
        return Shortfall(Verdict.TOO_FEW, _joined(f"{some}, and there were never enough", missed))
    if over is None:
        return Shortfall(Verdict.NEVER_BEGAN, missed or _nothing(facts))
    past = ago((day - over).days)
    before = [each for each in done if each.on < over]
    if sum((over - each.on).days < length for each in before) >= needed:
        left = length - min((over - each.on).days for each in before)
        ended = f"{_removed(rule.relationship, facts, over)} {past}, with {days_text(left)} left"
        return Shortfall(Verdict.ENDED_AT_ONCE, _joined(ended, some, missed))
    last = max((each for each in before if (over - each.on).days >= length), key=lambda each: each.on)
    what = "the last activity" if needed == 1 else f"an activity of {needed:,}"
    return Shortfall(Verdict.RAN_OUT, _joined(f"{what} expired {past}: {_said(last)}", some, missed))


def managing_shortfall(rule: ManagedRelationship, facts: PartnerAtClient, day: date) -> Shortfall:
    """
    In what way a relationship is missing on a day: it never began, or ended at once.

    Examples:
        >>> from managed_mrr import Client, Partner, Portfolio
        >>> bare = Portfolio.of(Partner("north"), Client("acme", currency="USD")).facts("north", "acme")
        >>> print(managing_shortfall(ManagedRelationship(), bare, date(2024, 3, 25)))
        never began (A6, A10): north has no employee at acme
    """
    over = rule.days(facts).steady(day).start
    if over is None:
        return Shortfall(Verdict.NEVER_BEGAN, _nobody(facts) or f"no employee of {facts.partner.id} was ever set up")
    return Shortfall(Verdict.ENDED_AT_ONCE, f"{_removed(rule, facts, over)} {ago((day - over).days)}")


def _joined(*parts: str) -> str:
    return "; ".join(filter(None, parts))


def _said(activity: Activity) -> str:
    return f"{activity.employee}'s {activity.tool} {activity.action} of {activity.on}"


def _nobody(facts: PartnerAtClient) -> str:
    return "" if facts.employees else f"{facts.partner.id} has no employee at {facts.client.id}"


def _nothing(facts: PartnerAtClient) -> str:
    return _nobody(facts) or f"no employee of {facts.partner.id} has done anything at {facts.client.id}"


def _counting(rule: MinimumActivity, facts: PartnerAtClient, day: date) -> str:
    """How many activities count on a day on which too few do, in words; empty where one would do."""
    if rule.count == 1:
        return ""
    fewer = (attrs.evolve(rule, count=count) for count in range(rule.count - 1, 0, -1))
    counting = next((each.count for each in fewer if day in each.days(facts)), 0)
    return f"{counting:,} of {rule.count:,} activities count"


def _attributed(rule: LiveActivity | MinimumActivity, facts: PartnerAtClient) -> Iterator[Activity]:
    for employee in facts.employees:
        valid = rule.relationship.link.days(employee)
        for activity in employee.activities:
            if activity.on in valid and rule.activity.qualifies(activity):
                yield activity


def _removed(rule: ManagedRelationship, facts: PartnerAtClient, over: date) -> str:
    """Who stopped managing the client on a day, and how."""
    before = over.toordinal() - 1
    gone: dict[str, list[str]] = {}
    for employee in facts.employees:
        runs = rule.managing(employee)
        if algebra.contains(runs, before) and not algebra.contains(runs, before + 1):
            gone.setdefault(_how(employee, before + 1), []).append(employee.employee.id)
    return " and ".join(f"{_names(names)} {'was' if len(names) == 1 else 'were'} {how}" for how, names in gone.items())


def _how(facts: EmployeeAtClient, day: int) -> str:
    accounts = [
        (facts.in_partner_account, f"{facts.employee.partner}'s account"),
        (facts.in_client_account, f"{facts.client.id}'s account"),
    ]
    for user, name in accounts:
        if not algebra.contains(user.present, day):
            return f"removed from {name}"
    return f"unlinked or deactivated at {facts.client.id}"


def _names(names: list[str]) -> str:
    more = len(names) - NAMED
    return ", ".join(names[:NAMED]) + (f" and {more:,} more" if more > 0 else "")


def _missed(rule: LiveActivity | MinimumActivity, facts: PartnerAtClient, since: int) -> str:
    """The activity that came nearest to being attributed, of those after a day; empty if there is none."""
    missed = [
        miss
        for employee in facts.employees
        for activity in employee.activities
        if activity.on.toordinal() > since and (miss := _miss(rule, employee, activity)) is not None
    ]
    if not missed:
        return ""
    return min(missed)[-1]


FAR = 10**7
"""More days than there are: the distance of what no change of day would put right."""


def _miss(
    rule: LiveActivity | MinimumActivity, facts: EmployeeAtClient, activity: Activity
) -> tuple[int, int, str] | None:
    """By how many days an activity missed being attributed, how recent it is, and both in words; None if it did not."""
    recent = -activity.on.toordinal()
    if (objection := rule.activity.objection(activity)) is not None:
        about = {"employee": activity.employee, "tool": activity.tool, "action": activity.action}
        return 2 * FAR, recent, str(worded(objection[0], on=activity.on, **about))
    misses = list(_lacking(rule.relationship.link, facts, activity.on.toordinal()))
    if not misses:
        return None
    distance, words = max(misses)
    what = f"{activity.tool} {activity.action} of {activity.on}"
    return distance, recent, f"{activity.employee}'s activity was done {words}: {what}"


def _lacking(rule: LinkValidity, facts: EmployeeAtClient, day: int) -> Iterator[tuple[int, str]]:
    """What an employee lacked on a day: by how many days, and in words."""
    accounts: list[tuple[Account, str]] = [
        (facts.in_partner_account, f"{facts.employee.partner}'s account"),
        (facts.in_client_account, f"{facts.client.id}'s account"),
    ]
    for user, account in accounts:
        if not algebra.contains(user.present, day):
            yield _distance(user.present, day, f"the user in {account}")
        elif rule.active_required and not algebra.contains(user.active, day):
            yield _distance(user.active, day, "")[0], f"while deactivated in {account}"
    if not rule.by_domain(facts) and not algebra.contains(facts.manually_linked, day):
        yield _distance(facts.manually_linked, day, "the link")


def _distance(edges: Edges, day: int, what: str) -> tuple[int, str]:
    """How far a day is from the nearest of some days, and on which side."""
    before = [start - day for start in edges[::2] if start > day]
    after = [day - end + 1 for end in edges[1::2] if end <= day]
    if before and before[0] <= min(after, default=FAR):
        return before[0], f"{days_text(before[0])} before {what}"
    if after:
        return min(after), f"{days_text(min(after))} after {what}"
    return FAR, f"without {what}"
