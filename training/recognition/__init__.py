"""Papers that say what somebody has done, which anybody who is handed one can check."""
