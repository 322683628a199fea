"""What a pull request does to a stack: two renders of it compared, as one comment."""
