import { beforeEach, describe, expect, it } from "vitest";
import type { RunnerEvent } from "./protocol.js";
import { type EventReader, eventReader } from "./read-events.js";

const warm = { v: 1, t: "5879779953637", ev: "warm", t0: "9007199254740993", t1: "9007199254740994", iterations: 3 };
const line = (fields: object) => `${JSON.stringify({ ...warm, ...fields })}\n`;

let events: RunnerEvent[] = [];
let refusals: string[] = [];
let reader: EventReader;
const push = (text: string) => reader.push(Buffer.from(text));

beforeEach(() => {
  events = [];
  refusals = [];
  reader = eventReader({ event: (event) => events.push(event), refuse: (why) => refusals.push(why) });
});

describe("events", () => {
  it("come whole, however the bytes are cut", () => {
    for (const byte of Buffer.from(line({}) + line({ iterations: 4 }))) reader.push(Buffer.of(byte));
    expect(events.map((event) => event.ev === "warm" && event.iterations)).toEqual([3, 4]);
    expect(reader.foreign).toBe(0);
  });

  it("keep every digit of their instants, and what they say beyond the protocol", () => {
    push(line({ colour: "blue" }));
    expect(events).toEqual([{ ...warm, colour: "blue" }]);
  });
});

describe("lines that are no events", () => {
  it.each([
    ["text", "libfoo: warning\n"],
    ["a list", "[1,2]\n"],
    ["a number", "7\n"],
    ["null", "null\n"],
    ["an object of somebody else", '{"level":"info"}\n'],
    ["an event that is not known", line({ ev: "paused" })],
    ["one that is too long", `{"v":1,"ev":"${"x".repeat(2 << 20)}"}\n`],
  ])("%s: counted, and what follows is read", (_what, text) => {
    push(text + line({}));
    expect([reader.foreign, events.length, refusals]).toEqual([1, 1, []]);
    expect(reader.firstForeign).toBeDefined();
  });

  it("a cut last line is one of them", () => {
    push(line({}).slice(0, 40));
    expect(reader.foreign).toBe(0);
    reader.end();
    expect([reader.foreign, events]).toEqual([1, []]);
  });
});

describe("events that cannot be understood", () => {
  it("of another version are refused with both versions", () => {
    push(line({ v: 2 }));
    expect(refusals[0]).toContain("version 2");
    expect([events, reader.foreign]).toEqual([[], 0]);
  });

  it.each([
    ["iterations", { iterations: -1 }],
    ["iterations", { iterations: 1.5 }],
    ["t0", { t0: 12 }],
    ["t1", { t1: "12.5" }],
    ["t", { t: "-1" }],
  ])("with a wrong %s are refused, and the field is named", (field, fields) => {
    push(line(fields));
    expect(refusals).toEqual([expect.stringContaining(`wrong ${field}:`)]);
  });

  it("without a field are refused: a count that is missing is not zero", () => {
    const { iterations: _gone, ...rest } = warm;
    push(`${JSON.stringify(rest)}\n`);
    expect([refusals.length, events]).toEqual([1, []]);
  });
});
