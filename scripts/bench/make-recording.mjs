// node scripts/bench/make-recording.mjs FOLDER TICKS: makes a synthetic recording of six rails at 1 kHz.
import { makeRecording } from "./synthetic.mjs";

const [folder, word] = process.argv.slice(2);
const ticks = Number(word);
if (folder === undefined || !Number.isSafeInteger(ticks) || ticks < 1) {
  process.stderr.write("usage: node scripts/bench/make-recording.mjs FOLDER TICKS\n");
  process.exitCode = 2;
} else {
  await makeRecording(folder, ticks);
}
