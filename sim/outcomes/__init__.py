"""What a batch leaves behind: rows, distributions, monthly bands, and the package that describes them.

Nothing here knows an engine. It is the only place that reads or writes CSV and Parquet.
"""
