"""Published: the catalogue and the rates, as whoever writes a query by hand would put them down."""

from datetime import date

__all__ = ["ACTIONS", "RATES", "TOOLS", "WINDOW"]

WINDOW = 60
"""For how many days an activity counts; the first of them is its own."""

TOOLS = (
    "ads",
    "blog",
    "calls_to_action",
    "contacts",
    "crm",
    "email",
    "forms",
    "landing_pages",
    "lists",
    "reports",
    "social",
    "website_pages",
    "workflows",
)
ACTIONS = ("create", "edit", "publish")
"""What qualifies in these tools; of blog posts only publishing does."""

CHANGE = date(2025, 7, 15)
RATES = (
    ("USD", None, None, 200),
    ("CAD", None, None, 260),
    ("AUD", None, CHANGE, 210),
    ("COP", None, CHANGE, 600_600),
    ("EUR", None, CHANGE, 150),
    ("GBP", None, CHANGE, 125),
    ("JPY", None, CHANGE, 24_000),
    ("SGD", None, CHANGE, 280),
    ("ZAR", None, CHANGE, 3_090),
    ("AUD", CHANGE, None, 308),
    ("COP", CHANGE, None, 816_000),
    ("EUR", CHANGE, None, 176),
    ("GBP", CHANGE, None, 148),
    ("JPY", CHANGE, None, 28_800),
    ("SGD", CHANGE, None, 258),
    ("ZAR", CHANGE, None, 3_536),
)
"""Currency, first day, first day after it, and the amount of the currency for two points: whole numbers all."""
