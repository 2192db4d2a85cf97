"""Prints blocks as text, as PDF and as DOCX, and measures how far a reading of a print agrees."""
