"""End of a canary in a stack's file: its image becomes LibreChat's, or it goes."""
