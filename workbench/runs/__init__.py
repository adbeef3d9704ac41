"""Runs: plan, execute, resume, and outputs made elsewhere."""
