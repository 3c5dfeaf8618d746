import * as z from "zod";
import { MeasurementError } from "../../../src/core/error.js";
import type { ErrorSource } from "../../../src/core/rail.js";
import {
  AMPERES_PER_COUNT,
  PMD_COLUMNS,
  PMD_ROWS_PER_SECOND,
  PMD_TICKS_PER_SECOND,
  pmdDecoder,
  VOLTS_PER_COUNT,
} from "./elmorlabs-pmd-rows.js";
import { defineProtocol, emptyRows, type Link, type MeteredRail } from "./protocol.js";

const PATIENCE_S = 1;
/** So many bytes without a row are no stream of this kind: a hundred rows. */
const ENOUGH = 1800;

/** ElmorLabs PMD-USB: voltage and current of four connectors, 4780 readings a second. */
export const elmorLabsPmd = defineProtocol<Record<string, never>>({
  name: "elmorlabs-pmd",
  title: "ElmorLabs PMD-USB, two PCIe and two EPS connectors at 4.8 kHz, which its own tool has set streaming",
  // 4780 rows of 18 bytes are 860 kbit/s: the usual rate below cannot carry them
  baudRate: 921_600,
  settings: z.strictObject({}),
  async open(_settings, link) {
    await hearRow(link);
    return {
      device: "ElmorLabs PMD-USB",
      rails: PMD_RAILS,
      period: 1 / PMD_ROWS_PER_SECOND,
      tick: 1 / PMD_TICKS_PER_SECOND,
      decoder: pmdDecoder(),
    };
  },
});

/** The commands that start the stream are not known to us: it has to be running already. */
async function hearRow(link: Link): Promise<void> {
  const decoder = pmdDecoder();
  const rows = emptyRows(PMD_COLUMNS, 128);
  let heard = 0;
  while (rows.length === 0 && heard < ENOUGH) {
    const bytes = await link.read(PATIENCE_S);
    if (bytes === undefined) break;
    heard += bytes.length;
    decoder.push(bytes, rows);
  }
  if (rows.length > 0) return;
  throw new MeasurementError(
    "UNAVAILABLE",
    heard === 0 ? "The meter sends nothing" : "What the meter sends is not the stream of a PMD-USB",
    "Set its continuous stream (counter of 16 bits, all eight channels) going with the maker's tool first, and check baudRate",
  );
}

/** 12 bits, half an ampere on the range of 200 A (measurement.md 6); each connector has its own sensors. */
const uncertainty: readonly ErrorSource[] = [
  {
    id: "zero",
    kind: "offset",
    of: "current",
    distribution: "rectangular",
    size: 0.5,
    origin: "measurement.md 6: +-0.5 A",
  },
  ...(["voltage", "current"] as const).map(
    (of): ErrorSource => ({
      id: `${of} step`,
      kind: "resolution",
      of,
      distribution: "rectangular",
      size: of === "voltage" ? VOLTS_PER_COUNT : AMPERES_PER_COUNT,
      origin: "one count of 12 bits",
    }),
  ),
];

/** The connectors, in the order of the stream: between the power supply and what it feeds. */
export const PMD_RAILS: readonly (MeteredRail & { readonly point: "supply-output" })[] = [
  "PCIE1",
  "PCIE2",
  "EPS1",
  "EPS2",
].map((id) => ({
  id,
  point: "supply-output",
  columns: [
    { name: `${id}.voltage`, quantity: "voltage", unit: "V", scale: 1 },
    { name: `${id}.current`, quantity: "current", unit: "A", scale: 1 },
  ],
  uncertainty,
}));
