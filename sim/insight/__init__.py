"""What can be learned about the model itself: measurements and checks, each a command."""
