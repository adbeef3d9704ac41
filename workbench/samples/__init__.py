"""The sample workspace: made by generators of our own, told in plain files under `data/`."""

from workbench.samples.loading import CUT_OFF, LOADING, SETTING, load_samples, set_loading, wants_samples

__all__ = ["CUT_OFF", "LOADING", "SETTING", "load_samples", "set_loading", "wants_samples"]
