"""What was pushed: objects with moments that neither history, age nor kind explains."""
