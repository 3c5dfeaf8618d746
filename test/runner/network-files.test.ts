import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { one, run, runnerSuite, scratchFolder, shortRun } from "./runner.js";

type Json = Record<string, unknown>;

const folder = scratchFolder();
let count = 0;

function written(text: string | Uint8Array): string {
  const path = join(folder, `network-${count++}.json`);
  writeFileSync(path, text);
  return path;
}

const conv = { name: "conv1", type: "conv", out: 4, kernel: 3 };
const fc = { name: "fc2", type: "fc", out: 5 };

/** A network of these layers, the image being 3x8x8. */
const network = (layers: readonly Json[], rest: Json = {}): string =>
  JSON.stringify({ name: "mine", input: { channels: 3, crops: [8] }, layers, ...rest });

/** Its first layer with something changed. */
const withConv = (change: Json): string => network([{ ...conv, ...change }, fc]);

/** What is wrong, the file, and what has to be said of it. */
const broken: readonly (readonly [string, string, RegExp])[] = [
  ["an unknown type", withConv({ type: "deconv" }), /layer "conv1" .*"type".*conv, pool, lrn, fc.*"deconv"/],
  ["no type", network([{ name: "a" }]), /layer "a" .*"type" is missing/],
  ["no name", network([conv, { type: "fc", out: 5 }]), /layer 2 .*"name" is missing/],
  ["a missing input", withConv({ inputs: ["nothing"] }), /layer "conv1" .*input "nothing"/],
  ["itself as input", withConv({ inputs: ["conv1"] }), /layer "conv1" .*input "conv1" is no layer before it/],
  ["a cycle", network([{ ...conv, inputs: ["fc2"] }, fc]), /layer "conv1" .*input "fc2" is no layer before it/],
  ["two inputs", network([conv, { ...fc, inputs: ["conv1", "input"] }]), /layer "fc2" .*only a concat/],
  ["no inputs", network([conv, { name: "c", type: "concat", inputs: [] }]), /layer "c" .*"inputs" is empty/],
  ["a name twice", network([conv, { ...fc, name: "conv1" }]), /layer "conv1" .*name before it/],
  ["a layer nobody reads", network([conv, { ...fc, inputs: ["input"] }]), /layer "conv1": no layer reads/],
  ["softmax amid", network([conv, { name: "s", type: "softmax" }, fc]), /layer "s": softmax can only be the last/],
  ["a kernel of 0", withConv({ kernel: 0 }), /layer "conv1" .*"kernel".*from 1 to/],
  ["half a kernel", withConv({ kernel: 1.5 }), /layer "conv1" .*"kernel".*whole/],
  ["a kernel in words", withConv({ kernel: "3" }), /layer "conv1" .*"kernel" has to be/],
  ["a negative stride", withConv({ stride: -1 }), /layer "conv1" .*"stride"/],
  ["too large a kernel", withConv({ kernel: 9 }), /layer "conv1" .*kernel of 9 .*3x8x8/],
  ["windows in padding", withConv({ pad: 3 }), /layer "conv1" .*pad of 3/],
  ["groups that do not divide", withConv({ group: 2 }), /layer "conv1" .*2 groups.*3 channels/],
  ["1e9 channels", withConv({ out: 1e9 }), /layer "conv1" .*"out".*to 65536/],
  ["1e400 channels", withConv({ out: 7 }).replace(":7", ":1e400"), /line 1|"out"/],
  ["an even norm", network([{ name: "n", type: "lrn", size: 4 }, fc]), /layer "n" .*"size" has to be odd/],
  ["a beta of 0", network([{ name: "n", type: "lrn", beta: 0 }, fc]), /layer "n" .*"beta"/],
  [
    "an unknown mode",
    network([{ name: "p", type: "pool", mode: "min", kernel: 2 }]),
    /layer "p" .*"mode".*max or average/,
  ],
  ["an unknown key", withConv({ dilation: 2 }), /layer "conv1" .*unknown key "dilation".*kernel/],
  ["an unknown key outside", network([conv], { owner: "me" }), /unknown key "owner"/],
  ["no layers", network([]), /1 to 2000 layers/],
  ["2001 layers", network(Array(2001).fill(conv)), /1 to 2000 layers/],
  ["softmax alone", network([{ name: "s", type: "softmax" }]), /softmax only/],
  ["layers that are no list", network([], { layers: {} }), /"layers" has to be/],
  ["a layer that is no object", network([], { layers: [3] }), /layer 1 .*object/],
  ["no input", JSON.stringify({ name: "mine", layers: [conv] }), /"input" is missing/],
  ["no crops", network([conv], { input: { channels: 3, crops: [] } }), /input .*"crops" is empty/],
  ["a crop of 5000", network([conv], { input: { channels: 3, crops: [5000] } }), /input .*"crops".*4096/],
  [
    "a blob too large",
    big({ name: "c", type: "conv", out: 60_000, kernel: 1 }),
    /layer "c" .*60000x4096x4096.*too large/,
  ],
  ["weights too many", big({ name: "f", type: "fc", out: 60_000 }), /layer "f" .*weights are too many/],
  ["nothing", "", /not JSON/],
  ["no JSON", "layers: 3", /not JSON: line 1, column 1/],
  ["half a file", network([conv]).slice(0, -9), /not JSON/],
  ["something after it", `${network([conv])} {}`, /not JSON: .*nothing may follow/],
  ["a key twice", '{"name":"a","name":"b"}', /not JSON: .*"name" is there twice/],
  ["NaN", '{"name":NaN}', /not JSON/],
  ["deep nesting", "[".repeat(100_000), /nested too deeply/],
  ["deep nesting of objects", '{"a":'.repeat(100_000), /nested too deeply/],
  ["a list, not a network", "[1]", /expected an object/],
  ["a zero byte", '{"name":"a\0b"}', /not JSON/],
];

