"""MCP servers: tools that models use."""
