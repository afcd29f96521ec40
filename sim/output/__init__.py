"""What an analysis writes: a folder of files of known names, which appears whole or not at all."""
