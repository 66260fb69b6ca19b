"""People are not named for longer than they have to be: erasure, retention, holds, quotas."""
