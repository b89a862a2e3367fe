"""Files: portfolios read from and written to JSON, strictly and without loss."""

from managed_mrr.files.read import portfolio_from_json, read_portfolio
from managed_mrr.files.scenarios import ScenarioFileError, read_scenario, scenario_from_json, scenario_schema
from managed_mrr.files.schema import portfolio_schema
from managed_mrr.files.write import portfolio_to_json, write_portfolio

__all__ = [
    "ScenarioFileError",
    "portfolio_from_json",
    "portfolio_schema",
    "portfolio_to_json",
    "read_portfolio",
    "read_scenario",
    "scenario_from_json",
    "scenario_schema",
    "write_portfolio",
]


def __dir__() -> list[str]:
    return __all__
