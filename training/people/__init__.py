"""Who is here: people, the organisation they work in, and what each may do.

Vocabulary: a *person* (`User`) signs in with a staff code or an e-mail; an *organisation unit* (`OrgUnit`)
is a node of the province's tree; a *membership* says where a person works, from when to when; a *role grant*
says what a person may do and over which part of the tree.

Other packages write through `training.people.api` and read through `training.people.selectors`.
"""
