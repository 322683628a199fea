"""What developers of this project run; not part of the package."""
