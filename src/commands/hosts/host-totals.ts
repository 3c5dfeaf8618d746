import { figure } from "../../core/figure.js";
import type { HostsTotal } from "../../core/hosts-result.js";
import type { Quantity } from "../../core/quantity.js";
import type { Point } from "../../core/rail.js";
import { add, budget, exact, quantity } from "../../core/uncertainty.js";
import type { MeasuredWindow, Subject } from "../summarize-subjects.js";

/** A host with what was measured in the common window. */
export interface HostWindow {
  readonly host: string;
  readonly window: MeasuredWindow | undefined;
}

interface Member extends Subject {
  readonly host: string;
}

/**
 * Sums over hosts, point by point: numbers of different points are never added. Where each host has one number at a point
 * those belong together; where one has several, those of the same name do.
 */
export function hostTotals(hosts: readonly HostWindow[]): readonly HostsTotal[] {
  const members = hosts.flatMap(({ host, window }) =>
    (window?.subjects ?? []).map((subject) => ({ host, ...subject })),
  );
  return groupsOf(members).map((group) => totalOf(group, hosts));
}

function groupsOf(members: readonly Member[]): readonly (readonly Member[])[] {
  const groups = new Map<string, Member[]>();
  for (const member of members) {
    const key = isOnly(member, members) ? member.point : `${member.point} ${member.of}`;
    groups.set(key, [...(groups.get(key) ?? []), member]);
  }
  return [...groups.values()];
}

/** No host has two numbers at this point. */
function isOnly({ point }: Member, members: readonly Member[]): boolean {
  const there = members.filter((other) => other.point === point).map(({ host }) => host);
  return new Set(there).size === there.length;
}

function totalOf(group: readonly Member[], hosts: readonly HostWindow[]): HostsTotal {
  const names = [...new Set(group.map(({ of }) => of))];
  const point: Point = group[0]?.point ?? "estimate";
  const own = (host: string) => group.find((member) => member.host === host);
  const energy = sumOf(group, ({ energy: one }) => one);
  const meanPower = sumOf(group, ({ meanPower: one }) => one);
  return {
    of: names.join(" + "),
    point,
    estimate: point === "estimate",
    hosts: group.map(({ host }) => host),
    without: hosts.map(({ host }) => host).filter((host) => (own(host)?.energy ?? null) === null),
    energyJ: energy && figure(energy),
    meanPowerW: meanPower && figure(meanPower),
    budget: energy === null ? [] : budget(energy),
  };
}

/** Of numbers one of which cannot be given there is no sum. */
function sumOf(group: readonly Member[], numberOf: (member: Member) => Quantity | null): Quantity | null {
  let sum = exact(0);
  for (const member of group) {
    const own = numberOf(member);
    if (own === null) return null;
    sum = add(sum, ofHost(own, member.host));
  }
  return sum;
}

/** Every host has its own instruments: errors of the same name are not the same error. */
function ofHost({ value, sources, dof, shapes, strained }: Quantity, host: string): Quantity {
  const named = <T>(entries: ReadonlyMap<string, T>) =>
    [...entries].map(([id, one]) => [`${host}: ${id}`, one] as const);
  return quantity(value, named(sources), { dof: named(dof), shapes: named(shapes), strained });
}
