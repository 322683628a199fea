"""What a render writes for a tool that applies it again and again, and removes what is no longer in it."""
