"""The command line: arguments to calls, and nothing else."""
