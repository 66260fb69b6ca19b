"""The changes, in their order. Each stands by itself and is never edited once it was released."""
