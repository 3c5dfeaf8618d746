import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ascii } from "./bytes.js";
import { emptyRows } from "./protocol.js";
import { Dialogue } from "./scpi-dialogue.js";

const NAME = "MAKER,MODEL,1,2";

function dialogue(patiencePeriods = 3) {
  const rows = emptyRows(3);
  const talk = new Dialogue({
    identity: NAME,
    questions: [
      { query: "U?", numbers: 1 },
      { query: "IP?", numbers: 2 },
    ],
    columns: [
      { question: 0, field: 0 },
      { question: 1, field: 0 },
      { question: 1, field: 1 },
    ],
    patiencePeriods,
  });
  const sent = (bytes: Uint8Array | undefined) => bytes && String.fromCharCode(...bytes).trim();
  return {
    talk,
    rows,
    /** A period has passed. */
    due: () => sent(talk.request(true)),
    /** The instrument says this; what is asked next. */
    says: (text: string) => {
      talk.push(ascii(text), rows);
      return sent(talk.request(false));
    },
    read: () => Array.from({ length: rows.length }, (_, i) => rows.columns.map((column) => column[i])),
  };
}

describe("a dialogue", () => {
  it("asks one question at a time, and a row is all answers", () => {
    const { due, says, read, talk } = dialogue();
    expect(due()).toBe("U?");
    expect(says("12.")).toBeUndefined();
    expect(due()).toBeUndefined();
    expect(says("0\r\n")).toBe("IP?");
    expect(says("1.5,NAN\n")).toBeUndefined();
    expect(read()).toEqual([[12, 1.5, Number.NaN]]);
    expect(talk.rejectedBytes).toBe(0);
    expect(due()).toBe("U?");
  });

  it("never takes a late answer for the next question's", () => {
    const { due, says, read } = dialogue(2);
    expect([due(), due(), due(), due()]).toEqual(["U?", undefined, undefined, "*IDN?"]);
    // the answer to U?, seconds late, and then the name
    expect(says("99\n")).toBeUndefined();
    expect(due()).toBeUndefined();
    expect(says(`${NAME}\n`)).toBeUndefined();
    expect(due()).toBe("U?");
    expect(says("12\n")).toBe("IP?");
    says("1,2\n");
    expect(read()).toEqual([[12, 1, 2]]);
  });

  it.each(["13\n", "ERR\n", "1,2,3\n", "1\n", "\u0000\u00ff\n", `${"9".repeat(5000)}`])(
    "gives up the row, and asks for the name, when %j comes out of turn",
    (text) => {
      const { due, says, read, talk } = dialogue();
      due();
      says("12\n");
      says("1,2\n");
      due();
      says("12\n");
      expect(says(text)).toBeUndefined();
      expect(due()).toBe("*IDN?");
      // a line that was too long still has its end to come
      says(`\n${NAME}\n`);
      expect([due(), says("5\n"), says("6,7\n")]).toEqual(["U?", "IP?", undefined]);
      expect(read()).toEqual([
        [12, 1, 2],
        [5, 6, 7],
      ]);
      talk.end();
      expect(talk.rejectedBytes).toBe(3 + text.length + 1 + NAME.length + 1);
    },
  );

  it("counts an answer that nobody asked for, and trusts nothing until the name has come", () => {
    const { due, says, read } = dialogue();
    says("7\n");
    expect([due(), due()]).toEqual(["*IDN?", undefined]);
    says("8\n9,9\n");
    expect(read()).toEqual([]);
  });

  it("goes on asking for the name of one that was switched off", () => {
    const { due } = dialogue(1);
    expect(Array.from({ length: 7 }, due)).toEqual(["U?", undefined, "*IDN?", undefined, "*IDN?", undefined, "*IDN?"]);
  });

  it("with an instrument of any delays and losses has only rows of one asking", () => {
    // the instrument answers every question in its order with the number of the question, when it gets to it, or not at all
    const step = fc.record({ late: fc.nat(8), lost: fc.nat(9).map((n) => n === 0) });
    fc.assert(
      fc.property(fc.array(step, { minLength: 20, maxLength: 120 }), (steps) => {
        const { talk, rows, read } = dialogue(2);
        const waiting: { text: string; at: number }[] = [];
        let row = 0;
        let free = 0;
        const hear = (bytes: Uint8Array | undefined, now: number) => {
          if (bytes === undefined) return;
          const query = String.fromCharCode(...bytes).trim();
          if (query === "U?") row++;
          const { late, lost } = steps[now] ?? { late: 0, lost: false };
          free = Math.max(free, now) + late;
          if (!lost)
            waiting.push({ text: query === "U?" ? `${row}` : query === "IP?" ? `${row},${-row}` : NAME, at: free });
        };
        for (let now = 0; now < steps.length; now++) {
          hear(talk.request(true), now);
          while (waiting[0] !== undefined && waiting[0].at <= now) {
            talk.push(ascii(`${waiting.shift()?.text}\n`), rows);
            hear(talk.request(false), now);
          }
        }
        for (const [u, i, p] of read()) expect([i, p]).toEqual([u, -(u ?? Number.NaN)]);
      }),
    );
  });

  it("accounts for every byte, whatever comes and however it is cut", () => {
    const text = fc.oneof(
      fc.string({ unit: "binary", maxLength: 20 }),
      fc.constantFrom("12\n", "1,2\n", `${NAME}\n`, "\r\n"),
    );
    fc.assert(
      fc.property(fc.array(text, { maxLength: 12 }), (texts) => {
        const { talk, rows, due } = dialogue();
        let total = 0;
        for (const each of texts) {
          const bytes = Uint8Array.from(each, (letter) => letter.charCodeAt(0) & 255);
          total += bytes.length;
          due();
          for (const byte of bytes) talk.push(Uint8Array.of(byte), rows);
          talk.request(false);
        }
        talk.end();
        expect(talk.rejectedBytes).toBeLessThanOrEqual(total);
        // a row is at least "1\n1,2\n"
        expect(total - talk.rejectedBytes).toBeGreaterThanOrEqual(6 * rows.length);
        if (rows.length === 0) expect(talk.rejectedBytes).toBe(total);
      }),
    );
  });
});
