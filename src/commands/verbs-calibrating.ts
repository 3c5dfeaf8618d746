import { type Command, Option } from "commander";
import type { RegulatorFlags } from "./calibrate/flags.js";
import type { SensorFlags } from "./calibrate/sensor-flags.js";
import type { Context } from "./context.js";
import { collect, verb } from "./verb.js";
import type { Line } from "./verbs-measuring.js";

/** Verbs that make curves: calibrate regulator, calibrate sensor. */
export function addCalibrating(root: Command, context: Context, line: Pick<Line, "answer">): void {
  const calibrate = verb(root, "calibrate", "make a calibration curve of a regulator or a sensor, from measurements", [
    "joulemark calibrate regulator --table sweep.csv --map vout=Vout,iout=Iout,pin=Pin --plot sweep.svg",
    "joulemark calibrate sensor --table readings.csv --map sensor=A,reference=B",
  ]);
  addRegulator(calibrate, context, line);
  addSensor(calibrate, context, line);
}

function addRegulator(calibrate: Command, context: Context, { answer }: Pick<Line, "answer">): void {
  const command = verb(calibrate, "regulator", "loss and efficiency of a regulator over its load", [
    "joulemark calibrate regulator --table sweep.csv --map vout=Vout,iout=Iout,pin=Pin --u-pin 0.1% --u-iout 2mA+0.1%",
    "joulemark calibrate regulator --pre my-run:meter/input --post my-run:meter/core --out core.yaml --plot core.html",
    "joulemark calibrate regulator --pre meter/input --post meter/core --load cpu -p meter:path=/dev/ttyUSB0",
  ]);
  delivered(fitted(live(paired(tabled(command))))).action(async (flags: RegulatorFlags) => {
    const { calibrateRegulatorBy } = await import("./calibrate/regulator-verb.js");
    answer(await calibrateRegulatorBy(flags, context));
  });
}

function addSensor(calibrate: Command, context: Context, { answer }: Pick<Line, "answer">): void {
  const command = verb(calibrate, "sensor", "gain and offset of a sensor against a reference", [
    "joulemark calibrate sensor --table readings.csv --map sensor=A,reference=B --point wall",
    "printf '0.98 1.000\\n4.93 5.000\\n9.87 10.000\\n' | joulemark calibrate sensor --readings --u-reference 0.1%",
    "joulemark calibrate sensor --readings --sensor meter/VDD_CPU --dwell 10 --instrument-reference 'bench meter 7'",
  ])
    .option("--table <file>", "points from a table: CSV, or columns in white space")
    .option(
      "--map <meaning=column,...>",
      "what its columns are, by name or #3: sensor, reference; uSensor, uReference, temperature",
    )
    .option(
      "--readings",
      "type them in, a step a line: sensor reference; with a live --sensor only the meter's [and its u]",
    )
    .option("--sensor <rail>", "the rail to calibrate: RUN:PROBE/RAIL of a recording, or PROBE/RAIL live")
    .option("--reference <rail>", "the rail it is compared with, at the same point")
    .option("--recordings <folder>", "where recordings are looked for and made (default: the user's data folder)")
    .option("--dwell <seconds>", "how long a load is held (default 2, live 5); of a recording without marks, at least")
    .addOption(
      new Option("--of <quantity>", "what is compared (default: by the columns' unit, or power)").choices([
        "power",
        "current",
        "voltage",
      ]),
    )
    .option("--point <point>", "where the sensor sits (default: the rail's, or regulator-input)")
    .option("--u-sensor <u>", "standard uncertainty of a reading of the sensor, e.g. 5mW+0.1%")
    .option("--u-reference <u>", "of a reading of the reference; not what all readings share")
    .option("--u-reference-gain <share>", "of the reference's own gain, which all readings share, e.g. 0.05%")
    .option("--temperature <celsius>", "temperature of the sensor")
    .option("--instrument-sensor <words>", "what the sensor is: maker, type, serial number")
    .option("--instrument-reference <words>", "what the reference is");
  delivered(live(command)).action(async (flags: SensorFlags) => {
    const { calibrateSensorBy } = await import("./calibrate/sensor-verb.js");
    answer(await calibrateSensorBy(flags, context));
  });
}

