"""The starter library: data only."""
