"""The retrieval API on this machine: a server, stand-ins for Amazon Bedrock, and a client."""
