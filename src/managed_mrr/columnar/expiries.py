"""Which lines end soon? Every one of a whole programme, by day; see :func:`managed_mrr.expiring`."""

from collections.abc import Iterator
from datetime import date

import attrs
import numpy as np
import pyarrow as pa

from managed_mrr.columnar.asking import in_parts, records_of
from managed_mrr.columnar.evidence import Flags, Numbers
from managed_mrr.columnar.kernel.activity import Gathered
from managed_mrr.columnar.kernel.as_of import known_on
from managed_mrr.columnar.kernel.days import DaySets, Places, days_of, distinct, groups_of, places
from managed_mrr.columnar.kernel.keeping import Keeping
from managed_mrr.columnar.kernel.objects import Objects
from managed_mrr.columnar.kernel.rule import Eligibility, activity_rules
from managed_mrr.columnar.kernel.scope import Scope
from managed_mrr.columnar.kernel.shares import Sharing
from managed_mrr.columnar.results import columns, dates, lists
from managed_mrr.columnar.tables.portfolio import ColumnarPortfolio
from managed_mrr.dates.edges import FOREVER
from managed_mrr.dates.ranges import exact_date
from managed_mrr.forecast import expiries as forecast
from managed_mrr.forecast.forecaster import Forecaster
from managed_mrr.forecast.lines import last_day_within
from managed_mrr.hubspot import SERVICING
from managed_mrr.policy import Policy

__all__ = ["expiring"]


def __dir__() -> list[str]:
    return __all__


CLIENTS = 1_000
"""How many clients are made into records at a time."""


def expiring(portfolio: ColumnarPortfolio, *, as_of: date, within: int, policy: Policy = SERVICING) -> pa.Table:
    """
    All lines that end within some days of a day, if nothing new happens; see :func:`managed_mrr.expiring`.

    Under a policy of rules that ship with the library and that more activity never harms, all of it is worked out on
    columns. Under any other, the employees, the last days to act and the changes of terms of the lines that end are
    asked of the objects, some clients at a time.

    Args:
        portfolio: The evidence.
        as_of: The day; what is at stake is the line of this day, and evidence dated later has no say.
        within: How many days after it are looked at: 30 means the next 30 days, the last of them included.
        policy: The rules in force.

    Returns:
        A row for each line that ends, by day, then partner, then client. It has ``expires_on``, the columns of
        :func:`evaluate`, ``last_day_to_act`` (null if none helps), ``employees`` who keep the line, those of them
        who are ``needed_employees``, and ``by_terms``, whether a change of terms ends it.

    Raises:
        DateError: ``as_of`` is not exactly a date, or ``within`` not a whole number of at least 1.
        UnknownTermsError: The policy is a program that does not know the terms of the day.
        TooLargeError: An exact number takes more than 64 bits.

    Clause:
        A14, A15, B12, B13.

    Examples:
        >>> from managed_mrr import columnar, managed_client
        >>> acme = managed_client("north", "acme", start=date(2024, 1, 1), price=900, activities=[date(2024, 1, 15)])
        >>> found = expiring(columnar.read(columnar.tables_of(acme)), as_of=date(2024, 3, 1), within=30)
        >>> found["expires_on"].to_pylist(), found["employees"].to_pylist()
        ([datetime.date(2024, 3, 15)], [['north-employee']])
    """
    day = exact_date(as_of)
    limit = last_day_within(day, within)
    forecaster = Forecaster(policy, day)
    make, number = records_of(portfolio), forecaster.number
    scope = Scope(portfolio.evidence, number, number + 1)
    gathered = Gathered.read(scope, activity_rules(policy.eligibility))  # up to the day, as the day knows them
    lines = in_parts(scope, policy, make, gathered)
    known = Scope(known_on(portfolio.evidence, number), number, limit + 1)
    objects = Objects(known, lambda codes: make(codes).as_of(day))
    eligible = Eligibility(known, policy.eligibility, objects, gathered)
    ends = _ends(eligible.days(), groups_of(lines.starts), forecaster)
    rows = np.flatnonzero(ends <= limit)
    lines, ends = lines.where(rows), ends[rows]
    pairs, keeping = groups_of(lines.starts), Keeping(eligible, forecaster)
    kept = _kept(keeping, pairs, ends) if keeping.possible else _asked(portfolio, scope, pairs, within, forecaster)
    at_stake = columns(scope, lines)
    del at_stake["start"], at_stake["end"]
    order = np.lexsort((scope.client_of(pairs), scope.partner_of(pairs), ends))
    found = pa.table({"expires_on": dates(ends), **at_stake, **kept.columns(scope)}).take(pa.array(order))
    return found.replace_schema_metadata({"policy": policy.name})


