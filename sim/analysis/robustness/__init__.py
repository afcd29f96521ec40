"""Whether a finding survives another way of thinking, and other judgements.

A finding is an effect with a sign (`findings`). It is measured under every pairing of minds (`pairings`), and
over draws of the uncertain quantities under each of them (`play`). Each pairing gets its verdict, the draws
their range without the chance that is left in them (`judge`); the quantities that the effect follows most are
moved to the ends of their ranges, to see which reverses it (`breaking`). `examine` puts it together,
`report`, `picture` and `files` write it down.
"""
