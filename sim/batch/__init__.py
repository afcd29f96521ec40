"""Many runs at once: what to play, playing it on all cores, and putting the results where they belong."""
