"""A practice session for a room: a code to join, a live wall, one hint for everybody."""
