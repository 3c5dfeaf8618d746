import { type Refusal, refusalBy } from "../shared/refusals.js";

const asRoot = 'sudo modprobe msr && sudo env "PATH=$PATH" joulemark run --probe pcm-power -- COMMAND';
/** The same counters for a group, without root. */
const asGroup = "The rapl probe reads the same counters and can be allowed to a group: see `joulemark probes`";

const access = {
  code: "PERMISSION",
  message: "it may not read the processor's registers: the msr module is not loaded, or this user is not root",
  remedy: `Load the module and run as root: ${asRoot}\n${asGroup}`,
} as const;

/** Texts of devices.md C4, and one it lacks; more particular ones first, since several are printed at once. */
const refusals: readonly Refusal[] = [
  {
    code: "UNAVAILABLE",
    // as pcm 202302 says it of a processor that is not Intel's
    text: "Only Intel(R) processors are supported",
    message: "this processor is not Intel's, or none that this version knows; a virtual machine hides it too",
    remedy: "Use the rapl probe, which reads AMD's and client processors too, or a meter in the supply",
  },
  {
    code: "UNAVAILABLE",
    text: "nsupported processor model",
    message: "it supports processors of servers only, and this one is none that this version knows",
    remedy: "Use the rapl probe, which reads client processors too, or install a newer pcm",
  },
  {
    code: "UNAVAILABLE",
    text: "Try to reset?",
    message: "another program uses the processor's performance counters",
    remedy:
      "End what uses them (perf, vtune, likwid, another pcm) and try again; if nothing does, run `sudo pcm-power` by hand and answer y",
  },
  { ...access, text: "Can not access CPUs Model Specific Registers" },
  { ...access, text: "no MSR or PCI CFG space access" },
  { ...access, text: "You need to be root and loaded 'msr'" },
  { ...access, text: "execute 'modprobe msr' as root user" },
  {
    code: "UNAVAILABLE",
    text: "PCM ERROR. Exception",
    message: "it ended with a fault of its own",
    remedy: "Run `sudo pcm-power 1 -m -1 -p -1` by hand and see what it says; install another version of pcm",
  },
];

/** Why the tool ended without a block, as an error; the words of the tool itself stand in an unknown one. */
export const refusalOf = refusalBy({
  program: "pcm-power",
  known: refusals,
  remedy: "Run `sudo pcm-power 1 -m -1 -p -1` by hand until it shows `Consumed Joules`, then try again",
});
