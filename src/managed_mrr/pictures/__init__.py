"""Pictures: credit over time as SVG text, with nothing but the standard library."""

from managed_mrr.pictures.bars import BARS, ROWS, bars_svg
from managed_mrr.pictures.drawing import COLOURS, INK, as_image
from managed_mrr.pictures.steps import MARKS, STEPS, steps_svg

__all__ = ["BARS", "COLOURS", "INK", "MARKS", "ROWS", "STEPS", "as_image", "bars_svg", "steps_svg"]


def __dir__() -> list[str]:
    return __all__
