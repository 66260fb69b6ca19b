"""Trees of bodies, weeks, tiers, and what may be counted together: pure, as the workflow is."""
