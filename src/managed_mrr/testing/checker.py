"""Checker: whether an explanation says just what the evidence says, node by node."""

from collections.abc import Iterator, Mapping
from datetime import date
from string import Formatter

import attrs

from managed_mrr.evidence import Portfolio
from managed_mrr.findings import SENTENCES, Finding, Wording
from managed_mrr.hubspot import CATALOGUE
from managed_mrr.policy import Policy
from managed_mrr.testing.retelling import RULES, retell

__all__ = ["check_finding"]


def __dir__() -> list[str]:
    return __all__


OTHERS = {"CurrencyToPoints", "EvenSplit", "FromNextBilling", "RecurringRevenue", "Undivided", "WhileCounting"}
"""What the rest of a policy that the checker knows is made of."""

READINGS: Mapping[str, object] = {
    "link_by_domain": True,
    "active_required": True,
    "unlinking_ends": False,
    "deactivation_ends": False,
    "activity_revives": False,
    "billing_required": True,
    "good_standing_required": True,
    "net_of_discount": True,
    "multiplied": True,
    "catalogue": CATALOGUE,
}
"""The readings of which there is only one that the checker knows; any window, minimum and rates will do."""


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
        >>> check_finding(finding, acme, hubspot.SERVICING)
        []
        >>> check_finding(attrs.evolve(finding, margin=3), acme, hubspot.SERVICING)
        ['Line(north at acme): margin is 3, expected None']
    """
    about = _about(finding)
    partner, client, on = about.get("partner"), about.get("client"), about.get("on")
    subject = partner if client is None else f"{partner} at {client}"
    if not (isinstance(partner, str) and isinstance(client, str | None) and isinstance(on, date)) or (
        finding.rule != ("Total" if client is None else "Line") or finding.subject != subject
    ):
        return ["the finding is not the explanation of a line or a total"]
    misshapen = [f"{id}: {wrong}" for id, each in finding.identified() for wrong in _misshapen(each, on)]
    if misshapen or not _is_known(policy):
        return misshapen
    return list(_differences(finding, retell(portfolio, policy, partner, client, on, foresight=foresight)))


def _about(finding: Finding) -> Mapping[str, object]:
    return finding.text.about if isinstance(finding.text, Wording) else {}


def _is_known(policy: Policy) -> bool:
    """Whether the policy is made of rules that can be retold, each read as the checker reads it."""
    rules = {type(each).__name__ for each in getattr(policy.eligibility, "rules", (policy.eligibility,))}
    others = (policy.revenue, getattr(policy.revenue, "recognition", None), policy.split, policy.points)
    return (
        rules <= RULES.keys()
        and rules > {*rules} & {"CurrentAgreement"}  # an agreement alone is not about any client
        and all(type(each).__name__ in OTHERS for each in others)
        and all(READINGS.get(each.name, each.value) == each.value for each in policy.parameters())
    )


def _misshapen(finding: Finding, on: date) -> Iterator[str]:
    """What is wrong with one finding whatever the evidence says."""
    if isinstance(finding.text, Wording) and not _fits(finding.text):
        yield f"the text is not what the code {finding.text.code!r} says"
    if finding.steady is not None and on not in finding.steady:
        yield f"it is steady on {finding.steady}, expected days around {on}"
    holding = [part.holds is True for part in finding.parts]
    follows = {"AllOf": all(holding), "AnyOf": any(holding), "Not": not all(holding)}
    if follows.get(finding.rule, finding.holds) is not finding.holds:
        yield "it does not follow from its parts"


def _fits(text: Wording) -> bool:
    """Whether a text is the sentence of its code, filled with its values."""
    names = {name.partition("!")[0] for _, name, _, _ in Formatter().parse(SENTENCES.get(text.code, "{code}")) if name}
    return names <= text.about.keys() and str(text) == str(Wording(text.code, text.about))


def _differences(given: Finding, right: Finding) -> Iterator[str]:
    """How two trees differ, finding by finding and field by field."""
    for (id, one), (_, other) in zip(given.identified(), right.identified(), strict=False):
        said, expected = _fields(one), _fields(other)
        for name in sorted({*said, *expected}):
            if said.get(name) != expected.get(name):
                yield f"{id}: {name} is {said.get(name)}, expected {expected.get(name)}"


def _fields(finding: Finding) -> dict[str, str]:
    """What a finding says, in a form in which 1 and True and Fraction(1) are three."""
    said = {name: repr(getattr(finding, name)) for name in attrs.fields_dict(Finding) if name != "parts"}
    said |= {f"about {name}": repr(value) for name, value in sorted(_about(finding).items())}
    return {**said, "code": getattr(finding.text, "code", ""), "parts": str(len(finding.parts))}
