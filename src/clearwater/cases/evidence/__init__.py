"""Evidence: kept under its hash, and sealed in packages that anybody can verify."""
