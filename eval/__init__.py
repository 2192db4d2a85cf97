"""Gold questions, metrics and the runs that prove or disprove an answer's quality."""
