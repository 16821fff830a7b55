"""What is served: the fitted scorer, numpy alone."""
