"""History and candidates to scores. Serving needs numpy only."""
