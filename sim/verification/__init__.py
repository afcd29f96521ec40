"""Checks of the program: benchmark cases with known answers, invariants, and its speed."""
