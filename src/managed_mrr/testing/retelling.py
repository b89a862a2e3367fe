"""
Retelling: the explanation of a line or a total as the witness of each day gives it, node by node.

Together with :mod:`managed_mrr.testing.witness` it is to explanations what the reference is to lines.
"""

from collections.abc import Callable, Sequence
from datetime import date
from fractions import Fraction
from functools import lru_cache
from typing import Any

from managed_mrr.amounts import Money
from managed_mrr.dates import DateRange
from managed_mrr.evidence import Citation, Portfolio
from managed_mrr.findings import Finding, Wording, worded
from managed_mrr.policy import Policy
from managed_mrr.testing.reference import QUALIFYING
from managed_mrr.testing.witness import DAY, Person, Witness, needs

__all__ = ["RULES", "retell"]


def __dir__() -> list[str]:
    return __all__


RULES = {
    "CurrentAgreement": "a current agreement",
    "LiveActivity": "a live activity (counted {1} days)",
    "MinimumActivity": "at least {0} activities in {1} days",
    "PartnerOfRecordStatus": "partner of record",
}
"""What the rules that can be retold are called, with how many activities they need, and for how long each counts."""


@lru_cache(maxsize=8)
def retell(
    world: Portfolio, policy: Policy, partner: str, client: str | None, on: date, *, foresight: bool = False
) -> Finding:
    """
    The explanation of a line, or without a client of a partner's total.

    Args:
        world: The evidence.
        policy: The rules in force, of which only the plain values are read.
        partner: Id of the partner.
        client: Id of the client; None for the total.
        on: The day.
        foresight: Whether what is dated later is known too.

    Examples:
        >>> from managed_mrr import hubspot, managed_client
        >>> acme = managed_client("north", "acme", start=date(2024, 1, 1), price=90, activities=[date(2024, 1, 15)])
        >>> retell(acme, hubspot.SERVICING, "north", None, date(2024, 3, 1)).text
        'north has 0.90 points on 2024-03-01 (servicing) from 1 line'
    """
    clients = sorted(each.id for each in world.clients) if client is None else [client]
    retellings = [
        _Retelling(Witness(world, policy, each, on, date.max if foresight else on), partner) for each in clients
    ]
    if client is not None:
        return retellings[0].line()
    told = [each for each in retellings if each.pair.people or each.pair.records]
    lines = [(each, each.line()) for each in told if each.pair.eligible(on)]
    none = [each.line() for each in told if not each.pair.eligible(on)]
    sums = []
    for code in sorted({each.seen.client.currency for each, _ in lines}):
        own = [line for each, line in lines if each.seen.client.currency == code]
        credit = Money(sum(line.value.amount for line in own if isinstance(line.value, Money)), code)
        text = worded("credit", credit=credit, lines=len(own))
        sums.append(
            _node("Credit", text, subject=code, value=credit, steady=_common(own), clauses=["A1", "A17"], parts=own)
        )
    points = [each.points() for each, _ in lines]
    known = [each for each in points if each is not None]
    unknown = len(points) - len(known)
    total = sum(known, Fraction(0))
    text = worded(
        "total.unknown" if unknown else "total",
        partner=partner,
        points=total,
        on=on,
        policy=policy.name,
        lines=len(lines),
        unknown=unknown,
    )
    place = [each.id for each in world.partners].index(partner)
    return _node(
        "Total",
        text,
        subject=partner,
        value=None if unknown else total,
        steady=_common([*(line for _, line in lines), *none]),
        clauses=["A1", "A17"],
        cites=[Citation(f"partners[{place}]", partner)],
        parts=[*sums, *none],
    )


def _node(rule: str, text: Wording, **fields: Any) -> Finding:  # noqa: ANN401 -- the fields of a finding
    return Finding(rule=rule, text=text, **fields)


def _common(findings: Sequence[Finding]) -> DateRange:
    """The days on which all stay the same."""
    starts = [each.steady.start for each in findings if each.steady and each.steady.start]
    ends = [each.steady.end for each in findings if each.steady and each.steady.end]
    return DateRange(max(starts, default=None), min(ends, default=None))


def _gap(code: str, gap: DateRange, **about: str) -> Wording:
    if gap.start:
        return worded(f"{code}.since", day=gap.start, **about)
    return worded(f"{code}.before", day=gap.end, **about) if gap.end else worded(code, **about)


