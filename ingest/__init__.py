"""From bytes to an index: read, parse, cut into passages, embed, store."""
