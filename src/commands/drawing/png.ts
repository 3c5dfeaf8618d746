import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { MeasurementError } from "../../core/error.js";
import type { Context } from "../context.js";
import { readFonts } from "./fonts.js";

/** Pixels of a PNG for each of the drawing: 300 to the inch, as printers want them. */
const ZOOM = 300 / 96;

/** An SVG document as PNG, without a browser. Throws UNAVAILABLE where the renderer or a font is not installed. */
export async function renderPng(svg: string, context: Pick<Context, "env">): Promise<Uint8Array> {
  const fontBuffers = [...readFonts(context)];
  const Resvg = await renderer();
  const drawing = new Resvg(svg, { font: { fontBuffers }, fitTo: { mode: "zoom", value: ZOOM } });
  return drawing.render().asPng();
}

let loaded: Promise<typeof import("@resvg/resvg-wasm")["Resvg"]> | undefined;

/** The renderer may be initialised once only. */
function renderer() {
  loaded ??= load();
  return loaded;
}

async function load() {
  try {
    const { initWasm, Resvg } = await import("@resvg/resvg-wasm");
    await initWasm(readFileSync(createRequire(import.meta.url).resolve("@resvg/resvg-wasm/index_bg.wasm")));
    return Resvg;
  } catch (cause) {
    throw new MeasurementError(
      "UNAVAILABLE",
      "The optional package @resvg/resvg-wasm, which makes a PNG of a drawing, is not installed or does not load",
      "npm install @resvg/resvg-wasm where joulemark is installed, or use --svg",
      { cause },
    );
  }
}
