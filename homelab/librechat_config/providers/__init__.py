"""Model providers: arguments, and the configuration that follows from them."""
