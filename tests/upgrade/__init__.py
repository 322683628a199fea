"""What an upgrade from the previous version of this project would do to objects that hold data."""
