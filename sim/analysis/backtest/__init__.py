"""How well the model would have foretold what came after: forecasts of questions, scored by proper rules."""
