// nest | many WHO COUNT | log COUNT FILE | names NAME...: marks through the example's helper, and logs its own clock.
import { appendFileSync } from "node:fs";

const { begin, end } = await import(`${process.env.HELPERS}/joulemark.mjs`);
const [mode, ...words] = process.argv.slice(2);
const sleep = (milliseconds) => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);

if (mode === "nest") {
  begin("outer");
  begin("inner");
  sleep(50);
  end("inner");
  end("outer");
}
if (mode === "many")
  for (let k = 0; k < Number(words[1]); k++) {
    begin(`${words[0]}-${k}`);
    end(`${words[0]}-${k}`);
  }
if (mode === "log") {
  let log = "";
  for (let k = 0; k < Number(words[0]); k++) {
    const a = process.hrtime.bigint();
    begin(`m${k}`);
    const b = process.hrtime.bigint();
    end(`m${k}`);
    const c = process.hrtime.bigint();
    log += `begin m${k} ${a} ${b}\nend m${k} ${b} ${c}\n`;
    sleep(0.5);
  }
  appendFileSync(words[1], log);
}
if (mode === "names")
  for (const name of words) {
    begin(name);
    end(name);
  }
