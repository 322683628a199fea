"""One Pulumi component a file; each can be used alone."""
