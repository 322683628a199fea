"""AWSWorkspace: a workspace, and what it needs on AWS."""
