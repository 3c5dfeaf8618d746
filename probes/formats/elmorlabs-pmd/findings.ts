import type { Finding } from "../../../src/core/finding.js";
import type { Segments } from "./segments.js";

const ROW_BYTES = 18;
/** The first row may be the half of one, the last has none to vouch for it, and the file may be cut in rows at both ends. */
const EXPECTED_BYTES = 6 * ROW_BYTES;

/** What became of every byte. */
export function rowsFinding(probe: string, { rows, bytes, rejectedBytes, losses }: Segments): Finding {
  const bad = losses > 0 || rejectedBytes > EXPECTED_BYTES;
  const where = losses > 0 ? `; bytes were lost at ${losses} places, and time goes on there at the nominal rate` : "";
  return {
    code: "imported-rows",
    severity: bad ? "degraded" : "note",
    message: `${rows * ROW_BYTES} of ${bytes} bytes are ${rows} samples; ${rejectedBytes} bytes are of no row that others vouch for${where}`,
    remedy: bad ? "Capture again: what was lost is missing here, and how long it took is not known" : "None needed",
    probe,
  };
}

/** Where the span comes from. */
export const spanFinding = (probe: string, withinMs: number): Finding => ({
  code: "imported-span",
  severity: "note",
  message: `The span is that of timestamps.csv, by the host's clock; the stream's begin is taken ${withinMs} ms before PMD_start_ts.txt, as its authors do, and so much is the half-width of both edges`,
  remedy: "None needed",
  probe,
});

/** Where it does not come from, though it could have been meant to. */
export const spanUnused = (probe: string): Finding => ({
  code: "imported-span",
  severity: "degraded",
  message:
    "timestamps.csv has times that do not lie one after the other within the capture: all of the capture is reported",
  remedy: "Check that PMD_start_ts.txt, timestamps.csv and PMD_data.bin are of one run",
  probe,
});
