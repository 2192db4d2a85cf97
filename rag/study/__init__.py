"""Learning from real decisions: questions, what makes each answer right or wrong, repetition."""
