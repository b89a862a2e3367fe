"""Variants of the evidence about one partner at one client: activities added or taken away."""

import attrs

from managed_mrr.evidence import Activity, EmployeeAtClient, PartnerAtClient

__all__ = [
    "changed",
    "keeping",
    "only",
    "with_one",
]


def __dir__() -> list[str]:
    return __all__


def keeping(employee: EmployeeAtClient, places: list[int]) -> EmployeeAtClient:
    """
    The evidence about an employee with only the activities at some places.

    Examples:
        >>> from datetime import date
        >>> from managed_mrr import managed_client
        >>> acme = managed_client("north", "acme", start=date(2024, 1, 1), activities=[date(2024, 1, 15)])
        >>> keeping(acme.facts("north", "acme").employees[0], []).activities
        ()
    """
    kept = employee.positions["activities"]
    return attrs.evolve(
        employee,
        activities=tuple(employee.activities[place] for place in places),
        days=[employee.days[place] for place in places],
        positions={**employee.positions, "activities": [kept[place] for place in places]},
    )


def with_one(employee: EmployeeAtClient, activity: Activity) -> EmployeeAtClient:
    """The evidence about an employee with one activity more, which is the latest."""
    return attrs.evolve(
        employee, activities=(*employee.activities, activity), days=[*employee.days, activity.on.toordinal()]
    )


def changed(facts: PartnerAtClient, employee: EmployeeAtClient) -> PartnerAtClient:
    """The evidence with another version of what is known about one employee."""
    same = employee.employee.id
    return attrs.evolve(
        facts, employees=tuple(employee if each.employee.id == same else each for each in facts.employees)
    )


def only(facts: PartnerAtClient, employee: EmployeeAtClient, places: list[int]) -> PartnerAtClient:
    """The evidence with no activities but some of one employee's."""
    employees = (keeping(each, places if each is employee else []) for each in facts.employees)
    return attrs.evolve(facts, employees=tuple(employees))
