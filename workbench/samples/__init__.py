"""The sample workspace: made by generators of our own, told in plain files under `data/`."""

from workbench.samples.loading import load_samples, set_loading, wants_samples

__all__ = ["load_samples", "set_loading", "wants_samples"]
