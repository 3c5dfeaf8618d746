import { expect, it } from "vitest";
import { alexnet, googlenet, modules, type Published } from "./published.js";
import { run, runnerSuite } from "./runner.js";

interface Layer extends Published {
  readonly type: string;
  readonly inputs: readonly string[];
}

interface Network {
  readonly name: string;
  readonly input: readonly number[];
  readonly crops: readonly number[];
  readonly params: number;
  readonly macs: number;
  readonly layers: readonly Layer[];
}

async function networks(...args: readonly string[]): Promise<readonly Network[]> {
  const { status, stdout, stderr } = await run(["networks", ...args]);
  expect(stderr).toBe("");
  expect(status).toBe(0);
  return (JSON.parse(stdout) as { networks: readonly Network[] }).networks;
}

async function network(...args: readonly string[]): Promise<Network> {
  const [only] = await networks(...args);
  if (!only) throw new Error("no network");
  return only;
}

const published = ({ name, out, params, macs }: Published): Published => ({ name, out, params, macs });
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

runnerSuite("networks", () => {
  it("are named without an argument", async () => {
    const names = (await networks()).map(({ name }) => name);
    expect(names.sort()).toEqual(["alexnet", "caffenet", "googlenet", "tiny", "tiny-inception"]);
  });

  it.each([
    ["alexnet", [], 60_965_224, 724_406_816, 227],
    ["alexnet", ["--crop", "227"], 60_965_224, 724_406_816, 227],
    ["alexnet", ["--crop", "224"], 60_965_224, 720_608_384, 224],
    ["caffenet", [], 60_965_224, 724_406_816, 227],
    ["caffenet", ["--crop", "224"], 60_965_224, 720_608_384, 224],
    ["googlenet", [], 6_998_552, 1_582_671_872, 224],
  ])("%s %j has the parameters and multiply-adds published", async (name, options, params, macs, crop) => {
    const found = await network(name, ...options);
    expect(found).toMatchObject({ name, params, macs, input: [3, crop, crop] });
    expect(sum(found.layers.map((layer) => layer.params))).toBe(params);
    expect(sum(found.layers.map((layer) => layer.macs))).toBe(macs);
  });

  it("alexnet is as published, layer by layer", async () => {
    expect((await network("alexnet")).layers.map(published)).toEqual(alexnet);
  });

  it("alexnet at a crop of 224 differs before its second convolution only", async () => {
    const { layers } = await network("alexnet", "--crop", "224");
    expect(layers.slice(0, 3).map(({ out }) => out)).toEqual([
      [96, 54, 54],
      [96, 54, 54],
      [96, 27, 27],
    ]);
    expect(layers.slice(3).map(published)).toEqual(alexnet.slice(3));
  });

  it("caffenet is alexnet with the first two pools before the norms", async () => {
    const { layers } = await network("caffenet");
    const order = ["conv1", "pool1", "norm1", "conv2", "pool2", "norm2", "conv3"];
    expect(layers.slice(0, 7).map(({ name }) => name)).toEqual(order);
    expect(layers.filter(({ type }) => type === "lrn").map(({ out }) => out)).toEqual([
      [96, 27, 27],
      [256, 13, 13],
    ]);
    const others = (all: readonly Published[]) => all.filter(({ name }) => !name.startsWith("norm")).map(published);
    expect(others(layers)).toEqual(others(alexnet));
  });

  it("googlenet is as published outside its modules", async () => {
    const outside = (await network("googlenet")).layers.filter(({ name }) => !name.startsWith("inception_"));
    expect(outside.map(published)).toEqual(googlenet);
  });

  it.each(modules)("googlenet's inception $name is as published", async (module) => {
    const prefix = `inception_${module.name}/`;
    const { layers } = await network("googlenet");
    const inside = layers.filter(({ name }) => name.startsWith(prefix));
    const convolutions = inside.filter(({ type }) => type === "conv");
    const channels = convolutions.map(({ name, out }) => [name.slice(prefix.length), out[0]]);
    expect(Object.fromEntries(channels)).toEqual(module.channels);
    expect(inside.every(({ out }) => out[1] === module.size && out[2] === module.size)).toBe(true);
    expect(sum(inside.map(({ params }) => params))).toBe(module.params);
    expect(sum(inside.map(({ macs }) => macs))).toBe(module.macs);
    const concat = inside.find(({ type }) => type === "concat");
    expect(concat?.out).toEqual([module.out, module.size, module.size]);
    expect(concat?.inputs).toEqual(["1x1", "3x3", "5x5", "pool_proj"].map((branch) => prefix + branch));
  });

  it("googlenet has 57 convolutions, 14 pools, 9 concats, 2 norms and one fully connected layer", async () => {
    const count: Record<string, number> = {};
    for (const { type } of (await network("googlenet")).layers) count[type] = (count[type] ?? 0) + 1;
    expect(count).toEqual({ conv: 57, pool: 14, concat: 9, lrn: 2, fc: 1, softmax: 1 });
  });
});
