"""rule-engine: two rules over items of a mapping."""

import rule_engine

from benchmarks.columnar.decisions.asking import ACTIONS, TOOLS, answer

CONTEXT = rule_engine.Context(resolver=rule_engine.resolve_item)
QUALIFIES = f"(tool == 'blog' and action == 'publish') or (tool in {[*TOOLS]} and action in {[*ACTIONS]})"
COUNTS = rule_engine.Rule(f"({QUALIFIES}) and active_here and active_there and linked", context=CONTEXT)
SERVES = rule_engine.Rule("days < 60 and agreement", context=CONTEXT)

if __name__ == "__main__":
    answer(COUNTS.matches, SERVES.matches)
