"""Template filters of the platform's screens."""
