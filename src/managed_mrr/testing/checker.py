"""Checker: whether an explanation says just what the evidence says, lived through day by day."""

from collections.abc import Sequence
from datetime import date, timedelta
from fractions import Fraction
from functools import lru_cache
from typing import Any, TypeAlias

import attrs

from managed_mrr.amounts import Money
from managed_mrr.dates import DateRange
from managed_mrr.evidence import LISTS, Activity, Citation, Client, Item, Portfolio, Subscription
from managed_mrr.evidence.known import known
from managed_mrr.findings import Finding, found, misshapen, reason
from managed_mrr.findings.codes import KINDS
from managed_mrr.policy import Policy
from managed_mrr.testing.days import days_mentioned
from managed_mrr.testing.policy_readings import readings_of, rules_of
from managed_mrr.testing.readings import QUALIFYING
from managed_mrr.testing.reference import Life

__all__ = ["check_finding"]


def __dir__() -> list[str]:
    return __all__


DAY = timedelta(days=1)
Question: TypeAlias = tuple[object, ...]
CLASSIFIED = {("blog", "create"), ("blog", "edit")}  # besides those that qualify


def check_finding(finding: Finding, portfolio: Portfolio, policy: Policy, *, foresight: bool = False) -> list[str]:
    """
    What is wrong with the explanation of a line or a total; nothing if it is just what the evidence says.

    Which partner, client and day it is about is read from its text. Under a policy with rules of one's own, or with
    readings the checker does not know, only the form of each finding is checked.

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
    right = _right(portfolio, policy, partner, client, on=on, last=date.max if foresight else on)
    pairs = zip(finding.identified(), right, strict=False)
    said = [(id, *pair) for (id, one), other in pairs for pair in zip(_said(one), other, strict=True)]
    return [f"{id}: {name} is {is_}, expected {value}" for id, (name, is_), (_, value) in said if is_ != value]


def _said(finding: Finding) -> list[tuple[str, str]]:
    """What a finding says, in a form in which 1 and True and Fraction(1) are three."""
    said = [(name, repr(getattr(finding, name))) for name in attrs.fields_dict(Finding) if name != "parts"]
    text = (getattr(finding.text, "code", ""), sorted(getattr(finding.text, "about", {}).items()))
    return [*said, ("made of", repr(text)), ("parts", str(len(finding.parts)))]


@lru_cache(maxsize=8)
def _right(
    world: Portfolio, policy: Policy, who: str, client: str | None, *, on: date, last: date
) -> list[list[tuple[str, str]]]:
    """What the findings of the explanation of a line, or without a client of a total, have to say."""
    clients = [each for each in sorted(world.clients, key=lambda each: each.id) if client in {each.id, None}]
    told = [_Client(world, policy, each, on, last) for each in clients]
    right = told[0].line(who) if client else _total(told, who)
    return [_said(each) for each in right.walk()]


def _total(clients: Sequence["_Client"], who: str) -> Finding:
    on, policy = clients[0].on, clients[0].policy.name
    lines = [each.line(who) for each in clients if each.people(who) or each.records("partners_of_record", who)]
    credited = [line for line in lines if line.holds]
    points: list[Any] = [line.parts[3].value for line in credited]
    numbers = [each for each in points if each is not None]
    sums, values = [], [line.value for line in credited if isinstance(line.value, Money)]
    for currency in sorted({value.currency for value in values}):
        own = [line for line, value in zip(credited, values, strict=True) if value.currency == currency]
        credit = Money(sum(value.amount for value in values if value.currency == currency), currency)
        sums.append(found("credit", on, _together(own), credit=credit, lines=len(own), parts=own))
    unknown, parts = len(points) - len(numbers), [*sums, *(line for line in lines if not line.holds)]
    about: dict[str, Any] = {"partner": who, "on": on, "policy": policy, "lines": len(points), "unknown": unknown}
    about |= {"points": sum(numbers, Fraction(0)), "cites": clients[0].cited("partners", who, on)}
    return found("total.unknown" if unknown else "total", on, _together(lines), parts=parts, **about)


def _together(findings: Sequence[Finding]) -> DateRange:
    """The days on which all stay the same."""
    starts = [each.steady.start for each in findings if each.steady and each.steady.start]
    ends = [each.steady.end for each in findings if each.steady and each.steady.end]
    return DateRange(max(starts, default=None), min(ends, default=None))


class _Client:
    """One client lived through day by day, and what is to be said of it on one of the days."""

    def __init__(self, world: Portfolio, policy: Policy, client: Client, on: date, last: date) -> None:
        self.rows: dict[str, list[tuple[str, Any]]] = {}
        self.days: dict[date, dict[Question, Any]] = {}
        for name in LISTS:
            rows = [(f"{name}[{n}]", known(each, last)) for n, each in enumerate(getattr(world, name))]
            self.rows[name] = [
                (path, each) for path, each in rows if each and getattr(each, "client", client.id) == client.id
            ]
        self.client, self.policy, self.on, self.last, self.world = client, policy, on, last, world
        self.rules, readings = rules_of(policy), readings_of(policy, self.client.currency)
        assert readings is not None  # other policies are checked for form alone
        seen = Portfolio(**{name: [each for _, each in rows] for name, rows in self.rows.items()})
        life, days = Life(seen, self.client), {on, *days_mentioned(seen), *(day for day, _ in readings.rates)}
        days -= {date.min, date.max}
        months = [each.billing.every_months for each in seen.subscriptions if each.billing]
        far = max(31 * max(months, default=1), readings.window, *(readings.minimum or ()))
        rates = [each for each in getattr(policy.points, "rates", ()) if each.currency == self.client.currency]
        for day in (min(days) + DAY * n for n in range(-1, (max(days) - min(days)).days + far + 1)):
            life.live_through(day, readings, [*self.rules])
            life.today["Rate", client.id] = next((each for each in rates if day in each.period), None)
            self.days[day] = life.today
        self.now = self.days[on]

    def found(self, code: str, who: str, *asked: Question, seen: date | None = None, **more: Any) -> Finding:  # noqa: ANN401
        """What a code says of someone or something, for as long as what is asked has the same answers."""
        day, kind = seen or self.on, KINDS[code.partition(".")[0]]
        asked = asked or ((kind.rule or type(more["rule"]).__name__, who),)
        said = self.days[day].get(asked[0])
        about: dict[str, Any] = dict.fromkeys(("partner", "employee", "subscription"), who)
        about |= {"client": self.client.id, "policy": self.policy.name, "on": self.on, **more}
        about.setdefault("cites", [cite for name in kind.cites for cite in self.cited(name, who, day)])
        about.setdefault("holds", said if isinstance(said, bool) else None)
        return found(code, day, self.steady(day, *asked), **about)

    def steady(self, day: date, *asked: Question) -> DateRange:
        """The days around a day on which what is asked has the same answers."""
        said = [self.days[day].get(each) for each in asked]
        other = [each for each, today in self.days.items() if [today.get(one) for one in asked] != said]
        before = max((each for each in other if each < day), default=None)
        return DateRange(before and before + DAY, min((each for each in other if each > day), default=None))

    def records(self, name: str, who: str) -> list[tuple[str, Any]]:
        """The known records of a list about someone or something, each with its place."""
        names = ("id", "employee", "partner")
        return [(path, each) for path, each in self.rows[name] if who in (getattr(each, key, None) for key in names)]

    def cited(self, name: str, who: str, day: date) -> list[Citation]:
        """The places of the records of someone that a day is in or, if it is in none, of all there are."""
        rows = self.records(name, who)
        around = [row for row in rows if hasattr(row[1], "start") and day in DateRange(row[1].start, row[1].end)]
        return [Citation(path, getattr(each, "id", None)) for path, each in around or rows]

    def people(self, who: str) -> list[str]:
        """A partner's employees of whom anything is known here."""
        met = {each.employee for name in ("client_users", "links", "activities") for _, each in self.rows[name]}
        return sorted(each.id for each in self.world.employees if each.partner == who and each.id in met)

    def money(self, amount: Fraction) -> Money:
        return Money(amount, self.client.currency)

    def line(self, who: str) -> Finding:
        eligible, code, factor = self.eligible(who), self.client.currency, self.client.points_multiplier
        if ("Line", who) not in self.now:
            return self.found("line.none", who, parts=[eligible])
        (credit, _, points, sharing), rate = self.now["Line", who], self.now["Rate", self.client.id]
        others = [each for each in sharing if each != who]
        about: dict[str, Any] = {
            "credit": self.money(credit),
            "mrr": self.money(credit * len(sharing)),
            "points": points,
        }
        about |= {
            "others": ", ".join(others),
            "part": Fraction(1, len(sharing)),
            "multiplier": factor,
            "currency": code,
        }
        if rate is not None:
            source = str(rate.source or "no source given")
            about |= {"rate": self.money(rate.per_point), "period": str(rate.period), "source": source}
        shared = [self.found("sharing", each, ("AllOf", each), parts=[self.eligible(each)]) for each in others]
        rates = [] if rate is None else [self.found("rate", self.client.id, **about)]
        alone, made = "" if others else ".alone", ".unknown" if rate is None else "" if factor == 1 else ".multiplied"
        share = self.found(f"share{alone}", who, ("Share", who), rule=self.policy.split, parts=shared, **about)
        asked = ("Share", who), ("Rate", self.client.id)
        parts = [eligible, self.revenue(who), share, self.found(f"points{made}", who, *asked, parts=rates, **about)]
        return self.found("line", who, parts=parts, **about)

    def eligible(self, who: str) -> Finding:
        rule, parts = self.policy.eligibility, [self.condition(name, who) for name in self.rules]
        if rule in self.rules.values():
            return parts[0]
        parts.sort(key=lambda part: part.holds is not self.now["AllOf", who])
        return self.found("rule", who, rule=rule, parts=parts)

    def condition(self, name: str, who: str) -> Finding:
        if name == "CurrentAgreement":
            always = any(each.agreements is None for _, each in self.records("partners", who))
            return self.found("agreement.always" if always else "agreement", who)
        if name == "PartnerOfRecordStatus":
            return self.found("of-record", who, holds=self.now[name, who] is not None)
        people, (needed, days) = self.people(who), self.rules[name].needs
        done = [(n, path, a) for n, (path, a) in enumerate(self.rows["activities"]) if ("done", n) in self.now]
        done = [each for each in done if each[2].employee in people and each[2].on <= self.on]
        parts = [self.activity(name, who, *each) for each in sorted(done, key=lambda each: each[2].employee)]
        parts.sort(key=lambda part: (not part.holds, part.value))
        lost = "live.over" if any(part.threshold for part in parts) else "live.never" if parts else "live.nothing"
        live, parts = sum(part.holds is True for part in parts), [self.relationship(who), *parts]
        about: dict[str, Any] = {
            "rule": self.rules[name],
            "live": live,
            "needed": needed,
            "days": days,
            "done": len(parts) - 1,
        }
        return self.found("live" if self.now[name, who] else lost, who, parts=parts, **about)

    def activity(self, rule: str, who: str, n: int, path: str, a: Activity) -> Finding:
        about: dict[str, Any] = {**attrs.asdict(a), "age": (self.on - a.on).days, "cites": [Citation(path, a.id)]}
        days = self.rules[rule].needs[1]
        if self.days[a.on]["done", n]:
            early = not self.days[a.on + DAY * (days - 1)][rule, n]
            code, about["days"] = "live" if self.now[rule, n] else "ended" if early else "expired", days
        elif (a.tool, a.action) in QUALIFYING:
            code, first = "not-attributed", self.failing(who, a.employee, a.on)[0]
            about |= {"reason": first.text, "clauses": first.clauses}
        elif a.action == "login":
            code = "login"
        else:
            code = "not-qualifying" if (a.tool, a.action) in CLASSIFIED else "unclassified"
        return self.found(f"activity.{code}", path, (rule, n), **about)

    def relationship(self, who: str) -> Finding:
        parts = [self.found("managing", name, parts=self.failing(who, name)) for name in self.people(who)]
        return self.found("relationship" if parts else "relationship.nobody", who, parts=parts)

    def failing(self, who: str, name: str, seen: date | None = None) -> list[Finding]:
        """What keeps someone from managing, or on an earlier day from having something attributed."""
        day, failing = seen or self.on, []
        if seen is None and self.now["Managing", name]:
            return []
        for users, account, clauses in (
            ("partner_users", who, ("A6", "A9")),
            ("client_users", self.client.id, ("A6",)),
        ):
            if (state := self.days[day][users, name]) != "active":
                cites, code = self.cited(users, name, day), {"absent": "user.not"}.get(state, f"user.{state}")
                about: dict[str, Any] = {"account": account, "cites": cites, "clauses": clauses}
                failing.append(self.found(code, name, (users, name), seen=day, **about))
        return failing if self.days[day]["Linked", name] else [*failing, self.found("linked", name, seen=day)]

    def revenue(self, who: str) -> Finding:
        parts = [self.subscription(who, *each) for each in self.rows["subscriptions"]]
        mrr = self.money(self.now["RecurringRevenue", who])
        return self.found("revenue" if parts else "revenue.none", who, mrr=mrr, parts=parts)

    def subscription(self, who: str, path: str, sold: Subscription) -> Finding:
        code, day = reason("subscription", sold, self.on)
        if code == "subscription" and not self.now["recognised", who, sold.id]:
            day = self.steady(self.on, ("recognised", who, sold.id)).end
            code = "subscription.recognised-from" if day else "subscription.not-recognised"
        (whole,) = (each for each in self.world.subscriptions if each.id == sold.id)
        places = [f"{path}.items[{n}]" for n, each in enumerate(whole.items) if known(each, self.last)]
        parts, asked = [*map(self.item, places, sold.items)], ("Subscription", who, sold.id)
        return self.found(code, sold.id, asked, mrr=self.money(self.now[asked]), day=day, parts=parts)

    def item(self, path: str, item: Item) -> Finding:
        code, day = reason("item", item, self.on)
        monthly = item.price - item.discount if code in {"item", "item.discounted"} else Fraction(0)
        amounts = {"mrr": monthly / item.months, "price": item.price, "discount": item.discount}
        about: dict[str, Any] = {name: self.money(amount) for name, amount in amounts.items()}
        over = {"item.starts": DateRange(None, item.start), "item.ended": DateRange(item.end, None)}
        steady = over.get(code, DateRange(item.start, item.end))
        about |= {"product": item.product, "months": item.months, "day": day}
        return found(code, self.on, steady, cites=[Citation(path)], **about)
