"""Questions about results and about the model, each a command: the method, and its report."""
