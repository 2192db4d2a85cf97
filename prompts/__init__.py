"""Wording as data: templates with named placeholders, checked when they are loaded."""
