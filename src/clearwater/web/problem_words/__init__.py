"""What errors say, in the language of whoever reads: one file a question that they answer."""
