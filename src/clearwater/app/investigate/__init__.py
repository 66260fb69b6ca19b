"""Looking into the events behind a run or a case: questions, answers, who and what they name."""
