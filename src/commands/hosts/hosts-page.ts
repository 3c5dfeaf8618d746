import { MADE_UP } from "../../core/finding.js";
import type { HostResult, HostSubject, HostsResult, HostsTotal } from "../../core/hosts-result.js";
import type { Figure } from "../../core/result.js";
import { figureText, MISSING, shareText } from "../../report/number.js";
import type { Block, Page, PageTable, TableGroup } from "../../report/page/page.js";

/** A run of several hosts as a page to print. */
export function hostsPage(result: HostsResult): Page {
  const { run, hosts, missing, window, totals, quality } = result;
  const estimates = [...totals, ...hosts.flatMap(({ own }) => own.subjects)].some(({ estimate }) => estimate);
  return {
    title: `Run ${run}: ${hosts.length} ${hosts.length === 1 ? "host" : "hosts"}${missing.length === 0 ? "" : `, without ${missing.join(", ")}`}`,
    blocks: [
      ...(estimates
        ? [
            {
              kind: "text",
              text: "ESTIMATE: some of these numbers come from a model without a sensor",
              alarm: true,
            } as const,
          ]
        : []),
      ...(quality.findings.some(({ code }) => code === MADE_UP)
        ? [{ kind: "text", text: "MADE UP: by a simulation, not by an instrument", alarm: true } as const]
        : []),
      ...totalBlocks(result),
      table("Each host in its own window", hosts.map(ownGroup)),
      ...(window === null
        ? []
        : [table(`Each host in the window of all: ${window.durationS.toFixed(3)} s`, hosts.map(commonGroup))]),
      {
        kind: "list",
        caption: `Verdict: ${quality.verdict}`,
        items: quality.findings.map(({ severity, message, remedy }) => ({
          word: severity,
          text: `${message} → ${remedy}`,
        })),
      },
    ],
  };
}

const columns = ["energy", "mean power", "coverage"] as const;

const table = (caption: string, groups: readonly TableGroup[]): PageTable => ({
  kind: "table",
  caption,
  titles: { group: "host", label: "rail or total", cells: columns, place: "point" },
  groups,
});

function totalBlocks({ window, totals, hosts }: HostsResult): readonly Block[] {
  if (window === null || totals.length === 0)
    return [{ kind: "text", text: "There is no total of all hosts.", alarm: true }];
  const caption = `All hosts together, in the ${window.durationS.toFixed(3)} s in which all of them were measured`;
  const titles = { group: "point", label: "rail or total", cells: ["energy", "mean power", "hosts"], place: "" };
  const groups = [...new Set(totals.map(({ point }) => point))].map((point) => ({
    title: point,
    rows: totals.filter((total) => total.point === point).map((total) => totalRow(total, hosts.length)),
  }));
  return [{ kind: "table", caption, titles, groups }];
}

const totalRow = ({ of, estimate, energyJ, meanPowerW, hosts, without }: HostsTotal, all: number) => ({
  label: marked(of, estimate),
  cells: [shown(energyJ, "J"), shown(meanPowerW, "W"), `${hosts.length} of ${all}`],
  place: `${hosts.join(" + ")}${without.length === 0 ? "" : `; no number of ${without.join(", ")}`}`,
});

const ownGroup = (host: HostResult): TableGroup => ({
  title: `${host.host}: ${host.own.durationS.toFixed(3)} s, ${clockText(host)}${host.complete ? "" : ", NOT ENDED"}`,
  rows: host.own.subjects.map(row),
});

const commonGroup = ({ host, common = [] }: HostResult): TableGroup => ({ title: host, rows: common.map(row) });

const row = ({ of, point, estimate, energyJ, meanPowerW, coverage }: HostSubject) => ({
  label: marked(of, estimate),
  cells: [shown(energyJ, "J"), shown(meanPowerW, "W"), shareText(coverage)],
  place: point,
});

const marked = (of: string, estimate: boolean): string => (estimate ? `${of} (ESTIMATE)` : of);

const shown = (figure: Figure | null, unit: string): string => (figure === null ? MISSING : figureText(figure, unit));

function clockText({ clock: { source, withinS } }: HostResult): string {
  if (withinS === undefined) return "clock unknown";
  return `clock within ${(withinS * 1000).toPrecision(2)} ms (${source})`;
}
