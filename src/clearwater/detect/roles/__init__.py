"""Who does what inside a finding, and what several findings share. From behaviour alone; ours."""
