"""Upheld's own work: finding, weighing, composing and checking. Imports no other room."""
