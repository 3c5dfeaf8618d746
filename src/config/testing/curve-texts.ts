/** A measured curve of a regulator. */
export const loss = `schema: joulemark/curve/v1
kind: regulator
id: core
from: regulator-output
to: regulator-input
quality: bench-curve
source: bench
conditions: { vinV: 12, voutV: 1 }
measured:
  date: 2026-11-28
  instruments:
    - { measures: input, id: meter 1 }
range:
  currentA: [1, 80]
regression: predictive
model:
  form: loss
  aW: 0.6
  bV: 0.045
  cOhm: 0.0009
  covariance:
    - [1.0e-2, -1e-4, 0]
    - [-1e-4, 4e-6, 0]
    - [0, 0, 0]
`;

/** A prior. */
export const efficiency = `schema: joulemark/curve/v1
kind: regulator
id: prior
from: regulator-output
to: regulator-input
quality: assumed
source: judgement
model:
  form: efficiency
  eta: 0.8
  halfWidth: 0.12
`;

/** The gain and the offset of a card. */
export const gain = `schema: joulemark/curve/v1
kind: gain-offset
id: card
from: supply-output
to: supply-output
quality: datasheet
source: a sheet
of: power
gain: 1.05
offset: 1.4
covariance: [[1e-4, 0], [0, 4]]
`;

/** Efficiencies over the load. */
export const table = `schema: joulemark/curve/v1
kind: table
id: sheet
from: regulator-output
to: regulator-input
quality: datasheet
source: a sheet
over: currentA
interpolate: efficiency
rows:
  - [1, 0.7, 0.02]
  - [10, 0.9, 0.02]
`;
