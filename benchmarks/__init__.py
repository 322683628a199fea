"""What the library costs, measured as ratios within one run."""
