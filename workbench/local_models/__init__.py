"""Candidates that run in this process: rules, a classifier trained from labels, a small language model."""
