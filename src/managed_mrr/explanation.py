"""Explanations: the tree from one partner's credit for one client down to the records it rests on."""

from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from typing import Any

import attrs

from managed_mrr.amounts import Money
from managed_mrr.dates import DateRange
from managed_mrr.dates.ranges import exact_date
from managed_mrr.evidence import Citation, PartnerAtClient, Portfolio
from managed_mrr.evidence.known import known_facts
from managed_mrr.findings import Finding, found, together
from managed_mrr.hubspot import SERVICING
from managed_mrr.policy import Policy, a_policy
from managed_mrr.segments import Segment, Segmenter

__all__ = ["explain", "explain_total", "finding_for"]


def __dir__() -> list[str]:
    return __all__


def explain(portfolio: Portfolio, *, partner: str, client: str, as_of: date, policy: Policy = SERVICING) -> Finding:
    """
    Why a partner has, or has not, credit for a client on a day.

    The rules of the policy are asked again, for this one day, and what each said is kept: who is eligible and why,
    what the client pays, who shares, what points it makes. Evidence dated later than the day has no say, not even
    in how long an answer stays the same: that is told as if nothing new happened.

    Args:
        portfolio: The evidence.
        partner: Id of the partner.
        client: Id of the client.
        as_of: The day.
        policy: The rules in force.

    Raises:
        DateError: ``as_of`` is not exactly a date.
        UnknownIdError: There is no such partner or client; the error names the nearest.
        UnknownTermsError: The policy is a program that does not know the terms of the day.

    Examples:
        >>> from managed_mrr import managed_client
        >>> acme = managed_client("north", "acme", start=date(2024, 1, 1), price=1000, activities=[date(2024, 1, 15)])
        >>> explain(acme, partner="north", client="acme", as_of=date(2024, 3, 15)).text
        'north has no credit for acme on 2024-03-15 (servicing)'
    """
    day = exact_date(as_of)
    facts = known_facts(portfolio.facts(partner, client), day)
    return finding_for(facts, [known_facts(each, day) for each in portfolio.by_client[client]], day, policy)


def explain_total(portfolio: Portfolio, *, partner: str, as_of: date, policy: Policy = SERVICING) -> Finding:
    """
    What a partner's credit and points on a day are made of: for each currency the lines, and each line's reasons.

    Below the lines stand the clients about which there is evidence and for which the partner has none.

    Args:
        portfolio: The evidence.
        partner: Id of the partner.
        as_of: The day.
        policy: The rules in force.

    Raises:
        DateError: ``as_of`` is not exactly a date.
        UnknownIdError: There is no such partner; the error names the nearest.
        UnknownTermsError: The policy is a program that does not know the terms of the day.

    Examples:
        >>> from managed_mrr import managed_client
        >>> acme = managed_client("north", "acme", start=date(2024, 1, 1), price=1000, activities=[date(2024, 1, 15)])
        >>> total = explain_total(acme, partner="north", as_of=date(2024, 3, 1))
        >>> total.text, total.parts[0].text
        ('north has 10.00 points on 2024-03-01 (servicing) from 1 line', 'USD 1,000.00 a month from 1 line')
    """
    day = exact_date(as_of)
    who = portfolio.partner(partner)
    told: list[Finding] = []
    lines: dict[str, list[Finding]] = {}
    for client in sorted(portfolio.by_client):
        if all(each.partner.id != partner for each in portfolio.by_client[client]):
            continue
        pairs = [known_facts(each, day) for each in portfolio.by_client[client]]
        (facts,) = [each for each in pairs if each.partner.id == partner]
        if not facts.employees and not facts.records:
            continue
        told.append(finding_for(facts, pairs, day, policy))
        if isinstance(credit := told[-1].value, Money):
            lines.setdefault(credit.currency, []).append(told[-1])
    points = [part.value for each in told if each.holds for part in each.parts[-1:]]
    return found(
        "total",
        day,
        partner=partner,
        points=sum((each for each in points if isinstance(each, Fraction)), Fraction(0)),
        on=day,
        policy=policy.name,
        cites=[Citation(f"partners[{portfolio.partners.index(who)}]", partner)],
        parts=[*(_credit(lines[code], day) for code in sorted(lines)), *(each for each in told if not each.holds)],
    )


