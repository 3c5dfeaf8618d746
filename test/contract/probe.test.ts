import { describe, expect, it } from "vitest";
import { registry } from "../../probes/index.js";
import { fixtures } from "./fixtures.js";
import { samplingContract, wholeContract } from "./probe.js";
import { hardwareWorld } from "./world.js";

describe.each(Object.entries(registry))("probe %s", (name, load) => {
  const fixture = fixtures[name];
  it("has a fixture in test/contract/fixtures.ts", () => expect(fixture).toBeDefined());
  if (fixture?.without !== undefined) it.skip(`skipped: ${fixture.without}`, () => undefined);
  else if (fixture !== undefined) wholeContract({ name, load, fixture });
});

// HARDWARE=1: the same promises, kept by the instruments of this computer. Other probes are left out.
if (process.env["HARDWARE"] === "1") {
  for (const [name, load] of Object.entries(registry)) {
    const probe = await load();
    const { status } = await probe.detect(hardwareWorld().host);
    const settings = probe.settings.safeParse({});
    describe.runIf(status === "found" && settings.success)(`probe ${name} on this computer`, () => {
      samplingContract({ load, fixture: { trees: [], settings: () => ({}) } }, hardwareWorld);
    });
  }
}
