"""
managed_mrr: which partner earned how much managed MRR credit for which client, on any day, and why.

Evidence goes in (:func:`read_portfolio`, :class:`Portfolio`), rules say on which days they hold
(:class:`Policy`, :mod:`managed_mrr.hubspot`), and out come a :class:`Statement` as of a day, a
:class:`Timeline`, and a :class:`Finding` that says why.
"""

from typing import TYPE_CHECKING

from managed_mrr.loading import load_when_asked

if TYPE_CHECKING:
    from managed_mrr import hubspot, what_if
    from managed_mrr.amounts import (
        AmountError,
        Money,
        RoundedParts,
        RoundedTable,
        Rounding,
        UnknownCurrencyError,
        minor_unit,
        round_parts,
        round_table,
    )
    from managed_mrr.by_subscription import CreditBySubscription, RevenueBySubscription, SubscriptionCredit
    from managed_mrr.checks import check
    from managed_mrr.comparison import Comparison, Difference, Effects, compare
    from managed_mrr.dates import ALWAYS, NEVER, DateError, DateRange, DateSet, StepFunction
    from managed_mrr.difference import ParameterDifference, PolicyDifference, diff
    from managed_mrr.errors import (
        ManagedMRRError,
        MissingExtraError,
        PolicyError,
        PortfolioError,
        Problem,
        UnknownIdError,
        UnknownTermsError,
    )
    from managed_mrr.evidence import (
        Activity,
        Billing,
        Citation,
        Client,
        ClientUser,
        Employee,
        EmployeeAtClient,
        EvidenceError,
        Item,
        Link,
        Partner,
        PartnerAtClient,
        PartnerOfRecord,
        PartnerUser,
        Portfolio,
        Subscription,
        managed_client,
    )
    from managed_mrr.explanation import explain
    from managed_mrr.files import (
        portfolio_from_json,
        portfolio_schema,
        portfolio_to_json,
        read_policy,
        read_portfolio,
        read_scenario,
        read_tiers,
        write_policy,
        write_portfolio,
    )
    from managed_mrr.findings import Finding
    from managed_mrr.forecast import (
        Expiring,
        Expiry,
        HoldingActivity,
        NextChange,
        Outlook,
        Renewal,
        RenewalKind,
        Renewals,
        SinglePoint,
        SinglePoints,
        expiring,
        outlook,
        renewals,
        single_points,
    )
    from managed_mrr.impact import Impact, ImpactLine, impact
    from managed_mrr.ledger import Cause, Kind, Ledger, Movement, changes
    from managed_mrr.policy import Parameter, Policy
    from managed_mrr.policy_hash import policy_hash
    from managed_mrr.prepared import Prepared, prepare
    from managed_mrr.program import Program
    from managed_mrr.questions import Answer, Assumption, Question
    from managed_mrr.readings import Bounds, LineRange, StatementRange, TotalRange, evaluate_range
    from managed_mrr.remarks import Remark, Report
    from managed_mrr.repairs import Repair, Shortfall, Step, Verdict, WhyNot, why_not
    from managed_mrr.rules import (
        EVER,
        AllOf,
        AnyOf,
        AtLeast,
        Catalogue,
        CatalogueEntry,
        Confidence,
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
        OverTime,
        PartnerOfRecordStatus,
        PartnerTier,
        PointsOverTime,
        PointsRule,
        QualifyingActivity,
        Rate,
        Recognition,
        RecurringRevenue,
        RevenueOverTime,
        RevenueRule,
        Rule,
        RuleOverTime,
        Share,
        Source,
        SplitOverTime,
        SplitRule,
        Term,
        Tier,
        TierMinimum,
        TierTable,
        Undivided,
        Unless,
        WeightedSplit,
        WhileCounting,
        at_least,
    )
    from managed_mrr.scenario import Scenario
    from managed_mrr.segments import Segment
    from managed_mrr.statement import Line, Statement, Total, Totals, evaluate
    from managed_mrr.tiers import (
        CreditedTiers,
        Reach,
        ReviewRule,
        SoldPoints,
        TierError,
        TierStanding,
        TierTimeline,
        reach,
        tier,
        tier_timeline,
    )
    from managed_mrr.timeline import Timeline, Timelines, timeline, timelines
    from managed_mrr.what_if import ScenarioError
    from managed_mrr.witness import Witness, witness

