"""Where along one quantity an effect changes sign: `sim threshold`."""
