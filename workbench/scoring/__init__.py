"""Automatic scorers: one per file, a catalogue of them, and the scoring of whatever has no score yet."""
