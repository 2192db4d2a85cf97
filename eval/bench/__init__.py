"""Measurements of speed and parity; run by hand, never by the tests."""
