"""The use-cases of a case: from a finding to evidence, a decision, a measure and an appeal."""
