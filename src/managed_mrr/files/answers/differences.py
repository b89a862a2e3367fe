"""What would differ as data: under a scenario, or between policies."""

import json
from collections.abc import Iterable

from managed_mrr.amounts import exact_text
from managed_mrr.comparison import Comparison, Difference, Effects
from managed_mrr.difference import PolicyDifference, value_text
from managed_mrr.files.answers.movements import movement_data
from managed_mrr.files.numbers import (
    MOVED,
    assumptions_data,
    money_data,
    moved_cells,
    points_data,
    policy_data,
    range_data,
    total_data,
    worth_data,
)
from managed_mrr.files.write import portfolio_to_json
from managed_mrr.impact import Impact
from managed_mrr.segments import Segment
from managed_mrr.tables import Table
from managed_mrr.witness import Witness

__all__ = [
    "comparison_data",
    "differences_csv",
    "effects_data",
    "impact_csv",
    "impact_data",
    "policy_difference_data",
    "witness_data",
]


def __dir__() -> list[str]:
    return __all__


def comparison_data(comparison: Comparison) -> dict[str, object]:
    """
    What a scenario would change over time, as a JSON object.

    Examples:
        >>> from datetime import date
        >>> from managed_mrr import Scenario, compare, managed_client
        >>> acme = managed_client("north", "acme", start=date(2024, 1, 1))
        >>> comparison_data(compare(acme, Scenario(name="as it is")))["differences"]
        []
    """
    return {
        "scenario": str(comparison.scenario),
        **policy_data(comparison.scenario_policy),
        "assumptions": assumptions_data(comparison.scenario_policy.assumptions()),
        "differences": [_difference(each) for each in comparison],
    }


def effects_data(effects: Effects) -> dict[str, object]:
    """
    What a scenario would change as of a day, with the causes, as a JSON object.

    Examples:
        >>> from datetime import date
        >>> from managed_mrr import Scenario, compare, managed_client
        >>> acme = managed_client("north", "acme", start=date(2024, 1, 1))
        >>> effects_data(compare(acme, Scenario()).as_of(date(2024, 2, 1)))["movements"]
        []
    """
    return {
        "scenario": str(effects.scenario),
        "as_of": effects.as_of.isoformat(),
        "differences": [_difference(each) for each in effects],
        "movements": [movement_data(each) for each in effects.movements],
        "totals": [total_data(total) for total in effects.totals().values()],
    }


def differences_csv(differences: Iterable[Difference]) -> str:
    """
    What a scenario would change as CSV, a row for each run of days, with exact numbers.

    Args:
        differences: Those of a comparison.

    Examples:
        >>> print(differences_csv([]), end="")
        partner,client,start,end,before_exact,after_exact,currency,credit,credit_exact,points,points_exact
    """
    return Table(_DIFFERENT, [_difference_cells(each) for each in differences]).csv()


def policy_difference_data(difference: PolicyDifference) -> dict[str, object]:
    """
    What differs between two policies, as a JSON object.

    Examples:
        >>> from managed_mrr import diff, hubspot
        >>> found = policy_difference_data(diff(hubspot.SERVICING, hubspot.SERVICING.with_(multiplied=False)))
        >>> found["differences"][0]["sentence"]
        "the client's multiplier is left out"
    """
    return {
        "before": policy_data(difference.before),
        "after": policy_data(difference.after),
        "differences": [
            {
                "place": each.place,
                "name": each.name,
                "before": None if each.before is None else value_text(each.before),
                "after": None if each.after is None else value_text(each.after),
                "sentence": each.sentence,
                "clauses": list(each.clauses),
                "period": range_data(each.period),
            }
            for each in difference
        ],
    }


def witness_data(witness: Witness) -> dict[str, object]:
    """
    The smallest situation in which two policies differ, as a JSON object; the portfolio is that of a portfolio file.

    Where none was found the portfolio is null, and `tried`, `most` and `ways` say how far it was looked for.

    Examples:
        >>> from managed_mrr import hubspot, witness
        >>> found = witness_data(witness(hubspot.SERVICING, hubspot.SERVICING.with_(deactivation_ends=True)))
        >>> found["departures"]
        ["the employee is deactivated in the partner's account from day 20 on"]
    """
    comparison = witness.comparison
    return {
        "a": policy_data(witness.a),
        "b": policy_data(witness.b),
        "departures": [each.text for each in witness.departures],
        "portfolio": None if witness.portfolio is None else json.loads(portfolio_to_json(witness.portfolio)),
        "differences": [] if comparison is None else [_difference(each) for each in comparison],
        "tried": witness.tried,
        "most": witness.most,
        "ways": witness.ways,
    }


def impact_data(impact: Impact) -> dict[str, object]:
    """
    Who gains and who loses by another policy, when and why, as a JSON object.

    The `gain` of a change is 1 where the partner is better off, -1 where it is worse off, 0 where only others share.

    Examples:
        >>> from datetime import date
        >>> from managed_mrr import hubspot, impact, managed_client
        >>> acme = managed_client("north", "acme", start=date(2024, 1, 1), price=90, activities=[date(2024, 1, 15)])
        >>> impact_data(impact(hubspot.SERVICING, hubspot.PARTNER_OF_RECORD, acme))["changes"][0]["gain"]
        -1
    """
    return {
        "before": policy_data(impact.before),
        "after": policy_data(impact.after),
        "changes": [
            {**_difference(each.difference), "gain": each.gain, "because": list(each.because)} for each in impact
        ],
    }


def impact_csv(impact: Impact) -> str:
    """
    Who gains and who loses by another policy as CSV, a row for each run of days, with exact numbers.

    The values of the policy that do it, each alone, are joined by semicolons.

    Examples:
        >>> from datetime import date
        >>> from managed_mrr import ExpiryWindow, hubspot, impact, managed_client
        >>> acme = managed_client("north", "acme", start=date(2024, 1, 1), price=90, activities=[date(2024, 1, 15)])
        >>> later = hubspot.SERVICING.with_(window=ExpiryWindow(days=61))
        >>> print(impact_csv(impact(hubspot.SERVICING, later, acme)).splitlines()[1])
        north,acme,2024-03-15,2024-03-16,,90,USD,90.00,90,0.90,9/10,eligibility.rules[0].window.days
    """
    rows = [[*_difference_cells(each.difference), ";".join(each.because)] for each in impact]
    return Table([*_DIFFERENT, "because"], rows).csv()


def _difference(difference: Difference) -> dict[str, object]:
    return {
        "partner": difference.partner,
        "client": difference.client,
        "start": difference.start.isoformat(),
        "end": None if difference.end is None else difference.end.isoformat(),
        "before": _side(difference.before),
        "after": _side(difference.after),
        "credit": money_data(difference.credit),
        "points": None if difference.points is None else points_data(difference.points),
    }


_DIFFERENT = ("partner", "client", "start", "end", "before_exact", "after_exact", *MOVED)


def _difference_cells(difference: Difference) -> list[str]:
    sides = (difference.before, difference.after)
    return [
        difference.partner,
        difference.client,
        difference.start.isoformat(),
        "" if difference.end is None else difference.end.isoformat(),
        *("" if side is None else exact_text(side.credit.amount) for side in sides),
        *moved_cells(difference.credit, difference.points),
    ]


def _side(segment: Segment | None) -> dict[str, object] | None:
    return None if segment is None else worth_data(segment)
