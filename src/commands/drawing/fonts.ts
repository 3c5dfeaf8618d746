import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { MeasurementError } from "../../core/error.js";
import type { Context } from "../context.js";

/** Where systems keep faces. */
const folders = (home: string): readonly string[] => [
  "/usr/share/fonts",
  "/usr/local/share/fonts",
  join(home, ".local/share/fonts"),
  join(home, ".fonts"),
  "/System/Library/Fonts",
  "/Library/Fonts",
  "C:\\Windows\\Fonts",
];

/** Plain sans-serif faces, the ones with most letters first. */
const preferred = [
  "DejaVuSans",
  "NotoSans-Regular",
  "LiberationSans-Regular",
  "FreeSans",
  "Arial",
  "arial",
  "Helvetica",
];
const bold: Readonly<Record<string, string>> = {
  DejaVuSans: "DejaVuSans-Bold",
  "NotoSans-Regular": "NotoSans-Bold",
  "LiberationSans-Regular": "LiberationSans-Bold",
  FreeSans: "FreeSansBold",
  Arial: "Arial Bold",
  arial: "arialbd",
};

/** A face to write with and its bold one where there is one. Throws UNAVAILABLE where there is no face at all. */
export function readFonts({ env }: Pick<Context, "env">): readonly Uint8Array[] {
  const own = env["JOULEMARK_FONT"];
  const all = own === undefined || own === "" ? folders(env["HOME"] ?? "").flatMap(facesIn) : [own];
  const byName = new Map(all.map((path) => [nameOf(path), path]));
  const name = preferred.find((candidate) => byName.has(candidate)) ?? byName.keys().next().value;
  if (name === undefined) throw noFont();
  const paths = [byName.get(name), byName.get(bold[name] ?? "")];
  return paths.flatMap((path) => (path === undefined ? [] : [readFace(path)]));
}

const nameOf = (path: string): string => basename(path).replace(/\.\w+$/, "");

function facesIn(folder: string): readonly string[] {
  try {
    const names = readdirSync(folder, { recursive: true, encoding: "utf8" });
    return names.filter((name) => /\.(ttf|otf)$/i.test(name)).map((name) => join(folder, name));
  } catch {
    // a folder of another system, or one that may not be read: others may have faces
    return [];
  }
}

function readFace(path: string): Uint8Array {
  try {
    return readFileSync(path);
  } catch (cause) {
    throw new MeasurementError(
      "CONFIG",
      `The font ${path} cannot be read`,
      "Name a .ttf or .otf file in JOULEMARK_FONT, or unset it",
      { cause },
    );
  }
}

const noFont = () =>
  new MeasurementError(
    "UNAVAILABLE",
    "There is no font on this computer to write the words of a PNG with",
    "Install one (apt-get install fonts-dejavu-core), name a .ttf or .otf file in JOULEMARK_FONT, or use --svg, which needs none",
  );
