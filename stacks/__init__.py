"""What the stacks of this project run."""
