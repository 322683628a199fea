"""What differs between two renders, object by object, and what that does to a cluster."""
