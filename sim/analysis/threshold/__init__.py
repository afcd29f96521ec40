"""Decision thresholds: where along a quantity an effect changes sign."""
