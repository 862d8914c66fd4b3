"""The command line as a channel."""
