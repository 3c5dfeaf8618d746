import { durationText } from "../../number.js";
import { type PackedTimeline, unpacked } from "../pack.js";
import { panelsOf } from "../panels.js";
import type { Timeline } from "../trace.js";
import { element, themeButton } from "./look.js";
import { Overview } from "./overview.js";
import { Panel } from "./panel.js";
import { Range } from "./range.js";

const bytesOf = (text: string): Uint8Array => Uint8Array.from(atob(text), (character) => character.charCodeAt(0));

function timelineOf(): Timeline | undefined {
  const { timeline } = JSON.parse(document.getElementById("data")?.textContent ?? "{}") as {
    timeline?: PackedTimeline;
  };
  return timeline === undefined ? undefined : unpacked(timeline, bytesOf);
}

const keys: Readonly<Record<string, (range: Range) => void>> = {
  "+": (range) => range.zoom(0.5),
  "=": (range) => range.zoom(0.5),
  "-": (range) => range.zoom(2),
  ArrowLeft: (range) => range.move(-0.2),
  ArrowRight: (range) => range.move(0.2),
  ArrowUp: (range) => range.zoom(0.5),
  ArrowDown: (range) => range.zoom(2),
  Home: (range) => range.set(0, range.toS - range.fromS),
  "0": (range) => range.reset(),
  Escape: (range) => range.reset(),
};

const buttons = [
  ["+", "nearer", "+"],
  ["−", "farther", "-"],
  ["◀", "earlier", "ArrowLeft"],
  ["▶", "later", "ArrowRight"],
  ["whole", "the whole recording", "0"],
] as const;

function toolbar(range: Range): HTMLElement {
  const made = buttons.map(([text, label, key]) => {
    const button = element("button", "small", text);
    button.type = "button";
    button.title = `${label} (key ${key})`;
    button.setAttribute("aria-label", label);
    button.addEventListener("click", () => keys[key]?.(range));
    return button;
  });
  return element("div", "tools", ...made);
}

/** The live plot in its place: panels, overview, buttons; the picture for paper steps back. */
function plot(timeline: Timeline, node: HTMLElement): () => void {
  const range = new Range(timeline.durationS);
  const seen = element("output", "seen");
  const traces = timeline.traces.filter(({ samples }) => samples > 0);
  const seenText = (atS: number | null) => {
    seen.textContent =
      atS === null
        ? `shown: ${durationText(range.toS - range.fromS)} of ${durationText(range.durationS)}`
        : `at ${atS.toPrecision(7)} s${windowText(timeline, atS)}`;
  };
  const panels = panelsOf(traces).map(([title, own]) => new Panel(own, { title, timeline, range, hovered: seenText }));
  const overview = new Overview(panelsOf(traces)[0]?.[1] ?? [], timeline, range);
  const help = element("p", "aside", HELP);
  node.append(element("div", "bar", toolbar(range), seen), ...panels.map((panel) => panel.node), overview.node, help);
  node.hidden = false;
  node.tabIndex = 0;
  node.setAttribute("role", "group");
  node.setAttribute("aria-label", "Power over time: plus, minus, arrows and 0 change what is shown");
  node.addEventListener("keydown", (event) => {
    const act = keys[event.key];
    if (act === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    act(range);
  });
  const draw = () => {
    for (const panel of panels) panel.draw();
    overview.draw();
    seenText(null);
    [node.dataset["from"], node.dataset["to"]] = [String(range.fromS), String(range.toS)];
  };
  range.onChange(draw);
  new ResizeObserver(draw).observe(node);
  draw();
  return () => {
    for (const panel of panels) panel.recolour();
    overview.draw();
  };
}

const HELP =
  "Drag to zoom, wheel or + and − to go nearer and farther, arrows to move, 0 for the whole. ± at the cursor is the U95 of the instrument's gain and offset and of its curve at that power; noise and what lies between samples are not in it. In brackets: the smallest and the largest sample there.";

function windowText({ windows }: Timeline, atS: number): string {
  const names = windows.filter(({ fromS, toS }) => fromS <= atS && atS <= toS).map(({ name }) => name.slice(0, 40));
  return names.length === 0
    ? ""
    : `, in ${names.slice(0, 3).join(", ")}${names.length > 3 ? ` and ${names.length - 3} more` : ""}`;
}

/** What is folded is printed too. */
const unfold = () => {
  for (const details of document.querySelectorAll("details")) details.open = true;
};

document.documentElement.classList.add("js");
const place = document.getElementById("plot");
const timeline = place === null ? undefined : timelineOf();
const recolour = place === null || timeline === undefined ? () => undefined : plot(timeline, place);
themeButton(recolour);
addEventListener("beforeprint", unfold);
document.documentElement.dataset["ready"] = "true";
