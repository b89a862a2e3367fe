"""
openfisca-core: two variables of an entity, worked out in a simulation for each decision.

It is made to work on many at once; ``together`` does so, with all cases in one simulation.
"""

import sys
from collections.abc import Sequence

import numpy as np
from openfisca_core.entities import build_entity
from openfisca_core.periods import DateUnit
from openfisca_core.simulations import SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

from benchmarks.columnar.decisions.asking import ACTIONS, TOOLS, Facts, answer, answer_together

DAY = "2025-06-01"
CASE = build_entity(key="case", plural="cases", label="a case", is_person=True)


def _given(name: str, kind: type) -> type[Variable]:
    about = {"value_type": kind, "entity": CASE, "definition_period": DateUnit.DAY, "label": name}
    return type(name, (Variable,), about)


def _counts(case, period):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202 -- as the framework calls it
    tool, action = case("tool", period), case("action", period)
    qualifies = (tool == "blog") & (action == "publish") | np.isin(tool, TOOLS) & np.isin(action, ACTIONS)
    return qualifies & case("active_here", period) & case("active_there", period) & case("linked", period)


def _serves(case, period):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202 -- as the framework calls it
    return (case("days", period) < 60) & case("agreement", period)


INPUTS = {
    "tool": str,
    "action": str,
    "active_here": bool,
    "active_there": bool,
    "linked": bool,
    "days": int,
    "agreement": bool,
}
SYSTEM = TaxBenefitSystem([CASE])
for name, kind in INPUTS.items():
    SYSTEM.add_variable(_given(name, kind))
for name, formula in (("counts", _counts), ("serves", _serves)):
    about = {"value_type": bool, "entity": CASE, "definition_period": DateUnit.DAY, "label": name, "formula": formula}
    SYSTEM.add_variable(type(name, (Variable,), about))


def _decided(name: str, cases: Sequence[Facts]) -> Sequence[object]:
    simulation = SimulationBuilder().build_default_simulation(SYSTEM, count=len(cases))
    for key in cases[0]:
        simulation.set_input(key, DAY, np.array([facts[key] for facts in cases]))
    found: Sequence[object] = simulation.calculate(name, DAY)
    return found


if __name__ == "__main__":
    if sys.argv[2:] == ["together"]:
        answer_together(_decided)
    else:
        answer(lambda facts: _decided("counts", [facts])[0], lambda facts: _decided("serves", [facts])[0])
