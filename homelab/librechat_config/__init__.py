"""LibreChat's configuration, librechat.yaml and environment, as pure functions of arguments."""
