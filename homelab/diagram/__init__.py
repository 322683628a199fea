"""Pictures of what a program declares, as text that GitHub and others draw."""
