"""What the real engine does with a workspace, on the test cluster: ``make test-engine``."""
