"""Protocol, baselines, tables and plots behind `evaluate` and `tune`."""