function big(layer: Json): string {
  return network([layer], { input: { channels: 3, crops: [4096] } });
}

runnerSuite("a network file", () => {
  it("of the user's is run", async () => {
    const path = written(network([conv, { ...fc, relu: true }, { name: "prob", type: "softmax" }]));
    const ended = await shortRun({ network: path, batch: 2, verify: "" });
    expect(ended.status).toBe(0);
    const ready = one(ended, "ready");
    expect(ready.network).toBe("mine");
    expect(ready.params).toBe(3 * 9 * 4 + 4 + 4 * 36 * 5 + 5);
    expect(ready.macs).toBe(4 * 36 * 27 + 5 * 4 * 36);
    expect(ready.verify?.passed).toBe(true);
  });

  it.each(broken)("with %s is refused, and what is wrong named", async (_what, text, said) => {
    const path = written(text);
    const { status, last, stderr } = await shortRun({ network: path });
    expect(last["detail"]).toMatch(said);
    expect({ status, last }).toMatchObject({ status: 64, last: { ev: "error", code: "bad-network", exit: 64 } });
    expect(stderr).toContain(last["detail"]);
    const listed = await run(["networks", path]);
    expect(listed).toMatchObject({ status: 64, stdout: "", stderr });
  });

  it("of more than a MiB is not read", async () => {
    const { status, last } = await shortRun({ network: written(`${network([conv])}${" ".repeat(2 ** 20)}`) });
    expect({ status, last }).toMatchObject({ status: 64, last: { code: "unknown-network" } });
    expect(last["detail"]).toContain("1 MiB");
  });

  it("that is a folder, a device or not there is refused", async () => {
    mkdirSync(join(folder, "sub"));
    for (const path of [join(folder, "sub"), "/dev/zero", join(folder, "none.json")]) {
      const { status, last } = await shortRun({ network: path });
      expect({ status, last }).toMatchObject({ status: 64, last: { code: "unknown-network" } });
      expect(last["detail"]).toContain(path);
      expect(last["remedy"]).toContain("alexnet");
    }
  });

  it("whose bytes are no UTF-8 makes events that are", async () => {
    const path = written(Buffer.from('{"name":"\xff\xfe","layers":[]}', "latin1"));
    const { status, last } = await shortRun({ network: path });
    expect({ status, last }).toMatchObject({ status: 64, last: { code: "bad-network" } });
  });
});
