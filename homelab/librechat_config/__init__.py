"""LibreChat's librechat.yaml and environment, as pure functions of arguments."""
