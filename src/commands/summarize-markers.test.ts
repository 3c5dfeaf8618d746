import { describe, expect, it } from "vitest";
import type { Marker } from "../core/marker.js";
import type { RecordedEvent } from "../core/recording.js";
import { summarize } from "./summarize.js";
import { codes, ns, rail, recording } from "./testing/recording.js";

const sent = (kind: Marker["kind"], s: number, more: Partial<Marker> = {}): RecordedEvent => ({
  type: "marker",
  probe: "meter",
  marker: { kind, name: "command", sent: ns(s), within: 1e-5, ...more },
});
/** The second rail is taken for the channel of the line: up from 10.003 s on, down from 20.003 s on. */
const rails = [rail("GPU"), rail("line")];
const watts = (s: number, k: number) => (k === 0 ? 40 : s >= 10.003 && s < 20.003 ? 3.3 : 0.1);
const result = (...events: readonly RecordedEvent[]) => summarize(recording({ watts, rails, totals: [], events }));
const column = "line.power";

describe("markers in an instrument's stream", () => {
  it("that came back bound how late its samples stand", () => {
    const { quality } = result(
      sent("begin", 10, { returned: { at: ns(10.002), clock: 0 } }),
      sent("end", 20, { returned: { at: ns(20.0015), clock: 10 } }),
    );
    // 1.5 ms, a write of 0.01 ms, a period of 10 ms
    expect(quality.findings).toMatchObject([
      {
        code: "marker-bound",
        severity: "note",
        message: "Samples stand between 0 and 11.5 ms later than they were taken, by 2 markers in its own stream",
      },
    ]);
  });

  it("are looked for in the channel that shows the line", () => {
    const { quality } = result(sent("begin", 10.001, { column }), sent("end", 20.001, { column }));
    // the sample after the edge is at 10.01 s: 9 ms and a period
    expect(quality.findings.map(({ code, message }) => [code, message])).toEqual([
      ["marker-bound", "Samples stand between 0 and 19 ms later than they were taken, by 2 markers in its own stream"],
    ]);
  });

  it("that are not there are said, and so are those that contradict each other", () => {
    expect(codes(result(sent("begin", 10), sent("end", 20)))).toEqual(["marker-lost note"]);
    expect(codes(result(sent("begin", 30, { column })))).toEqual(["marker-lost note"]);
    const early = sent("begin", 10, { returned: { at: ns(9.9), clock: 0 } });
    expect(codes(result(early))).toEqual(["marker-contradiction degraded"]);
    expect(codes(result())).toEqual([]);
  });
});
