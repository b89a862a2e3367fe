"""Rules: conditions of every kind with any values, and joined to each other in every way."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, TypeAlias

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from managed_mrr.dates import DateRange
from managed_mrr.evidence import EmployeeAtClient, PartnerAtClient
from managed_mrr.rules import (
    PUBLISHED_CATALOGUE,
    AllOf,
    AnyOf,
    AtLeast,
    Catalogue,
    CatalogueEntry,
    CurrentAgreement,
    ExpiryWindow,
    LinkValidity,
    LiveActivity,
    ManagedRelationship,
    MinimumActivity,
    Not,
    PartnerOfRecordStatus,
    PartnerTier,
    QualifyingActivity,
    Rule,
    RuleOverTime,
    TierMinimum,
    Unless,
)
from managed_mrr.testing.strategies.dated import in_turn
from managed_mrr.testing.strategies.days import date_ranges, or_days
from managed_mrr.testing.strategies.kept import kept

__all__ = [
    "catalogue_entries",
    "catalogues",
    "expiry_windows",
    "joined_rules",
    "link_validities",
    "live_activities",
    "managed_relationships",
    "minimum_activities",
    "partner_tiers",
    "qualifying_activities",
    "rules",
    "rules_about_employees",
    "tier_minimums",
]


def __dir__() -> list[str]:
    return __all__


Condition: TypeAlias = Rule[PartnerAtClient]
Pair: TypeAlias = tuple[Condition, Condition]
Joining: TypeAlias = Callable[[SearchStrategy[Condition], SearchStrategy[date]], SearchStrategy[Condition]]


@kept
def expiry_windows() -> SearchStrategy[ExpiryWindow]:
    """Windows of 60 days, one more, one less, and of any other length up to 100."""
    return st.builds(ExpiryWindow, days=st.sampled_from((60, 59, 61, 1)) | st.integers(1, 100))


@kept
def link_validities() -> SearchStrategy[LinkValidity]:
    """Every reading of what makes a link valid."""
    either = st.sampled_from((True, False))
    return st.builds(LinkValidity, link_by_domain=either, active_required=either)


@kept
def managed_relationships() -> SearchStrategy[ManagedRelationship]:
    """Every reading of when a relationship is managed, and when that ends."""
    active = st.builds(
        ManagedRelationship,
        link=st.builds(LinkValidity, link_by_domain=st.booleans()),
        unlinking_ends=st.booleans(),
        deactivation_ends=st.booleans(),
        activity_outlives_employee=st.booleans(),
        activity_revives=st.booleans(),
    )
    return active | st.just(ManagedRelationship(link=LinkValidity(active_required=False)))


@kept
def catalogue_entries(*, days: SearchStrategy[date] | None = None) -> SearchStrategy[CatalogueEntry]:
    """
    Tools with some actions that qualify, ever or for a time.

    Args:
        days: When that begins and ends; :func:`days` if left out.
    """
    periods = st.just(DateRange()) | date_ranges(days=days, open_start=True)
    actions = st.sets(st.sampled_from(("publish", "edit", "create")))
    return st.builds(CatalogueEntry, st.sampled_from(("blog", "crm", "email")), actions, periods)


@kept
def catalogues(*, days: SearchStrategy[date] | None = None) -> SearchStrategy[Catalogue]:
    """
    The published catalogue, and small ones in which blog posts count otherwise from a day on.

    Args:
        days: When they change; :func:`days` if left out.
    """
    return or_days(days).flatmap(_catalogues)


def _catalogues(day: date) -> SearchStrategy[Catalogue]:
    dated = [CatalogueEntry("blog", ["edit"], DateRange(end=day)), CatalogueEntry("blog", ["publish"], DateRange(day))]
    return st.sampled_from([PUBLISHED_CATALOGUE, Catalogue(dated), Catalogue(dated[1:], source="ours")])


@kept
def qualifying_activities(*, days: SearchStrategy[date] | None = None) -> SearchStrategy[QualifyingActivity]:
    """
    Conditions on what was done, by the published or another catalogue.

    Args:
        days: When their catalogues change; :func:`days` if left out.
    """
    return catalogues(days=days).map(QualifyingActivity)


@kept
def live_activities(*, days: SearchStrategy[date] | None = None) -> SearchStrategy[LiveActivity]:
    """
    Conditions that an activity counts still, under any window and reading.

    Args:
        days: When their catalogues change; :func:`days` if left out.
    """
    activity = qualifying_activities(days=days)
    return st.builds(LiveActivity, window=expiry_windows(), relationship=managed_relationships(), activity=activity)


@kept
def minimum_activities(*, days: SearchStrategy[date] | None = None) -> SearchStrategy[MinimumActivity]:
    """
    Minimums of one to three activities within at most 90 days.

    Args:
        days: When their catalogues change; :func:`days` if left out.
    """
    return st.builds(
        MinimumActivity,
        count=st.integers(1, 3),
        within=st.integers(1, 90),
        relationship=managed_relationships(),
        activity=qualifying_activities(days=days),
    )


@kept
def partner_tiers(*, partner: str = "p1", days: SearchStrategy[date] | None = None) -> SearchStrategy[PartnerTier]:
    """
    The tier of a partner, ever or for a time.

    Args:
        partner: Id of the partner.
        days: When it begins and ends; :func:`days` if left out.
    """
    periods = st.just(DateRange()) | date_ranges(days=days, open_start=True)
    return st.builds(PartnerTier, st.just(partner), st.sampled_from(("gold", "platinum")), periods)


@kept
def tier_minimums(*, days: SearchStrategy[date] | None = None) -> SearchStrategy[TierMinimum]:
    """
    A minimum for the tier ``gold``, which the partner ``p1`` reaches, and one or none for others.

    Args:
        days: When it reaches it, and catalogues change; :func:`days` if left out.
    """
    minimums = minimum_activities(days=days)
    return st.builds(
        TierMinimum,
        st.fixed_dictionaries({"gold": minimums}),
        or_days(days).map(lambda day: [PartnerTier("p1", "gold", DateRange(day))]),
        otherwise=st.none() | minimums,
    )


@kept
def _single(days: SearchStrategy[date]) -> SearchStrategy[Condition]:
    kinds: list[SearchStrategy[Any]] = [
        live_activities(days=days),
        st.just(CurrentAgreement()),
        st.just(PartnerOfRecordStatus()),
        minimum_activities(days=days),
        tier_minimums(days=days),
        managed_relationships(),
    ]
    return st.one_of(kinds)


def _pairs(rules: SearchStrategy[Condition]) -> SearchStrategy[Pair]:
    return st.tuples(rules, rules)


def _changing(rules: Pair, day: date) -> RuleOverTime[PartnerAtClient]:
    return RuleOverTime(in_turn([day], rules).terms)


JOININGS: Mapping[type[Rule[Any]], Joining] = {
    AllOf: lambda rules, _: _pairs(rules).map(AllOf),
    AnyOf: lambda rules, _: _pairs(rules).map(AnyOf),
    Not: lambda rules, _: rules.map(Not),
    Unless: lambda rules, _: _pairs(rules).map(lambda each: Unless(*each)),
    AtLeast: lambda rules, _: st.builds(AtLeast, st.integers(1, 2), st.lists(rules, min_size=1, max_size=3)),
    RuleOverTime: lambda rules, days: st.builds(_changing, _pairs(rules), days),
}


def _joined(rules: SearchStrategy[Condition], days: SearchStrategy[date]) -> SearchStrategy[Condition]:
    return st.one_of([join(rules, days) for join in JOININGS.values()])


@kept
def joined_rules(
    *, kind: type[Rule[Any]] | None = None, days: SearchStrategy[date] | None = None
) -> SearchStrategy[Condition]:
    """
    Conditions joined of others.

    Args:
        kind: How: ``AllOf``, ``AnyOf``, ``Not``, ``Unless``, ``AtLeast`` or ``RuleOverTime``; any of them if left out.
        days: When anything in them changes; :func:`days` if left out.
    """
    when = or_days(days)
    single = _single(when)
    return _joined(single, when) if kind is None else JOININGS[kind](single, when)


@kept
def rules(*, days: SearchStrategy[date] | None = None) -> SearchStrategy[Condition]:
    """
    Conditions on a partner at a client, single ones and joined ones.

    Args:
        days: When anything in them changes; :func:`days` if left out.
    """
    when = or_days(days)
    single = _single(when)
    return single | st.recursive(single, lambda inner: _joined(inner, when), max_leaves=4)


@kept
def rules_about_employees(*, days: SearchStrategy[date] | None = None) -> SearchStrategy[Rule[EmployeeAtClient]]:
    """
    Conditions on an employee at a client.

    Args:
        days: When anything in them changes; :func:`days` if left out.
    """
    kinds: list[SearchStrategy[Any]] = [link_validities(), qualifying_activities(days=days)]
    return st.one_of(kinds)