__all__ = [
    "ALWAYS",
    "EVER",
    "NEVER",
    "Activity",
    "AllOf",
    "AmountError",
    "Answer",
    "AnyOf",
    "Assumption",
    "AtLeast",
    "Billing",
    "Bounds",
    "Catalogue",
    "CatalogueEntry",
    "Cause",
    "Citation",
    "Client",
    "ClientUser",
    "Comparison",
    "Confidence",
    "CreditBySubscription",
    "CreditedTiers",
    "CurrencyToPoints",
    "CurrentAgreement",
    "DateError",
    "DateRange",
    "DateSet",
    "Difference",
    "Effects",
    "Employee",
    "EmployeeAtClient",
    "EvenSplit",
    "EvidenceError",
    "Expiring",
    "Expiry",
    "ExpiryWindow",
    "Finding",
    "FromNextBilling",
    "HoldingActivity",
    "Impact",
    "ImpactLine",
    "Item",
    "Kind",
    "Ledger",
    "Line",
    "LineRange",
    "Link",
    "LinkValidity",
    "LiveActivity",
    "ManagedMRRError",
    "ManagedRelationship",
    "MinimumActivity",
    "MissingExtraError",
    "Money",
    "Movement",
    "NextChange",
    "Not",
    "Outlook",
    "OverTime",
    "Parameter",
    "ParameterDifference",
    "Partner",
    "PartnerAtClient",
    "PartnerOfRecord",
    "PartnerOfRecordStatus",
    "PartnerTier",
    "PartnerUser",
    "PointsOverTime",
    "PointsRule",
    "Policy",
    "PolicyDifference",
    "PolicyError",
    "Portfolio",
    "PortfolioError",
    "Prepared",
    "Problem",
    "Program",
    "QualifyingActivity",
    "Question",
    "Rate",
    "Reach",
    "Recognition",
    "RecurringRevenue",
    "Remark",
    "Renewal",
    "RenewalKind",
    "Renewals",
    "Repair",
    "Report",
    "RevenueBySubscription",
    "RevenueOverTime",
    "RevenueRule",
    "ReviewRule",
    "RoundedParts",
    "RoundedTable",
    "Rounding",
    "Rule",
    "RuleOverTime",
    "Scenario",
    "ScenarioError",
    "Segment",
    "Share",
    "Shortfall",
    "SinglePoint",
    "SinglePoints",
    "SoldPoints",
    "Source",
    "SplitOverTime",
    "SplitRule",
    "Statement",
    "StatementRange",
    "Step",
    "StepFunction",
    "Subscription",
    "SubscriptionCredit",
    "Term",
    "Tier",
    "TierError",
    "TierMinimum",
    "TierStanding",
    "TierTable",
    "TierTimeline",
    "Timeline",
    "Timelines",
    "Total",
    "TotalRange",
    "Totals",
    "Undivided",
    "UnknownCurrencyError",
    "UnknownIdError",
    "UnknownTermsError",
    "Unless",
    "Verdict",
    "WeightedSplit",
    "WhileCounting",
    "WhyNot",
    "Witness",
    "at_least",
    "changes",
    "check",
    "compare",
    "diff",
    "evaluate",
    "evaluate_range",
    "expiring",
    "explain",
    "hubspot",
    "impact",
    "managed_client",
    "minor_unit",
    "outlook",
    "policy_hash",
    "portfolio_from_json",
    "portfolio_schema",
    "portfolio_to_json",
    "prepare",
    "reach",
    "read_policy",
    "read_portfolio",
    "read_scenario",
    "read_tiers",
    "renewals",
    "round_parts",
    "round_table",
    "single_points",
    "tier",
    "tier_timeline",
    "timeline",
    "timelines",
    "what_if",
    "why_not",
    "witness",
    "write_policy",
    "write_portfolio",
]


def __dir__() -> list[str]:
    return __all__


load_when_asked(
    __name__,
    {
        "amounts": (
            "AmountError Money RoundedParts RoundedTable Rounding UnknownCurrencyError minor_unit round_parts "
            "round_table"
        ),
        "by_subscription": "CreditBySubscription RevenueBySubscription SubscriptionCredit",
        "checks": "check",
        "comparison": "Comparison Difference Effects compare",
        "dates": "ALWAYS NEVER DateError DateRange DateSet StepFunction",
        "difference": "ParameterDifference PolicyDifference diff",
        "errors": (
            "ManagedMRRError MissingExtraError PolicyError PortfolioError Problem UnknownIdError UnknownTermsError"
        ),
        "evidence": (
            "Activity Billing Citation Client ClientUser Employee EmployeeAtClient EvidenceError Item Link "
            "Partner PartnerAtClient PartnerOfRecord PartnerUser Portfolio Subscription managed_client"
        ),
        "explanation": "explain",
        "files": (
            "portfolio_from_json portfolio_schema portfolio_to_json read_policy read_portfolio read_scenario "
            "read_tiers write_policy write_portfolio"
        ),
        "findings": "Finding",
        "forecast": (
            "Expiring Expiry HoldingActivity NextChange Outlook Renewal RenewalKind Renewals SinglePoint "
            "SinglePoints expiring outlook renewals single_points"
        ),
        "impact": "Impact ImpactLine impact",
        "ledger": "Cause Kind Ledger Movement changes",
        "policy": "Parameter Policy",
        "policy_hash": "policy_hash",
        "prepared": "Prepared prepare",
        "program": "Program",
        "questions": "Answer Assumption Question",
        "readings": "Bounds LineRange StatementRange TotalRange evaluate_range",
        "remarks": "Remark Report",
        "repairs": "Repair Shortfall Step Verdict WhyNot why_not",
        "rules": (
            "EVER AllOf AnyOf AtLeast Catalogue CatalogueEntry Confidence CurrencyToPoints CurrentAgreement "
            "EvenSplit ExpiryWindow FromNextBilling LinkValidity LiveActivity ManagedRelationship MinimumActivity "
            "Not OverTime PartnerOfRecordStatus PartnerTier PointsOverTime PointsRule QualifyingActivity Rate "
            "Recognition RecurringRevenue RevenueOverTime RevenueRule Rule RuleOverTime Share Source "
            "SplitOverTime SplitRule Term Tier TierMinimum TierTable Undivided Unless WeightedSplit WhileCounting "
            "at_least"
        ),
        "scenario": "Scenario",
        "segments": "Segment",
        "statement": "Line Statement Total Totals evaluate",
        "tiers": (
            "CreditedTiers Reach ReviewRule SoldPoints TierError TierStanding TierTimeline reach tier tier_timeline"
        ),
        "timeline": "Timeline Timelines timeline timelines",
        "what_if": "ScenarioError",
        "witness": "Witness witness",
    },
)
