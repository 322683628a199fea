"""Sign-in methods: arguments, and the configuration that follows from them."""
