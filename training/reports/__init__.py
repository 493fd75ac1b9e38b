"""What HR officers and unit heads may know: outcomes by unit and by person, inside their own subtree. Reads only."""
