"""What a person looks at: plots of results."""
