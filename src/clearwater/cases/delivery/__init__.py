"""How messages leave the store: what they say, what carries them, and when they are tried again."""
