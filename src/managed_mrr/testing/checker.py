"""Checker: whether an explanation says just what the evidence says, lived through day by day."""

from collections.abc import Sequence
from datetime import date, timedelta
from fractions import Fraction
from functools import lru_cache
from typing import Any

import attrs

from managed_mrr.dates import DateRange
from managed_mrr.evidence import LISTS, Citation, Client, Portfolio
from managed_mrr.evidence.known import known
from managed_mrr.findings import KINDS, Finding, found, misshapen
from managed_mrr.policy import Policy
from managed_mrr.testing.days import days_mentioned, every_day
from managed_mrr.testing.policy_readings import readings_of
from managed_mrr.testing.reference import Life

__all__ = ["check_finding"]
DAY = timedelta(days=1)
CONDITIONS = {"AllOf": "rule", "CurrentAgreement": "agreement", "PartnerOfRecordStatus": "of-record"}


def __dir__() -> list[str]:
    return __all__


def check_finding(finding: Finding, portfolio: Portfolio, policy: Policy, *, foresight: bool = False) -> list[str]:
    """
    What is wrong with the explanation of a line or a total; nothing if it is just what the evidence says.

    Partner, client and day are read from its text. Under rules or readings of one's own only the form is checked.

    Args:
        finding: The explanation.
        portfolio: The evidence.
        policy: The rules in force.
        foresight: Whether it is told knowing the whole history, as of a timeline, and not only what the day knows.

    Examples:
        >>> from managed_mrr import evaluate, hubspot, managed_client
        >>> acme = managed_client("north", "acme", start=date(2024, 1, 1), price=90, activities=[date(2024, 1, 15)])
        >>> finding = evaluate(acme, as_of=date(2024, 3, 1)).explain("north", "acme")
        >>> check_finding(attrs.evolve(finding, margin=3), acme, hubspot.SERVICING)
        ['Line(north at acme): margin is 3, expected None']
    """
    about = getattr(finding.text, "about", {})
    partner, client, on = about.get("partner"), about.get("client"), about.get("on")
    firms, clients = ({each.id for each in row} for row in (portfolio.partners, portfolio.clients))
    if partner not in firms or client not in clients | {None} or type(on) is not date:
        return ["the finding is not the explanation of a line or a total"]
    if readings_of(policy) is None:
        return [f"{id}: {wrong}" for id, each in finding.identified() for wrong in misshapen(each, on)]
    right = _told(portfolio, policy, partner, client, on=on, last=date.max if foresight else on)
    pairs = zip(finding.identified(), right.walk(), strict=False)
    said = [(id, *each) for (id, one), other in pairs for each in zip(_said(one), _said(other), strict=True)]
    return [f"{id}: {name} is {is_}, expected {value}" for id, (name, is_), (_, value) in said if is_ != value]


def _said(finding: Finding) -> list[tuple[str, str]]:
    """What a finding says, in a form in which 1 and True and Fraction(1) are three."""
    said = [(name, repr(getattr(finding, name))) for name in attrs.fields_dict(Finding) if name != "parts"]
    text = (getattr(finding.text, "code", ""), sorted(getattr(finding.text, "about", {}).items()))
    return [*said, ("made of", repr(text)), ("parts", str(len(finding.parts)))]


@lru_cache(maxsize=8)
def _told(world: Portfolio, policy: Policy, who: str, client: str | None, *, on: date, last: date) -> Finding:
    """The explanation of a partner's line at a client or, without one, of its total."""
    clients = [each for each in sorted(world.clients, key=lambda each: each.id) if client in {each.id, None}]
    lives = [_Told(world, policy, each, on=on, last=last) for each in clients]
    if client is not None:
        return lives[0].tell(on, "line", who)
    lines: list[Any] = [each.tell(on, "line", who) for each in lives if each.days[on]["met", who]]
    credited, parts = [line for line in lines if line.holds], [line for line in lines if not line.holds]
    for currency in sorted({line.value.currency for line in credited}):
        own = [line for line in credited if line.value.currency == currency]
        parts.append(found("credit", on, credit=sum(line.value.amount for line in own), currency=currency, parts=own))
    points = sum((line.parts[-1].value or 0 for line in credited), Fraction(0))
    cites = [cite for cite, _ in lives[0].cited(on, "partners", who)]
    return found("total", on, partner=who, on=on, policy=policy.name, points=points, cites=cites, parts=parts)


