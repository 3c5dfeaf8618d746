import type { HostsResult, HostsSubject } from "../../core/hosts-result.js";
import { type CsvCell, csvText } from "../../report/csv-text.js";

const titles = [
  "run",
  "host",
  "window",
  "of",
  "point",
  "estimate",
  "energy_J",
  "energy_U95_J",
  "power_W",
  "power_U95_W",
  "coverage",
];

/** One line for each number: of a host in its own window and in that of all, and of all hosts. */
export function hostsCsv({ run, hosts, totals }: HostsResult): string {
  const line = (host: string, window: string, subject: HostsSubject, coverage?: number): readonly CsvCell[] => {
    const { of, point, estimate, energyJ, meanPowerW } = subject;
    return [
      ...[run, host, window, of, point, estimate ? "ESTIMATE" : ""],
      ...[energyJ?.value, energyJ?.U95, meanPowerW?.value, meanPowerW?.U95, coverage],
    ];
  };
  return csvText(titles, [
    ...hosts.flatMap(({ host, own, common = [] }) => [
      ...own.subjects.map((subject) => line(host, "own", subject, subject.coverage)),
      ...common.map((subject) => line(host, "all", subject, subject.coverage)),
    ]),
    ...totals.map((total) => line(total.hosts.join(" + "), "all", total)),
  ]);
}
