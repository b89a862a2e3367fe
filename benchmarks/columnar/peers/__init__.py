"""Peers: the same questions as people would answer them by hand, with the whole semantics of the servicing policy."""
