import type { PageData } from "../../report/html/page-data.js";
import type { Context } from "../context.js";
import type { Drawn, OutputFile } from "../write-result.js";

/** Width of a drawing on paper where nobody says: that of the text of an A4 page. */
const WIDTH_MM = 160;

/** What the files hold that show samples too; the code of each is loaded where it is asked for. */
export async function drawnFiles(
  page: PageData,
  files: readonly OutputFile[],
  context: Pick<Context, "env">,
): Promise<ReadonlyMap<OutputFile, Drawn>> {
  const drawn = new Map<OutputFile, Drawn>();
  for (const file of files) {
    if (file.format === "html") drawn.set(file, (await import("../../report/html/page.js")).formatPage(page));
    if (file.format !== "svg" && file.format !== "png") continue;
    const { formatDrawing } = await import("../../report/drawing/drawing.js");
    const svg = formatDrawing({ ...page, widthMm: file.widthMm ?? WIDTH_MM });
    drawn.set(file, file.format === "svg" ? svg : await (await import("./png.js")).renderPng(svg, context));
  }
  return drawn;
}
