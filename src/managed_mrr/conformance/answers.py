"""Answers: the lines of a day in the one form in which they are compared, whoever gives them."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from fractions import Fraction
from typing import Any, TypeAlias

from managed_mrr.errors import ManagedMRRError
from managed_mrr.evidence import Portfolio
from managed_mrr.statement import Line, Statement

__all__ = ["AnswerError", "Implementation", "Lines", "Worth", "as_lines", "lines_data", "lines_from_data", "worth_text"]


def __dir__() -> list[str]:
    return __all__


Worth: TypeAlias = tuple[Fraction, str, Fraction | None, tuple[str, ...]]
"""What a line says: the exact credit, its currency, the exact points or None, and who share, sorted."""

Lines: TypeAlias = dict[tuple[str, str], Worth]
"""The lines of a day, by partner and client."""

Implementation: TypeAlias = Callable[[Portfolio, date], object]
"""A function from evidence and a day to lines; :func:`as_lines` says in which forms it may give them."""


class AnswerError(ManagedMRRError, ValueError, TypeError):
    """
    An implementation answered in a form that cannot be compared.

    Examples:
        >>> try:
        ...     as_lines({("north", "acme"): (333.33, "USD", None, ("north",))})
        ... except AnswerError as error:
        ...     print(str(error).partition(";")[0])
        the credit of ('north', 'acme') is 333.33 (float): expected an exact number
    """


def as_lines(answer: object) -> Lines:
    """
    The lines an implementation gave, in the form in which they are compared.

    Args:
        answer: A :class:`~managed_mrr.Statement`; or several :class:`~managed_mrr.Line`; or a mapping from partner and
            client to credit, currency, points and the partners that share, with exact numbers, None for points that
            are unknown.

    Returns:
        By partner and client the exact credit, its currency, the exact points or None, and who share, sorted.

    Raises:
        AnswerError: The answer has another form.

    Examples:
        >>> as_lines({("north", "acme"): (900, "USD", 9, ["north"])})
        {('north', 'acme'): (Fraction(900, 1), 'USD', Fraction(9, 1), ('north',))}
    """
    if isinstance(answer, Statement):
        answer = answer.lines
    if isinstance(answer, Mapping):
        return {_pair(pair): _values(pair, values) for pair, values in answer.items()}
    if isinstance(answer, Iterable):
        lines = list(answer)
        if all(isinstance(line, Line) for line in lines):
            return {
                (line.partner, line.client): (line.credit.amount, line.credit.currency, line.points, line.sharing)
                for line in lines
            }
    msg = f"the answer is {answer!r}: expected a Statement, several Line, or a mapping from partner and client"
    raise AnswerError(msg)


def _pair(pair: Any) -> tuple[str, str]:  # noqa: ANN401 -- whatever somebody's program answers
    if not (isinstance(pair, tuple) and len(pair) == 2 and all(isinstance(each, str) for each in pair)):
        msg = f"a line is of {pair!r}: expected the id of a partner and the id of a client"
        raise AnswerError(msg)
    return pair


def _values(pair: object, values: Any) -> tuple[Fraction, str, Fraction | None, tuple[str, ...]]:  # noqa: ANN401
    try:
        credit, currency, points, sharing = values
    except (TypeError, ValueError):
        msg = f"the line of {pair} is {values!r}: expected credit, currency, points and the partners that share"
        raise AnswerError(msg) from None
    known = None if points is None else _exact(pair, "points are", points)
    return _exact(pair, "credit is", credit), str(currency), known, tuple(sorted(sharing))


def _exact(pair: object, what: str, value: Any) -> Fraction:  # noqa: ANN401
    name, _, verb = what.partition(" ")
    try:
        return Fraction("a float is not exact" if isinstance(value, float) else value)
    except (TypeError, ValueError):
        msg = (
            f"the {name} of {pair} {verb} {value!r} ({type(value).__name__}): "
            "expected an exact number; give a Fraction, a Decimal or an int"
        )
        raise AnswerError(msg) from None


def worth_text(worth: Worth | None) -> str:
    """
    What a line says, for people who compare it with another, with nothing rounded.

    Examples:
        >>> worth_text((Fraction(1000, 3), "USD", None, ("north", "south")))
        'USD 1000/3, points unknown, shared by north, south'
        >>> worth_text(None)
        'no line'
    """
    if worth is None:
        return "no line"
    credit, currency, points, sharing = worth
    known = "points unknown" if points is None else f"{points} points"
    return f"{currency} {credit}, {known}, shared by {', '.join(sharing)}"


def lines_data(lines: Mapping[tuple[str, str], Worth]) -> list[dict[str, object]]:
    """
    Lines as the JSON objects of a case, by partner, then client.

    Examples:
        >>> lines_data({("north", "acme"): (Fraction(1000, 3), "CHF", None, ("north",))})[0]["credit"]
        {'exact': '1000/3', 'currency': 'CHF'}
    """
    return [
        {
            "partner": partner,
            "client": client,
            "credit": {"exact": str(credit), "currency": currency},
            "points": None if points is None else {"exact": str(points)},
            "sharing": list(sharing),
        }
        for (partner, client), (credit, currency, points, sharing) in sorted(lines.items())
    ]


def lines_from_data(told: Any, place: str) -> Lines:  # noqa: ANN401 -- whatever a file says
    """
    Lines from the JSON objects of a case or of somebody's answers.

    Args:
        told: The list of lines, as :func:`lines_data` makes it; a currency and numbers may stand in other keys' order.
        place: Where it stands, for messages.

    Raises:
        AnswerError: It is no list of lines, or has two lines of one partner and client.

    Examples:
        >>> lines_from_data([], "answers[0]")
        {}
    """
    if not isinstance(told, list):
        msg = f"{place}: the lines are {told!r}: expected a list"
        raise AnswerError(msg)
    lines: Lines = {}
    for index, line in enumerate(told):
        try:
            pair = (line["partner"], line["client"])
            known = None if line["points"] is None else _number(line["points"]["exact"])
            worth = (_number(line["credit"]["exact"]), line["credit"]["currency"], known, tuple(line["sharing"]))
        except (KeyError, TypeError, ValueError) as error:
            wrong = f"no {error}" if isinstance(error, KeyError) else error
            msg = (
                f"{place}.lines[{index}]: {wrong}; expected partner, client, credit with exact and currency, "
                "points with exact or null, and sharing; exact numbers are text such as '1000/3'"
            )
            raise AnswerError(msg) from None
        if pair in lines:
            msg = f"{place}.lines[{index}]: a second line of {pair}; expected one for each partner and client"
            raise AnswerError(msg)
        lines |= as_lines({pair: worth})
    return lines


def _number(text: object) -> Fraction:
    if not isinstance(text, str):
        msg = f"{text!r} is no text"
        raise TypeError(msg)
    return Fraction(text)
