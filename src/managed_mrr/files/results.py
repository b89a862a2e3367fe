"""Results as data: statements, timelines, findings and remarks as JSON objects and CSV text."""

from collections.abc import Iterable
from fractions import Fraction

from managed_mrr.amounts import Money, decimal_text, exact_text
from managed_mrr.checks import Report
from managed_mrr.dates import DateRange
from managed_mrr.findings import Finding
from managed_mrr.segments import Segment
from managed_mrr.statement import Line, Statement, Total
from managed_mrr.tables import Table
from managed_mrr.timeline import Timeline

__all__ = [
    "finding_data",
    "report_data",
    "statement_csv",
    "statement_data",
    "timelines_csv",
    "timelines_data",
]


def __dir__() -> list[str]:
    return __all__


def statement_data(statement: Statement) -> dict[str, object]:
    """
    A statement as a JSON object; every number both rounded for people and exact as ``p/q``.

    Examples:
        >>> from datetime import date
        >>> from managed_mrr import evaluate, managed_client
        >>> acme = managed_client("north", "acme", start=date(2024, 1, 1), activities=[date(2024, 1, 15)])
        >>> sorted(statement_data(evaluate(acme, as_of=date(2024, 2, 1))))
        ['as_of', 'lines', 'policy', 'totals']
    """
    return {
        "as_of": statement.as_of.isoformat(),
        "policy": statement.policy.name,
        "lines": [{"partner": line.partner, "client": line.client, **_worth(line)} for line in statement.lines],
        "totals": [_total(total) for total in statement.totals().values()],
    }


def statement_csv(statement: Statement) -> str:
    """
    The lines of a statement as CSV, a row for each.

    Examples:
        >>> from datetime import date
        >>> from managed_mrr import evaluate, managed_client
        >>> acme = managed_client("north", "acme", start=date(2024, 1, 1), price=90, activities=[date(2024, 1, 15)])
        >>> print(statement_csv(evaluate(acme, as_of=date(2024, 2, 1))), end="")
        partner,client,currency,credit,credit_exact,points,points_exact,sharing
        north,acme,USD,90.00,90,0.90,9/10,north
    """
    rows = [[line.partner, line.client, *_cells(line)] for line in statement.lines]
    return Table(["partner", "client", *_WORTH], rows).csv()


def timelines_data(timelines: Iterable[Timeline], policy: str) -> dict[str, object]:
    """
    Timelines as a JSON object; the ``end`` of a segment is the first day after it, or null.

    Examples:
        >>> timelines_data([], "servicing")
        {'policy': 'servicing', 'timelines': []}
    """
    return {
        "policy": policy,
        "timelines": [
            {
                "partner": timeline.partner,
                "client": timeline.client,
                "segments": [{**_days(segment), **_worth(segment)} for segment in timeline.segments],
            }
            for timeline in timelines
        ],
    }


def timelines_csv(timelines: Iterable[Timeline]) -> str:
    """
    The segments of timelines as CSV, a row for each; ``end`` is the first day after it, or empty.

    Examples:
        >>> print(timelines_csv([]), end="")
        partner,client,start,end,currency,credit,credit_exact,points,points_exact,sharing
    """
    rows = [
        [timeline.partner, timeline.client, *(each or "" for each in _days(segment).values()), *_cells(segment)]
        for timeline in timelines
        for segment in timeline.segments
    ]
    return Table(["partner", "client", "start", "end", *_WORTH], rows).csv()


def finding_data(finding: Finding) -> dict[str, object]:
    """
    A finding and all below it as a JSON object.

    Examples:
        >>> finding_data(Finding(rule="CurrentAgreement", holds=True, text="agreement current"))["holds"]
        True
    """
    return {
        "rule": finding.rule,
        "holds": finding.holds,
        "text": finding.text,
        "value": _value(finding.value),
        "threshold": _value(finding.threshold),
        "margin": finding.margin,
        "steady": None if finding.steady is None else _range(finding.steady),
        "clauses": list(finding.clauses),
        "cites": [{"path": each.path, "id": each.id} for each in finding.cites],
        "parts": [finding_data(part) for part in finding.parts],
    }


def report_data(report: Report) -> dict[str, object]:
    """
    The remarks of a check as a JSON object.

    Examples:
        >>> report_data(Report([]))
        {'remarks': []}
    """
    return {
        "remarks": [
            {"code": each.code, "path": each.path, "count": each.count, "text": each.text, "hint": each.hint}
            for each in report
        ]
    }


_WORTH = ("currency", "credit", "credit_exact", "points", "points_exact", "sharing")


def _cells(worth: Line | Segment) -> list[str]:
    points = ("", "") if worth.points is None else (decimal_text(worth.points, 2), exact_text(worth.points))
    credit = worth.credit
    return [credit.currency, credit.decimal(), exact_text(credit.amount), *points, ";".join(worth.sharing)]


def _worth(worth: Line | Segment) -> dict[str, object]:
    return {
        "credit": _money(worth.credit),
        "points": None if worth.points is None else _points(worth.points),
        "sharing": list(worth.sharing),
    }


def _total(total: Total) -> dict[str, object]:
    return {
        "partner": total.partner,
        "credit": [_money(each) for each in total.credit],
        "points": None if total.points is None else _points(total.points),
        "known_points": _points(total.known_points),
        "unknown": list(total.unknown),
    }


def _money(money: Money) -> dict[str, str]:
    return {"amount": money.decimal(), "exact": exact_text(money.amount), "currency": money.currency}


def _points(points: Fraction) -> dict[str, str]:
    return {"amount": decimal_text(points, 2), "exact": exact_text(points)}


def _value(value: Money | Fraction | int | None) -> object:
    if isinstance(value, Money):
        return _money(value)
    return _points(value) if isinstance(value, Fraction) else value


def _days(segment: Segment) -> dict[str, str | None]:
    return {"start": segment.start.isoformat(), "end": None if segment.end is None else segment.end.isoformat()}


def _range(days: DateRange) -> dict[str, str | None]:
    return {
        "start": None if days.start is None else days.start.isoformat(),
        "end": None if days.end is None else days.end.isoformat(),
    }
