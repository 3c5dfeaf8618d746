// The part of smoke-inside.mjs about the processors' energy counters.
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { check, number, outcome, setRapl, text } from "./smoke-checks.mjs";

/** Zones, modes and ranges of powercap; its counters against time, over a wrap, and while a zone fails. */
export async function powercap() {
  const root = "/sys/class/powercap";
  const names = fs
    .readdirSync(root)
    .filter((z) => z.includes(":"))
    .sort()
    .map((z) => `${z}=${text(`${root}/${z}/name`)}`);
  check(
    "zones",
    names.join(" "),
    "intel-rapl-mmio:0=package-0 intel-rapl:0=package-0 intel-rapl:0:0=core " +
      "intel-rapl:0:1=uncore intel-rapl:0:2=dram intel-rapl:1=package-1 intel-rapl:1:0=core " +
      "intel-rapl:1:1=uncore intel-rapl:1:2=dram intel-rapl:2=psys",
  );
  const energy = (zone) => number(`${root}/${zone}/energy_uj`);
  const file = `${root}/intel-rapl:0/energy_uj`;
  check("mode of energy_uj", (fs.statSync(file).mode & 0o777).toString(8), "400");
  const nobody = spawnSync(
    "setpriv",
    [
      "--reuid=nobody",
      "--regid=nogroup",
      "--clear-groups",
      process.execPath,
      "-e",
      `const fs = require('fs'); console.log(fs.readFileSync('${root}/intel-rapl:0/name', 'utf8').trim());
       try { fs.readFileSync('${file}'); } catch (error) { console.log(error.code); }`,
    ],
    { encoding: "utf8" },
  );
  check("as nobody", nobody.stdout.trim().split("\n").join(), "package-0,EACCES");
  check("range", text(`${root}/intel-rapl:0/max_energy_range_uj`), "262143328850");
  check("constraint", text(`${root}/intel-rapl:0/constraint_0_name`), "long_term");

  // A busy computer may stop us anywhere, so no tolerance in percent: the energy
  // must fit between the shortest and the longest time the two reads can be apart.
  const stamped = (zone) => {
    const before = performance.now();
    const uj = energy(zone);
    return { before, uj, after: performance.now() };
  };
  const step = 1; // ms; a counter moves every 0.976 ms
  const advance = async (what, mw, wrap = 0) => {
    const first = Object.keys(mw).map(stamped);
    await sleep(1000);
    Object.entries(mw).forEach(([zone, want], i) => {
      const last = stamped(zone);
      const uj = last.uj - first[i].uj + wrap;
      const least = want * (last.before - first[i].after - step);
      const most = want * (last.after - first[i].before + step);
      check(
        `${what}, ${zone} at ${want} mW`,
        Math.round(uj / (last.before - first[i].before)),
        () => uj >= least && uj <= most,
      );
    });
  };
  const powers = {
    "intel-rapl:0": 45000,
    "intel-rapl:0:0": 30000,
    "intel-rapl:0:1": 2000,
    "intel-rapl:0:2": 6000,
    "intel-rapl:1": 35000,
    "intel-rapl:1:0": 22000,
    "intel-rapl:1:1": 1000,
    "intel-rapl:1:2": 5000,
    "intel-rapl:2": 110000,
    "intel-rapl-mmio:0": 45000,
  };
  await advance("energy", powers);
  setRapl("package0_mw", 20000);
  setRapl("dram0_mw", 0);
  await advance("after a change", {
    "intel-rapl:0": 20000,
    "intel-rapl-mmio:0": 20000,
    "intel-rapl:0:2": 0,
    "intel-rapl:1": 35000,
  });

  setRapl("preset_uj", 262143328850 - 20_000_000); // 20 J before the end: 0.6 s at 35 W
  const high = energy("intel-rapl:1");
  await advance("over the wrap", { "intel-rapl:1": 35000 }, 262143328851);
  check("wrapped", [high, energy("intel-rapl:1")], ([before, after]) => after < before);
  setRapl("range_uj", 999999);
  check("range written", text(`${root}/intel-rapl:1/max_energy_range_uj`), "999999");
  const readings = [];
  const began = performance.now();
  while (performance.now() - began < 500) {
    readings.push(energy("intel-rapl:1"));
    await sleep(2);
  }
  check("largest reading within the range", Math.max(...readings), (v) => v <= 999999);
  check(
    "wraps in half a second, 17 at most",
    readings.filter((v, i) => i && v < readings[i - 1]).length,
    (n) => n >= 5 && n <= 20,
  );

  setRapl("fail", 1);
  check(
    "failing zone",
    outcome(() => text(file)),
    "EINVAL",
  );
  check(
    "the others go on",
    outcome(() => energy("intel-rapl:1")),
    (v) => v >= 0,
  );
  setRapl("fail", 0);
  check(
    "works again",
    outcome(() => energy("intel-rapl:0")),
    (v) => v >= 0,
  );
}
