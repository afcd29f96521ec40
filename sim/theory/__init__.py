"""What bargaining theory says in closed form, or by solving one equation: one concept a file.

Pure functions of plain numbers and arrays; nothing here knows the model, a scenario or an engine. What is
out of its domain is a `ValueError` that says so. The verification ladder holds them, and the rules of the
model, against known answers.
"""
