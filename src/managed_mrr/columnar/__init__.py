"""Columnar: the same policies on tens of millions of activities, which are never made into objects."""
