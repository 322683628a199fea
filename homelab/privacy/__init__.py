"""A person's data in a running workspace: exporting it, erasing it, and erasing it again after a restore."""
