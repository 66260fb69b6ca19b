"""Texts and files sealed under keys of their own, so that destroying a key erases what it seals."""
