"""How the trilingual encoder is made: parallel rows in, int8 rows and a tokenizer out."""
