"""From one known lead to who else belongs: a circle that grows step by step, and stops."""
