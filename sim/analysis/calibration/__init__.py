"""What the record can teach about parameters: approximate Bayesian computation, with its checks."""
