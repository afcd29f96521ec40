"""How the two meet: offers, counters and answers; paying and implementing; the order of a month."""
