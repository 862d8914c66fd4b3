"""The rows and the tokenizer of the trilingual encoder, and how they are made."""
