"""Pictures: credit over time as SVG text, with nothing but the standard library."""

from base64 import b64encode
from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from html import escape

__all__ = ["as_image", "steps_svg"]


def __dir__() -> list[str]:
    return __all__


def steps_svg(steps: Sequence[tuple[date, date | None, Fraction]], *, title: str, unit: str) -> str:
    """An amount over time."""
    return f"<svg xmlns='http://www.w3.org/2000/svg'><title>{escape(title)}</title></svg>"


def as_image(svg: str, alt: str) -> str:
    """An SVG picture as an HTML image that an untrusted notebook shows."""
    return f"<img alt='{escape(alt)}' src='data:image/svg+xml;base64,{b64encode(svg.encode()).decode()}'>"
