"""zen-engine: two compiled expressions."""

import zen

from benchmarks.columnar.decisions.asking import ACTIONS, TOOLS, answer

QUALIFIES = f"tool == 'blog' and action == 'publish' or tool in {[*TOOLS]} and action in {[*ACTIONS]}"
COUNTS = zen.compile_expression(f"({QUALIFIES}) and active_here and active_there and linked")
SERVES = zen.compile_expression("days < 60 and agreement")

if __name__ == "__main__":
    answer(COUNTS.evaluate, SERVES.evaluate)
