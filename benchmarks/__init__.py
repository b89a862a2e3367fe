"""Benchmarks: how long questions about large portfolios take, what they need, and how that grows."""
