"""The world: pure functions of named scalars and the parameter record, in political words."""
