"""What the counts mean for a decision: does a candidate meet the bar, what does it save, what to do next."""