class _Told:
    """One client lived through day by day, and what is to be said of it."""

    def __init__(self, world: Portfolio, policy: Policy, client: Client, *, on: date, last: date) -> None:
        def placed(path: str, records: Sequence[Any]) -> list[tuple[Citation, Any]]:
            told = ((f"{path}[{n}]", known(each, last)) for n, each in enumerate(records))
            own = ((path, each) for path, each in told if each and getattr(each, "client", client.id) == client.id)
            return [(Citation(path, getattr(each, "id", None)), each) for path, each in own]

        rows = {name: placed(name, getattr(world, name)) for name in LISTS}
        seen = Portfolio(**{name: [each for _, each in told] for name, told in rows.items()})
        sold, items = rows["subscriptions"], {each.id: each.items for each in world.subscriptions}
        rows["items"] = [row for cite, each in sold for row in placed(f"{cite.path}.items", items[each.id])]
        self.policy, self.client, self.rows = policy, client, rows
        life, readings = Life(seen, client), readings_of(policy, client.currency)
        assert readings is not None  # other policies are checked for form alone
        billed = [31 * each.billing.every_months for each in seen.subscriptions if each.billing]
        far = max([readings.window, *(readings.minimum or ()), *billed])
        turning = {on, *days_mentioned(seen), *(day for day, _ in readings.rates)} - {date.min, date.max}
        self.days: dict[date, dict[tuple[Any, ...], Any]] = {}
        for day in every_day(min(turning) - DAY, max(turning) + far * DAY):
            life.live_through(day, readings)
            self.days[day] = life.today

    def tell(self, on: date, family: str, *whom: Any, rule: Any = None) -> Finding:  # noqa: ANN401
        """What is to be said on a day of someone or something: what the answer is, and what it is made of."""
        kind, now, rule, what = KINDS[family], self.days[on], rule or self.policy.split, whom[-1]
        asked = (kind.asks.format(rule=rule), *whom)
        answer, cited = now.get(asked, False), [row for name in kind.cites for row in self.cited(on, name, what)]
        rules = getattr(rule, "rules", [self.policy.eligibility]) if "rule" in kind.parts else []
        parts = [self.tell(on, CONDITIONS.get(type(each).__name__, "live"), what, rule=each) for each in rules]
        for part in kind.parts:
            question = KINDS[part].asks.format(rule=rule)
            keys = [key for key in now if key[0] == question and key[1 : len(asked)] == asked[1:] and key != asked]
            parts += [self.tell(on, part, *key[1:], rule=rule) for key in keys]
        # Of the answers a truth is whether it holds, a number what it comes to, and a word how the code goes on.
        code, record = f"{family}.{answer}" if isinstance(answer, str) else family, cited[0][1] if cited else None
        about = {**self.about(on, whom[0]), **dict.fromkeys(("employee", "subscription", "other"), what), "rule": rule}
        about |= {"holds": answer if isinstance(answer, bool) else None, "recognised": now.get(("recognised", *whom))}
        about |= {"mrr": answer if isinstance(answer, Fraction) else 0, "record": record, "parts": parts}
        if record and answer == "not-attributed":
            first = self.tell(record.on, "link", whom[0], record.employee).parts[0]
            about |= {"reason": first.text, "clauses": first.clauses}
        return found(code, on, self.steady(on, asked), cites=[cite for cite, _ in cited], **about)

    def about(self, on: date, who: str) -> dict[str, Any]:
        """What may be spoken of in whatever is said of a partner on a day."""
        credit, _, points, sharing = self.days[on].get(("Line", who), (None, "", None, [who]))
        about = {**attrs.asdict(self.client, recurse=False), "client": self.client.id, "partner": who, "on": on}
        about |= {"policy": self.policy.name, "credit": credit, "points": points, "part": Fraction(1, len(sharing))}
        about["whole"], rates = self.days[on]["RecurringRevenue", who], getattr(self.policy.points, "rates", ())
        rate = [each for each in rates if each.currency == self.client.currency and on in each.period]
        return about | (attrs.asdict(rate[0], recurse=False) if rate else {})

    def cited(self, on: date, name: str, what: object) -> list[tuple[Citation, Any]]:
        """The records of a list about someone or something: those the day is in or, if it is in none, all there are."""
        keys = ("id", "employee", "partner")
        rows = [row for n, row in enumerate(self.rows[name]) if what in {n, *(getattr(row[1], k, None) for k in keys)}]
        around = [row for row in rows if hasattr(row[1], "start") and on in DateRange(row[1].start, row[1].end)]
        return around or rows

    def steady(self, on: date, asked: tuple[Any, ...]) -> DateRange:
        """The days around a day on which what is asked has the same answer."""
        other = [day for day, now in self.days.items() if now.get(asked, False) != self.days[on].get(asked, False)]
        before, after = [day for day in other if day < on], [day for day in other if day > on]
        return DateRange(before[-1] + DAY if before else None, after[0] if after else None)
