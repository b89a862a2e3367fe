"""Files: portfolios, scenarios and policies read and written, strictly and without loss."""

from typing import TYPE_CHECKING

from managed_mrr.loading import load_when_asked

if TYPE_CHECKING:
    from managed_mrr.files.policies import (
        PolicyFileError,
        PolicyFormat,
        policy_from_text,
        policy_to_text,
        read_policy,
        write_policy,
    )
    from managed_mrr.files.policy_schema import policy_schema
    from managed_mrr.files.read import portfolio_from_json, read_portfolio
    from managed_mrr.files.scenarios import ScenarioFileError, read_scenario, scenario_from_json, scenario_schema
    from managed_mrr.files.schema import portfolio_schema
    from managed_mrr.files.tiers import TierFile, read_tiers, tiers_from_json, tiers_from_toml
    from managed_mrr.files.write import portfolio_to_json, write_portfolio

__all__ = [
    "PolicyFileError",
    "PolicyFormat",
    "ScenarioFileError",
    "TierFile",
    "policy_from_text",
    "policy_schema",
    "policy_to_text",
    "portfolio_from_json",
    "portfolio_schema",
    "portfolio_to_json",
    "read_policy",
    "read_portfolio",
    "read_scenario",
    "read_tiers",
    "scenario_from_json",
    "scenario_schema",
    "tiers_from_json",
    "tiers_from_toml",
    "write_policy",
    "write_portfolio",
]


def __dir__() -> list[str]:
    return __all__


load_when_asked(
    __name__,
    {
        "policies": "PolicyFileError PolicyFormat policy_from_text policy_to_text read_policy write_policy",
        "policy_schema": "policy_schema",
        "read": "portfolio_from_json read_portfolio",
        "scenarios": "ScenarioFileError read_scenario scenario_from_json scenario_schema",
        "schema": "portfolio_schema",
        "tiers": "TierFile read_tiers tiers_from_json tiers_from_toml",
        "write": "portfolio_to_json write_portfolio",
    },
)
