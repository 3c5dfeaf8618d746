// How long the Monte Carlo of a run's result takes: images a joule of six rails measured together.
import { alternate, median, modules, row } from "./lib.mjs";

const MOST_S = 1;
const RAILS = 6;
const BLOCKS = 20;
const DRAWS = 1e5;

/** The row of the bench: 10^5 draws of one result, beside a loop that only draws as many normal deviates. */
export async function uncertainty({ rounds = 7 } = {}) {
  const core = await modules(["random", "uncertainty", "monte-carlo"].map((name) => `src/core/${name}.ts`));
  const result = resultOf(core);
  const { ours, reference } = alternate(
    rounds,
    () => seconds(() => core.monteCarlo(result, { draws: DRAWS })),
    () => seconds(() => drawOnly(new core.Random(1), DRAWS * result.sources.size)),
  );
  process.stderr.write(
    `uncertainty: ${result.sources.size} sources; drawing alone ${median(reference).toFixed(3)} s\n`,
  );
  const unit = "s (reference: the target)";
  return [
    row("Monte Carlo: 10^5 draws of a result", {
      ours: median(ours),
      reference: MOST_S,
      unit,
      ratio: median(ours) / MOST_S,
      limit: 1,
    }),
  ];
}

/** N/E of a module of six rails: each with its own gain, offset and resolution, noise seen together, edges in common. */
function resultOf({ quantity, sum, divide, exact }) {
  const rails = Array.from({ length: RAILS }, (_, rail) => {
    const noise = Array.from({ length: BLOCKS }, (_, k) => [
      `probe/noise/command/1000[${k}]`,
      0.05 * Math.sin(rail + k),
    ]);
    const own = ["gain", "offset", "resolution", "curve/fit[0]", "curve/fit[1]", "curve/fit[2]"];
    const sources = own.map((id, k) => [`probe/rail${rail}/${id}`, 0.2 + 0.01 * k]);
    const shared = [
      ["start of command", 0.02],
      ["end of command", 0.02],
    ];
    return quantity(100 + rail, [...sources, ...shared, ...noise], {
      dof: noise.map(([id]) => [id, 12]),
      shapes: sources.slice(0, 3).map(([id]) => [id, "rectangular"]),
    });
  });
  return divide(exact(1000), sum(rails));
}

function drawOnly(random, count) {
  let total = 0;
  for (let k = 0; k < count; k++) total += random.normal();
  return total;
}

function seconds(act) {
  const from = process.hrtime.bigint();
  act();
  return Number(process.hrtime.bigint() - from) / 1e9;
}