def _ends(days: DaySets, pairs: Places, forecaster: Forecaster) -> Numbers:
    """
    The first days on which the lines of some pairs are no more; ``FOREVER`` where that is not known.

    A line that what the day knows does not have, by a rule that looks ahead, ends on the day itself. One that is there
    when the known terms end goes on, as far as anybody knows.
    """
    today = places(pairs, forecaster.number)
    there, ends = days.contain(today), np.full(len(pairs), forecaster.number)
    ends[there] = days_of(days.ends[days.run_at(today[there])])
    return np.where(ends == forecaster.known_until, FOREVER, ends)


@attrs.frozen(eq=False, kw_only=True)
class _Kept:
    """
    Who keeps lines, and what would keep them longer, line by line.

    Attributes:
        last_days: Ordinals of the last days to act; ``FOREVER`` where none helps.
        employees: The employees who keep each.
        needed: The employees each needs.
        by_terms: Whether a change of terms ends it.
    """

    last_days: Numbers
    employees: Sharing
    needed: Sharing
    by_terms: Flags

    def columns(self, scope: Scope) -> dict[str, pa.Array]:
        staff, each = scope.evidence.employees, np.arange(len(self.last_days))
        return {
            "last_day_to_act": dates(self.last_days),
            "employees": lists(staff, self.employees, each),
            "needed_employees": lists(staff, self.needed, each),
            "by_terms": pa.array(self.by_terms),
        }


def _kept(keeping: Keeping, pairs: Places, ends: Numbers) -> _Kept:
    """What the columns say of the lines of some pairs."""
    keepers = keeping.keepers(pairs)
    return _Kept(
        last_days=keeping.last_days(pairs, ends),
        employees=_by_line(keeping.scope, pairs, keepers.seats),
        needed=_by_line(keeping.scope, pairs, keepers.seats[keepers.needed]),
        by_terms=keeping.ended_by_terms(pairs, ends),
    )


def _by_line(scope: Scope, pairs: Places, seats: Places) -> Sharing:
    """The employees of some seats, pair by pair."""
    first = np.searchsorted(scope.pair_of(seats), pairs)
    return Sharing(np.append(first, len(seats)), scope.employee_of(seats))


def _asked(portfolio: ColumnarPortfolio, scope: Scope, pairs: Places, within: int, forecaster: Forecaster) -> _Kept:
    """What the objects say of the lines of some pairs."""
    found = dict(_expiries(portfolio, scope.client_of(pairs), within, forecaster))
    partners, clients, staff = (
        _texts(ids.values) for ids in (scope.evidence.partners, scope.evidence.clients, scope.evidence.employees)
    )
    codes = {text: code for code, text in enumerate(staff)}
    names = zip(scope.partner_of(pairs).tolist(), scope.client_of(pairs).tolist(), strict=True)
    mine = [found[partners[partner], clients[client]] for partner, client in names]
    lasts = [FOREVER if each.last_day_to_act is None else each.last_day_to_act.toordinal() for each in mine]
    return _Kept(
        last_days=np.array(lasts, np.int64),
        employees=Sharing.of([[codes[who] for who in each.employees] for each in mine]),
        needed=Sharing.of([[codes[who] for who in each.needed_employees] for each in mine]),
        by_terms=np.array([each.by_terms for each in mine], np.bool_),
    )


def _expiries(
    portfolio: ColumnarPortfolio, clients: Numbers, within: int, forecaster: Forecaster
) -> Iterator[tuple[tuple[str, str], forecast.Expiry]]:
    make, codes = records_of(portfolio), distinct(clients)
    for first in range(0, len(codes), CLIENTS):
        records = make(codes[first : first + CLIENTS].tolist())
        for each in forecast.expiring(records, as_of=forecaster.day, within=within, policy=forecaster.policy):
            yield (each.line.partner, each.line.client), each


def _texts(ids: pa.Array) -> list[str]:
    return [str(each) for each in ids.to_pylist()]