const paired = (command: Command): Command =>
  command
    .option("--pre <rail>", "the rail before the regulator: RUN:PROBE/RAIL of a recording, or PROBE/RAIL live")
    .option("--post <rail>", "the rail after it")
    .option("--recordings <folder>", "where recordings are looked for and made (default: the user's data folder)")
    .option("--dwell <seconds>", "how long a load is held (default 2, live 5); of a recording without marks, at least");

const live = (command: Command): Command =>
  command
    .option(
      "-p, --probe <name[:key=value,...]>",
      "live: open this instrument (repeatable; default: those of the rails)",
      collect,
    )
    .option(
      "--load <command>",
      "live: drive the load, e.g. 'stress-ng --cpu {threads} --cpu-load {duty}'; cpu is built in",
    )
    .option(
      "--steps <threads x duty,...>",
      "loads in percent of the time, e.g. 1x10,2x50,4x100 (default: nine up to all CPUs)",
    )
    .option("--seed <n>", "order of the steps (default 1)")
    .option("--max-dwell <seconds>", "go on after this though the load is not steady (default: six times --dwell)")
    .option("--duration <seconds>", "live, without --load: stop by itself")
    .option("--rate <hertz>", "live: samples a second")
    .option("--sysroot <folder>", "live: look for instruments below this folder");

const tabled = (command: Command): Command =>
  command
    .option("--table <file>", "points from a table: CSV, or columns in white space")
    .option("--map <meaning=column,...>", "what its columns are, by name or #3: two of vout, iout, pout; pin; ...")
    .option("--u-pin <u>", "standard uncertainty of each input power, e.g. 0.1%, 5mW+0.1%; not what all share")
    .option("--u-iout <u>", "of the output current, e.g. 20mA+0.3%")
    .option("--u-vout <u>", "of the output voltage, e.g. 0.1%")
    .option("--u-pin-gain <share>", "of the input meter's own gain, which all rows share, e.g. 0.05%")
    .option("--u-iout-gain <share>", "of the output current's; a curve absorbs it unless --structural")
    .option("--u-vout-gain <share>", "of the output voltage's; likewise");

const fitted = (command: Command): Command =>
  command
    .option("--from <point>", "where the output side was measured (default: regulator-output, or the rail's)")
    .option("--to <point>", "where the input side was measured (default: regulator-input, or the rail's)")
    .option("--vin <volts>", "voltage at the input; of a table with several, the one to use")
    .option("--vout <volts>", "voltage at the output, where the rail gives power only")
    .option("--temperature <celsius>", "temperature of the regulator")
    .option("--mode <words>", "mode of the regulator, e.g. its number of phases")
    .option("--instrument-input <words>", "what measured the input: maker, type, serial number")
    .option("--instrument-output <words>", "what measured the output")
    .addOption(
      new Option("--model <name>", "form of the loss")
        .choices(["auto", "constant", "linear", "quadratic"])
        .default("auto"),
    )
    .option("--structural", "for any calibrated sensor, not for the very one it was measured with")
    .option("--no-robust", "do not weight down points that lie far off");

const delivered = (command: Command): Command =>
  command
    .option("--out <file>", "where the curve is written; - is stdout (default: ./ID.yaml)")
    .option("--id <id>", "what the curve is called (default: by its file, or by what it was measured from)")
    .option("--force", "replace a file that exists")
    .option("--date <day>", "day of the measurement, YYYY-MM-DD (default: today)")
    .option("--plot <file>", "picture of points, fit and residuals: .svg, or .html for a page")
    .option("--json <file>", "everything as JSON; - is stdout")
    .option("-q, --quiet", "no summary");
