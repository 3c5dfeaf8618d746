import * as fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { stringField, tagText } from "../../src/sinks/influx/text.js";
import { createDatabase, influxd } from "../servers/influxd.js";
import { programs, Server } from "../servers/server.js";

const there = programs() !== undefined;
let server: Server;
beforeAll(async () => {
  if (there) server = await Server.start(influxd());
}, 60_000);
afterAll(async () => server?.[Symbol.asyncDispose]());

const texts = fc.array(fc.string({ unit: "binary", minLength: 1, maxLength: 300 }), { minLength: 1, maxLength: 40 });
const known = [
  "a\nb",
  "a,b",
  "a=b",
  'a"b',
  "a\\",
  "\\",
  "\\,",
  "é🔋",
  "\ud800",
  " ",
  "\0",
  "x".repeat(65_536),
  "#",
  "'",
];

/** What a tag says, as it is documented. */
const asTag = (text: string) => tagText(text).replaceAll(/\\([,= ])/g, "$1");

async function written(said: readonly string[], database: string) {
  await createDatabase(server.url, database);
  // the number stands in a tag too: tags that are told apart by nothing else stay points of their own
  const lines = said.map((text, k) => `m,k=${tagText(text)},n=${k} s=${stringField(text.slice(0, 20_000))} ${k + 1}`);
  const answer = await fetch(`${server.url}/write?db=${database}`, { method: "POST", body: lines.join("\n") });
  expect([answer.status, await answer.text()]).toEqual([204, ""]);
  const query = await fetch(`${server.url}/query?db=${database}&epoch=ns&q=SELECT+k,n,s+FROM+m`);
  const { results } = Object(await query.json());
  const rows: readonly [number, string, string, string][] = results[0].series[0].values;
  return rows.toSorted((a, b) => Number(a[2]) - Number(b[2])).map(([, k, , s]) => [k, s]);
}

describe.skipIf(!there)("texts through a real server", () => {
  it("come back as documented: tags, and string fields", async () => {
    let count = 0;
    await fc.assert(
      fc.asyncProperty(texts, async (said) => {
        const back = await written(said, `t${count++}`);
        expect(back).toEqual(said.map((text) => [asTag(text), Buffer.from(text.slice(0, 20_000)).toString()]));
      }),
      { numRuns: 20, examples: [[known]] },
    );
  });
});
