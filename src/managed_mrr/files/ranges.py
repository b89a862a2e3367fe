"""Ranges as data: the lowest and the highest of every line and total, as a JSON object."""

from fractions import Fraction

from managed_mrr.amounts import Money
from managed_mrr.files.numbers import assumptions_data, money_data, points_data, policy_data, worth_data
from managed_mrr.readings import Bounds, LineRange, StatementRange, TotalRange

__all__ = ["statement_range_data"]


def __dir__() -> list[str]:
    return __all__


def statement_range_data(found: StatementRange) -> dict[str, object]:
    """
    A day's statement from the lowest to the highest, as a JSON object.

    A lowest ``credit`` of null says that under the reading beside it there is no line.

    Examples:
        >>> from datetime import date
        >>> from managed_mrr import evaluate_range, managed_client
        >>> acme = managed_client("north", "acme", start=date(2024, 1, 1), price=90, activities=[date(2024, 1, 15)])
        >>> data = statement_range_data(evaluate_range(acme, as_of=date(2024, 3, 15), questions=["window"]))
        >>> data["lines"][0]["credit"]["low"]
        {'value': None, 'reading': {}}
    """
    return {
        "as_of": found.as_of.isoformat(),
        **policy_data(found.policy),
        "questions": {
            question.name: {
                "text": question.text,
                "clauses": list(question.clauses),
                "answers": [{"text": answer.text, "guess": answer.guess} for answer in question.answers],
            }
            for question in found.questions
        },
        "readings": found.readings,
        "lines": [_line(line) for line in found],
        "totals": [_total(total) for total in found.partner_totals],
        "assumptions": assumptions_data(found.assumptions),
    }


def _line(line: LineRange) -> dict[str, object]:
    return {
        "partner": line.partner,
        "client": line.client,
        "in_force": None if line.line is None else worth_data(line.line),
        "credit": _bounds(line.credit),
        "points": None if line.points is None else _bounds(line.points),
        "points_unknown": line.points_unknown,
        "alone": list(line.alone),
        "together": list(line.together),
    }


def _total(total: TotalRange) -> dict[str, object]:
    return {
        "partner": total.partner,
        "credit": [_bounds(each) for each in total.credit],
        "known_points": _bounds(total.points),
        "unknown": list(total.unknown),
    }


def _bounds(bounds: Bounds[Money] | Bounds[Money | None] | Bounds[Fraction]) -> dict[str, object]:
    return {
        "low": {"value": _value(bounds.low), "reading": dict(bounds.low_reading)},
        "high": {"value": _value(bounds.high), "reading": dict(bounds.high_reading)},
    }


def _value(value: Money | Fraction | None) -> dict[str, str] | None:
    if value is None:
        return None
    return money_data(value) if isinstance(value, Money) else points_data(value)
