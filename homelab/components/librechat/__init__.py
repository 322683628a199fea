"""LibreChat: the server, its file storage, jobs and ingress."""
