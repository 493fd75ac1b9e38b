"""Letters to people: what is asked of them, a few a week. Writes go through `api`, reads through `selectors`."""
