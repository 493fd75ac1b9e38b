"""The shared platform described as data: schema, loader, conditions, values, calendar."""
