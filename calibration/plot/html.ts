import { escapeText } from "./svg.js";

/** A figure as a page of its own that needs nothing else: for a browser, light or dark, and for paper. */
export const asPage = (title: string, svg: string): string => `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escapeText(title)}</title>
<style>
body { margin: 1rem; font-family: Helvetica, Arial, sans-serif; background: #fff }
svg { display: block; max-width: 100%; height: auto; margin: 0 auto }
@media screen and (prefers-color-scheme: dark) { body { background: #15181c } }
@media print { body { margin: 0 } }
</style>
${svg}
</html>
`;
