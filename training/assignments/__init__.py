"""What a unit was asked to do by when. Writes go through `api`, reads through `selectors`."""
