"""Whether a claim agrees with the words it cites."""
