"""The verification ladder: small problems with known exact answers, each for one component.

A ladder is a JSON file of cases (seeds/ladder/README.md says what each kind asks). `reading` checks a file
as a whole, `kinds` knows every kind, `verify` runs the cases and `assess` compares. What a kind asks is
answered by the component of the model where there is one (`sim.rules`, `sim.minds`), else by `sim.theory`;
the modules beside this one only translate a case into such calls. What a case wants simulated is drawn
with the model's own random numbers (`sampling`).
"""