class _Retelling:
    """One partner at one client, on the day asked about."""

    def __init__(self, seen: Witness, partner: str) -> None:
        self.seen, self.on, self.pair = seen, seen.on, seen.pairs[partner]
        self.who, self.at = partner, seen.client.id

    def money(self, amount: Fraction | int) -> Money:
        return Money(amount, self.seen.client.currency)

    def steady(self, answer: Callable[[date], object]) -> DateRange:
        return self.seen.steady(answer, self.on)

    def points(self) -> Fraction | None:
        credit, rate = self.seen.credit(self.who, self.on), self.seen.rate(self.on)
        assert credit is not None  # asked only where there is a line
        return None if rate is None else credit[0] / rate.per_point * self.seen.client.points_multiplier

    def line(self) -> Finding:
        seen, subject = self.seen, f"{self.who} at {self.at}"
        about: dict[str, Any] = {"partner": self.who, "client": self.at, "on": self.on, "policy": seen.policy.name}
        eligibility, credit = self.eligibility(), seen.credit(self.who, self.on)
        steady = self.steady(lambda day: seen.worth(self.who, day))
        if credit is None:
            text = worded("line.none", **about)
            return _node("Line", text, subject=subject, holds=False, steady=steady, parts=[eligibility])
        value, share = self.money(credit[0]), self.share(*credit)
        return _node(
            "Line",
            worded("line", credit=value, points=self.points(), **about),
            subject=subject,
            holds=True,
            value=value,
            steady=steady,
            clauses=["A1", "A17"],
            parts=[eligibility, self.revenue(), share, self.converted(value, share)],
        )

    def eligibility(self) -> Finding:
        parts = [self.rule(each) for each in self.seen.rules]
        if len(parts) == 1:
            return parts[0]
        holds = self.pair.eligible(self.on)
        names = [RULES[type(each).__name__].format(*needs(each)) for each in self.seen.rules]
        parts.sort(key=lambda part: part.holds is not holds)
        text = worded("rule", rule=" and ".join(names))
        return _node("AllOf", text, holds=holds, steady=self.steady(self.pair.eligible), parts=parts)

    def rule(self, rule: object) -> Finding:
        name, pair = type(rule).__name__, self.pair
        holds, steady = pair.holds(rule, self.on), self.steady(lambda day: pair.holds(rule, day))
        if name == "CurrentAgreement":
            periods = pair.partner.agreements
            known = any(each.start and each.start <= self.seen.last for each in periods or ())
            text = worded(
                "agreement.always" if periods is None else "agreement" if holds else "agreement.not", partner=self.who
            )
            cites = [Citation(f"{pair.cite.path}.agreements", self.who) if known else pair.cite]
            return _node(name, text, holds=holds, steady=steady, clauses=["B1"], cites=cites)
        if name == "PartnerOfRecordStatus":
            about = {"partner": self.who, "client": self.at}
            text = worded("of-record", **about) if holds else _gap("of-record.not", steady, **about)
            cites = self.seen.cited(pair.records, self.on, steady)
            return _node(name, text, holds=holds, steady=steady, clauses=["B2", "B9"], cites=cites)
        count, days = needs(rule)
        done = [(each, at, a) for each in pair.people for at, a in each.done if a.on <= self.on]
        parts = [self.activity(rule, *each) for each in done]
        parts.sort(key=lambda part: (not part.holds, part.value))
        live = sum(part.holds is True for part in parts)
        lost = "live.nothing" if not parts else "live.over" if any(part.threshold for part in parts) else "live.never"
        code = lost if not holds else "live.through" if steady.end else "live"
        through = steady.end - DAY if holds and steady.end else None
        edge = steady.end if holds else steady.start
        return _node(
            name,
            worded(code, live=live, needed=count, day=through, done=len(done), days=days),
            holds=holds,
            value=live,
            threshold=count,
            margin=(edge - self.on).days if edge else None,
            steady=steady,
            clauses=["A2", "A6", "A14", "A15"] if name == "LiveActivity" else ["A16"],
            parts=[self.relationship(), *parts],
        )

    def activity(self, rule: object, person: Person, at: Citation, a: Any) -> Finding:  # noqa: ANN401 -- an activity
        about = {"employee": person.id, "tool": a.tool, "action": a.action, "on": a.on}
        age, (_, days) = (self.on - a.on).days, needs(rule)
        fields: dict[str, Any] = {"subject": at.path, "value": age, "cites": [at]}
        if not person.attributed(a):
            code, reason, clauses = self.objection(person, a)
            text = worded(code, reason=reason, **about)
            return _node("Activity", text, holds=False, steady=DateRange(a.on), clauses=clauses, **fields)
        end = self.pair.end(rule, person, a.on)
        early, gone, live = end < a.on + DAY * days, (self.on - end).days, self.on < end
        code = "activity.ended" if early else "activity.expired"
        text = worded("activity.live", day=end - DAY, **about) if live else worded(code, day=end, gone=gone, **about)
        return _node(
            "Activity",
            text,
            holds=live,
            threshold=days,
            margin=-gone,
            clauses=["A18" if early else "A14"],
            steady=DateRange(a.on, end) if live else DateRange(end),
            **fields,
        )

    def objection(self, person: Person, a: Any) -> tuple[str, str | None, Sequence[str]]:  # noqa: ANN401 -- an activity
        if (a.tool, a.action) in QUALIFYING:
            first = self.failing(person, a.on)[0]
            return "activity.not-attributed", first.text, first.clauses
        if a.action == "login":
            return "activity.login", None, ["A8"]
        classified = a.action in {"create", "edit", "publish"} and any(a.tool == tool for tool, _ in QUALIFYING)
        return "activity.not-qualifying" if classified else "activity.unclassified", None, ["A7"]

    def failing(self, person: Person, day: date) -> list[Finding]:
        seen, name, found = self.seen, person.id, []
        for n, account in enumerate([self.who, self.at]):
            if not person.active[n](day):
                gap, about = seen.steady(person.present[n], day), {"employee": name, "account": account}
                text = worded("user.deactivated", **about) if person.present[n](day) else _gap("user.not", gap, **about)
                found.append(
                    _node(
                        "ActiveUser",
                        text,
                        subject=account,
                        holds=False,
                        steady=seen.steady(person.active[n], day),
                        clauses=["A6"] if n else ["A6", "A9"],
                        cites=seen.cited(person.users[n], day, gap),
                    )
                )
        if not person.linked(day):
            gap, cites = seen.steady(person.linked, day), seen.cited(person.links, day, seen.steady(person.linked, day))
            text = _gap("linked.not", gap, employee=name, client=self.at)
            found.append(_node("Linked", text, holds=False, steady=gap, clauses=["A10", "A12"], cites=cites))
        return found

    def relationship(self) -> Finding:
        pair, about = self.pair, {"partner": self.who, "client": self.at}
        holds, steady = pair.related(self.on), self.steady(pair.related)
        parts = sorted(map(self.managing, pair.people), key=lambda part: part.holds is not holds)
        if holds:
            text = worded("relationship", day=steady.start, **about)
        else:
            text = _gap("relationship.not", steady, **about) if parts else worded("relationship.nobody", **about)
        ever = holds or steady != DateRange()
        clauses = ["A18", "A19"] if ever else ["A6", "A10"]
        return _node("ManagedRelationship", text, holds=holds, steady=steady, clauses=clauses, parts=parts)

    def managing(self, person: Person) -> Finding:
        seen, about = self.seen, {"employee": person.id, "client": self.at}
        since, steady = person.managing(self.on), self.steady(lambda day: bool(person.managing(day)))
        cites = [at for users in reversed(person.users) for at in seen.cited(users, self.on, steady)]
        if since and not person.domain:
            cites += seen.cited(person.links, since, steady)
        text = worded("managing", **about) if since else _gap("managing.not", steady, **about)
        parts = [] if since else self.failing(person, self.on)
        fields = {"steady": steady, "clauses": ["A6", "A18"], "cites": cites, "parts": parts}
        return _node("Managing", text, subject=person.id, holds=bool(since), **fields)

    def revenue(self) -> Finding:
        seen, who = self.seen, self.who
        whole = self.money(sum((seen.mrr(who, each, self.on) for _, each in seen.sold), Fraction(0)))
        parts = sorted((self.subscription(*each) for each in seen.sold), key=lambda part: not part.value)
        steady = self.steady(lambda day: sum(seen.mrr(who, each, day) for _, each in seen.sold))
        text = worded("revenue" if parts else "revenue.none", client=self.at, mrr=whole)
        clauses = ["B3", "B4", "B6", "B7", "B8"]
        return _node("RecurringRevenue", text, value=whole, steady=steady, clauses=clauses, parts=parts)

    def subscription(self, at: Citation, sold: Any) -> Finding:  # noqa: ANN401 -- a subscription
        value = self.money(self.seen.mrr(self.who, sold, self.on))
        code, day, clauses = self.standing(sold)
        items = [(f"{at.path}.items[{n}]", item) for n, item in enumerate(sold.items) if item.start <= self.seen.last]
        text = worded(f"subscription{code}", subscription=sold.id, mrr=value, day=day)
        steady = self.steady(lambda each: self.seen.mrr(self.who, sold, each))
        parts = sorted((self.item(*each) for each in items), key=lambda part: not part.value)
        return _node(
            "Subscription", text, subject=sold.id, value=value, steady=steady, clauses=clauses, cites=[at], parts=parts
        )

    def standing(self, sold: Any) -> tuple[str, date | None, Sequence[str]]:  # noqa: ANN401 -- a subscription
        on, billed = self.on, self.seen.billed(sold)
        if self.seen.counts(sold, on):
            if self.pair.recognised(sold, on):
                return "", None, ["B3"]
            later = self.steady(lambda day: self.pair.recognised(sold, day)).end
            return ".recognised-from" if later else ".not-recognised", later, ["B5", "B9"]
        reasons: list[tuple[object, str, date | None, Sequence[str]]] = [
            (sold.refunded_on and sold.refunded_on <= on, ".refunded", sold.refunded_on, ["B8"]),
            (sold.end and sold.end <= on, ".ended", sold.end, ["B8"]),
            (on < sold.start, ".starts", sold.start, ["B5"]),
            (not billed, ".not-billed", None, ["B5"]),
            (billed and on < billed, ".billed-from", billed, ["B5"]),
            (True, ".bad-standing", None, ["B3"]),
        ]
        return next((code, day, clauses) for applies, code, day, clauses in reasons if applies)

    def item(self, path: str, item: Any) -> Finding:  # noqa: ANN401 -- an item
        inside, value = self.seen.inside(self.on, item), self.money(self.seen.item(item, self.on))
        about: dict[str, Any] = {"product": item.product, "mrr": value}
        if inside and value:
            about |= {"price": self.money(item.price), "discount": self.money(item.discount), "months": item.months}
        if not inside:
            about["day"] = item.start if self.on < item.start else item.end
        reasons = [
            (self.on < item.start, ".starts"),
            (not inside, ".ended"),
            (item.kind != "recurring", ".one-time"),
            (not item.eligible, ".not-eligible"),
            (not value, ".fully-discounted" if item.price else ".free"),
            (item.discount, ".discounted"),
            (True, ""),
        ]
        text = worded("item" + next(code for applies, code in reasons if applies), **about)
        steady = self.steady(lambda day: self.seen.inside(day, item))
        clauses = ["B4", "B6"] if inside else ["B7"]
        return _node("Item", text, subject=path, value=value, steady=steady, clauses=clauses, cites=[Citation(path)])

    def share(self, credit: Fraction, sharing: Sequence[str]) -> Finding:
        name = type(self.seen.policy.split).__name__
        others = [each for each in sharing if each != self.who]
        text = worded(
            "share" if others else "share.alone",
            how={"EvenSplit": "divided evenly"}.get(name, "undivided"),
            others=", ".join(others),
            part=Fraction(1, len(sharing)),
            mrr=self.money(credit * len(sharing)),
            credit=self.money(credit),
        )
        return _node(
            name,
            text,
            value=self.money(credit),
            steady=self.steady(lambda day: self.seen.credit(self.who, day)),
            clauses=["A5"] if name == "EvenSplit" else ["B2"],
            parts=[_Retelling(self.seen, each).sharing() for each in others],
        )

    def sharing(self) -> Finding:
        text, eligibility = worded("sharing", partner=self.who, client=self.at), self.eligibility()
        fields = {"steady": eligibility.steady, "cites": [self.pair.cite], "parts": [eligibility]}
        return _node("Sharing", text, subject=self.who, holds=True, **fields)

    def converted(self, credit: Money, share: Finding) -> Finding:
        rate, points, name = self.seen.rate(self.on), self.points(), "CurrencyToPoints"
        if rate is None:
            text = worded("points.unknown", currency=credit.currency, on=self.on)
            steady = self.steady(lambda day: (self.seen.credit(self.who, day), self.seen.rate(day)))
            return _node(name, text, steady=steady, clauses=["A3"])
        per, factor = self.money(rate.per_point), self.seen.client.points_multiplier
        code = "points" if factor == 1 else "points.multiplied"
        text = worded("rate", rate=per, period=str(rate.period), source=rate.source or "no source given")
        part = _node("Rate", text, value=per, steady=rate.period, clauses=["A3"])
        text = worded(code, credit=credit, rate=per, multiplier=factor, points=points)
        return _node(name, text, value=points, steady=_common([share, part]), clauses=["A3"], parts=[part])
