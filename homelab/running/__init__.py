"""A running workspace, through the operator's own kubectl: its objects, its programs, and Jobs that it declares."""