def _credit(lines: list[Finding], day: date) -> Finding:
    """What the lines in one currency add up to."""
    first, *others = (line.value for line in lines if isinstance(line.value, Money))
    credit = sum(others, first)
    return found("credit", day, credit=credit, parts=lines)


def finding_for(facts: PartnerAtClient, pairs: Sequence[PartnerAtClient], day: date, policy: Policy) -> Finding:
    """
    Why a partner has, or has not, credit for a client on a day, going by just these facts.

    Args:
        facts: The evidence about the partner at the client.
        pairs: The evidence about each partner there.
        day: The day.
        policy: The rules in force.

    Raises:
        UnknownTermsError: The policy is a program that does not know the terms of the day.
    """
    partner, client = facts.partner.id, facts.client.id
    a_policy(policy).in_force(day)
    eligibility = policy.eligibility.finding(facts, day)
    segments = Segmenter(policy).segments(pairs).get(partner, ())
    segment = next((each for each in segments if day in DateRange(each.start, each.end)), None)
    about: dict[str, Any] = {"partner": partner, "client": client, "on": day, "policy": policy.name}
    if segment is None:
        return found("line", day, holds=False, parts=[eligibility], **about)
    share = _share(facts, pairs, segments, day, policy)
    points = policy.points.finding(facts.client, segment.credit, day)
    points = attrs.evolve(points, steady=together([share, points]))
    parts = [eligibility, policy.revenue.finding(facts, day), share, points]
    amounts: dict[str, Any] = {"credit": segment.credit, "points": segment.points, "parts": parts}
    return found("line", day, DateRange(segment.start, segment.end), **about, **amounts)


def _share(
    facts: PartnerAtClient, pairs: Sequence[PartnerAtClient], segments: Sequence[Segment], day: date, policy: Policy
) -> Finding:
    """How the revenue became the credit: who else shares and why, and what the partner's part is."""
    place = next(index for index, each in enumerate(segments) if day in DateRange(each.start, each.end))
    segment, split = segments[place], policy.in_force(day).split
    whole = Money(policy.revenue.mrr(facts).at(day), facts.client.currency)
    eligible = sorted((each for each in pairs if each.partner.id in segment.sharing), key=lambda each: each.partner.id)
    fraction = next(each.fraction for each in split.shares(eligible).at(day) if each.partner == facts.partner.id)
    others = [each for each in pairs if each.partner.id in segment.sharing and each.partner.id != facts.partner.id]
    return found(
        "share",
        day,
        _unchanged(segments, place),
        rule=split,
        part=fraction,
        whole=whole,
        credit=segment.credit,
        parts=[_sharing(facts, each, day, policy) for each in others],
    )


def _unchanged(segments: Sequence[Segment], place: int) -> DateRange:
    """The days around a segment with the same credit and sharing, whatever points they make."""
    alike = [each.credit == segments[place].credit and each.sharing == segments[place].sharing for each in segments]
    first = last = place
    while first > 0 and alike[first - 1] and segments[first - 1].end == segments[first].start:
        first -= 1
    while last + 1 < len(segments) and alike[last + 1] and segments[last].end == segments[last + 1].start:
        last += 1
    return DateRange(segments[first].start, segments[last].end)


def _sharing(facts: PartnerAtClient, other: PartnerAtClient, day: date, policy: Policy) -> Finding:
    """Why another partner shares the client, for as long as both are eligible."""
    eligible, eligibility = policy.eligibility.days(facts).steady(day), policy.eligibility.finding(other, day)
    cites = [Citation(f"partners[{other.positions['partner'][0]}]", other.partner.id)]
    about: dict[str, Any] = {"other": other.partner.id, "client": facts.client.id, "cites": cites}
    return found("sharing", day, eligible & together([eligibility]), parts=[eligibility], **about)
