"""Kernel: the rules of a policy worked out on columns, for all partners at all clients at once."""
