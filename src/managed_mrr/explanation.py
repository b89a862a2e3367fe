"""Explanations: the tree from one partner's credit for one client down to the records it rests on."""

from collections.abc import Sequence
from datetime import date

from managed_mrr.amounts import Money
from managed_mrr.dates import DateRange
from managed_mrr.dates.ranges import exact_date
from managed_mrr.evidence import PartnerAtClient, Portfolio
from managed_mrr.evidence.known import known_facts
from managed_mrr.findings import Finding, worded
from managed_mrr.hubspot import SERVICING
from managed_mrr.policy import Policy
from managed_mrr.segments import Segment, Segmenter

__all__ = ["explain", "finding_for"]


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

    Examples:
        >>> from managed_mrr import managed_client
        >>> acme = managed_client("north", "acme", start=date(2024, 1, 1), price=1000, activities=[date(2024, 1, 15)])
        >>> explain(acme, partner="north", client="acme", as_of=date(2024, 3, 15)).text
        'north has no credit for acme on 2024-03-15 (servicing)'
    """
    day = exact_date(as_of)
    facts = known_facts(portfolio.facts(partner, client), day)
    return finding_for(facts, [known_facts(each, day) for each in portfolio.by_client[client]], day, policy)


def finding_for(facts: PartnerAtClient, pairs: Sequence[PartnerAtClient], day: date, policy: Policy) -> Finding:
    """
    Why a partner has, or has not, credit for a client on a day, going by just these facts.

    Args:
        facts: The evidence about the partner at the client.
        pairs: The evidence about each partner there.
        day: The day.
        policy: The rules in force.
    """
    partner, client = facts.partner.id, facts.client.id
    eligibility = policy.eligibility.finding(facts, day)
    found = Segmenter(policy).segments(pairs).get(partner, ())
    segment = next((each for each in found if day in DateRange(each.start, each.end)), None)
    if segment is None:
        return Finding(
            rule="Line",
            subject=f"{partner} at {client}",
            holds=False,
            text=worded("line.none", partner=partner, client=client, on=day, policy=policy.name),
            steady=eligibility.steady,
            parts=[eligibility],
        )
    points = policy.points.finding(facts.client, segment.credit, day)
    return Finding(
        rule="Line",
        subject=f"{partner} at {client}",
        holds=True,
        text=worded(
            "line",
            partner=partner,
            client=client,
            on=day,
            credit=segment.credit,
            points=segment.points,
            policy=policy.name,
        ),
        value=segment.credit,
        steady=DateRange(segment.start, segment.end),
        clauses=["A1", "A17"],
        parts=[eligibility, policy.revenue.finding(facts, day), _share(facts, segment, day, policy), points],
    )


def _share(facts: PartnerAtClient, segment: Segment, day: date, policy: Policy) -> Finding:
    """How the revenue became the credit: who else shares, and what the partner's part is."""
    others = [each for each in segment.sharing if each != facts.partner.id]
    whole = Money(policy.revenue.mrr(facts).at(day), facts.client.currency)
    fraction = next(
        share.fraction for share in policy.split.shares(segment.sharing) if share.partner == facts.partner.id
    )
    text = worded(
        "share" if others else "share.alone",
        how=str(policy.split),
        others=", ".join(others),
        part=fraction,
        mrr=whole,
        credit=segment.credit,
    )
    return Finding(
        rule=type(policy.split).__name__,
        text=text,
        value=segment.credit,
        clauses=getattr(policy.split, "clauses", ()),
    )
