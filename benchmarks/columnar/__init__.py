"""Benchmarks of whole programmes as columns: the kernel, what people would write by hand instead, and the limits."""
