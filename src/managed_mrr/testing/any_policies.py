"""Any policies: strategies for policies of all the rules there are, for property-based tests with Hypothesis."""

from datetime import date

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from managed_mrr.dates import DateRange
from managed_mrr.evidence import PartnerAtClient
from managed_mrr.policy import Policy
from managed_mrr.rules import (
    PUBLISHED_CATALOGUE,
    PUBLISHED_RATES,
    AnyOf,
    AtLeast,
    Catalogue,
    CatalogueEntry,
    CurrencyToPoints,
    CurrentAgreement,
    EvenSplit,
    ExpiryWindow,
    FromNextBilling,
    LinkValidity,
    LiveActivity,
    ManagedRelationship,
    MinimumActivity,
    Not,
    PartnerOfRecordStatus,
    PartnerTier,
    QualifyingActivity,
    Rate,
    RecurringRevenue,
    Rule,
    RuleOverTime,
    Source,
    Term,
    TierMinimum,
    Undivided,
    Unless,
    WhileCounting,
)

__all__ = ["any_policies"]


def __dir__() -> list[str]:
    return __all__


FEW_DAYS = (date(2024, 1, 1), date(2024, 2, 1), date(2024, 3, 1))


def any_policies(*, days: SearchStrategy[date] | None = None) -> SearchStrategy[Policy]:
    """
    Policies put together from all the rules there are, with any values, whether or not anybody would want them.

    Args:
        days: When something in them changes; a few days at the start of 2024 if left out.
    """
    when = st.sampled_from(FEW_DAYS) if days is None else days
    return st.builds(
        Policy,
        name=st.sampled_from(["ours", "theirs"]),
        eligibility=_rules(when),
        revenue=st.builds(
            RecurringRevenue,
            recognition=st.sampled_from([WhileCounting(), FromNextBilling()]),
            billing_required=st.booleans(),
            good_standing_required=st.booleans(),
            net_of_discount=st.booleans(),
        ),
        split=st.sampled_from([EvenSplit(), Undivided()]),
        points=st.builds(
            CurrencyToPoints,
            st.just(PUBLISHED_RATES) | when.flatmap(_rates),
            multiplied=st.booleans(),
        ),
    )


def _rates(day: date) -> SearchStrategy[tuple[Rate, ...]]:
    amounts = st.sampled_from(["100", "62.50", 3])
    sources = st.sampled_from([None, Source("a letter"), Source("a page", read="in March", confidence="low")])
    return st.tuples(
        st.builds(Rate, st.just("USD"), amounts, st.just(DateRange(end=day)), source=sources),
        st.builds(Rate, st.just("USD"), amounts, st.just(DateRange(day)), source=sources),
        st.builds(Rate, st.just("EUR"), amounts, source=sources),
    )


def _relationships() -> SearchStrategy[ManagedRelationship]:
    active = st.builds(
        ManagedRelationship,
        link=st.builds(LinkValidity, link_by_domain=st.booleans()),
        unlinking_ends=st.booleans(),
        deactivation_ends=st.booleans(),
        activity_outlives_employee=st.booleans(),
        activity_revives=st.booleans(),
    )
    return active | st.just(ManagedRelationship(link=LinkValidity(active_required=False)))


def _activities(day: date) -> SearchStrategy[QualifyingActivity]:
    dated = [CatalogueEntry("blog", ["edit"], DateRange(end=day)), CatalogueEntry("blog", ["publish"], DateRange(day))]
    catalogues = [PUBLISHED_CATALOGUE, Catalogue(dated), Catalogue(dated[1:], source="ours")]
    return st.sampled_from(catalogues).map(QualifyingActivity)


def _rules(days: SearchStrategy[date]) -> SearchStrategy[Rule[PartnerAtClient]]:
    activities = days.flatmap(_activities)
    minimums = st.builds(
        MinimumActivity,
        count=st.integers(1, 3),
        within=st.integers(1, 90),
        relationship=_relationships(),
        activity=activities,
    )
    live = st.builds(
        LiveActivity,
        window=st.builds(ExpiryWindow, days=st.integers(1, 100)),
        relationship=_relationships(),
        activity=activities,
    )
    tiers = st.builds(
        TierMinimum,
        st.fixed_dictionaries({"gold": minimums}),
        days.map(lambda day: [PartnerTier("p1", "gold", DateRange(day))]),
        otherwise=st.none() | minimums,
    )
    single: SearchStrategy[Rule[PartnerAtClient]] = st.one_of(
        live, st.just(CurrentAgreement()), st.just(PartnerOfRecordStatus()), minimums, tiers, _relationships()
    )
    return single | st.recursive(single, lambda inner: _joined(inner, days), max_leaves=4)


def _joined(
    rules: SearchStrategy[Rule[PartnerAtClient]], days: SearchStrategy[date]
) -> SearchStrategy[Rule[PartnerAtClient]]:
    pairs = st.tuples(rules, rules)
    return st.one_of(
        pairs.map(lambda each: each[0] & each[1]),
        pairs.map(AnyOf),
        rules.map(Not),
        pairs.map(lambda each: Unless(*each)),
        st.builds(AtLeast, st.integers(1, 2), st.lists(rules, min_size=1, max_size=3)),
        st.builds(_changing, pairs, days),
    )


def _changing(rules: tuple[Rule[PartnerAtClient], Rule[PartnerAtClient]], day: date) -> RuleOverTime[PartnerAtClient]:
    before, since = rules
    return RuleOverTime([Term(before, DateRange(end=day)), Term(since, DateRange(day))])
