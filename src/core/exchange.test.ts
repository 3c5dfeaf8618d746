import { existsSync, readdirSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Exchange, offsetByExchanges } from "./exchange.js";
import { Random } from "./random.js";

const OFFSET = 12.5;

/** 100 exchanges, .15 ms and more each way: what measurement.md 3.3 simulates. */
function simulate(seed: number): Exchange[] {
  const random = new Random(seed);
  const way = () => 0.15e-3 - 0.3e-3 * Math.log(1 - random.uniform());
  return Array.from({ length: 100 }, (_, k) => {
    const received = k / 10 + way() - OFFSET;
    return { asked: k / 10, received, sent: received, answered: received + OFFSET + way() };
  });
}

describe("offsetByExchanges", () => {
  it("has the figures of measurement.md 3.3: 2.1 us, +-153 us guaranteed, 88 us standard", () => {
    const results = Array.from(
      { length: 300 },
      (_, seed) => offsetByExchanges(simulate(seed), { drift: 0 }) ?? expect.fail(),
    );
    const sd = Math.sqrt(results.reduce((sum, { offset }) => sum + (offset - OFFSET) ** 2, 0) / results.length);
    expect(sd).toBeGreaterThan(1.7e-6);
    expect(sd).toBeLessThan(2.6e-6);
    const mean = results.reduce((sum, { halfWidth }) => sum + halfWidth / results.length, 0);
    expect(mean).toBeCloseTo(153e-6, 5);
    expect(mean / Math.sqrt(3)).toBeCloseTo(88e-6, 5);
  });

  it("guarantees its half-width, however unequal the ways are and the clocks drift", () => {
    const ways = fc.array(
      fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true })),
      {
        minLength: 1,
      },
    );
    fc.assert(
      fc.property(ways, fc.double({ min: -100e-6, max: 100e-6, noNaN: true }), (list, drift) => {
        const other = (t: number) => t - OFFSET - drift * t;
        const exchanges = list.map(([out, back], k) => {
          const between = 10 * k + out;
          return { asked: 10 * k, received: other(between), sent: other(between), answered: between + back };
        });
        const found = offsetByExchanges(exchanges, { drift: 110e-6 }) ?? expect.fail("no offset");
        expect(Math.abs(found.offset - OFFSET - drift * found.at)).toBeLessThanOrEqual(found.halfWidth + 1e-9);
      }),
    );
  });

  it("leaves out what is no exchange and says how many", () => {
    const bad = { asked: 1, received: Number.NaN, sent: 1, answered: 2 };
    const backwards = { asked: 2, received: 0, sent: 0, answered: 1 };
    expect(offsetByExchanges([...simulate(1), bad, backwards])).toMatchObject({ used: 100, rejected: 2 });
    expect(offsetByExchanges([bad])).toBeUndefined();
    expect(offsetByExchanges([])).toBeUndefined();
  });

  it("finds no offset when a clock was set meanwhile", () => {
    const list = simulate(2).map((one, k) =>
      k < 50 ? one : { ...one, received: one.received - 1, sent: one.sent - 1 },
    );
    expect(offsetByExchanges(list)).toBeUndefined();
  });
});

const data = new URL("../../../shared/data/mlperf-power/", import.meta.url);
const recorded = existsSync(data);
if (!recorded) console.warn("exchange: skipped: no recorded data");

describe.skipIf(!recorded)(`recorded clients and servers${recorded ? "" : " (skipped: no recorded data)"}`, () => {
  const cases = recorded
    ? readdirSync(data).filter((name) => existsSync(new URL(`${name}/power/client.json`, data)))
    : [];
  const medians = recorded ? expectedOffsets(readFileSync(new URL("expected.csv", data), "utf8")) : new Map();

  it.each(cases)("%s: the offset of its time messages agrees with that of its phases", (name) => {
    const { messages } = JSON.parse(readFileSync(new URL(`${name}/power/client.json`, data), "utf8"));
    const exchanges: Exchange[] = messages
      .filter(({ cmd }: { cmd: string }) => cmd === "time")
      .map((message: Record<string, unknown>) => ({
        asked: Number(message["cmd_time"]),
        received: Number(message["reply"]),
        sent: Number(message["reply"]),
        answered: Number(message["reply_time"]),
      }));
    const found = offsetByExchanges(exchanges) ?? expect.fail("no offset");
    expect(found.halfWidth).toBeLessThan(0.1);
    expect(Math.abs(-found.offset - medians.get(name))).toBeLessThan(found.halfWidth + 0.02);
  });
});

function expectedOffsets(csv: string): Map<string, number> {
  const [head = "", ...lines] = csv.trim().split(/\r?\n/);
  const column = head.split(",").indexOf("median_server_minus_client_clock_s");
  return new Map(lines.map((line) => line.split(",")).map((cells) => [cells[0] ?? "", Number(cells[column])]));
}
