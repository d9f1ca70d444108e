import { parseArgs } from "node:util";

export type SideOptions = { broker?: string; metrics?: string };
export type DemoOptions = {
  port: number;
  speed: number;
  clients: number;
  blue: SideOptions;
  green: SideOptions;
  dashboard: boolean;
};

export type Parsed = { ok: true; options: DemoOptions } | { ok: false; problem: string };

export const usage =
  "npm run demo -- [--port N] [--speed N] [--clients N] [--blue HOST:PORT] [--green HOST:PORT] [--blue-metrics URL] [--green-metrics URL]";

const names = {
  port: "3000",
  speed: "300",
  clients: "200",
  blue: undefined,
  green: undefined,
  "blue-metrics": undefined,
  "green-metrics": undefined,
} as const;

/** The options of the demo, or the first thing that is wrong with them in one line. */
export function parseOptions(argv: string[]): Parsed {
  const options = Object.fromEntries(Object.keys(names).map((name) => [name, { type: "string" as const }]));
  let values: Record<string, string | boolean | undefined>;
  try {
    values = parseArgs({ args: argv, options: { ...options, "no-dashboard": { type: "boolean" } } }).values;
  } catch (error) {
    const [first = ""] = String(error instanceof Error ? error.message : error).split(". ");
    return { ok: false, problem: `${first}. Usage: ${usage}` };
  }
  const text = (name: string): string | undefined => {
    const value = values[name];
    return typeof value === "string" ? value : undefined;
  };
  const problems: string[] = [];
  const whole = (name: "port" | "speed" | "clients", least: number, most: number) => {
    const value = text(name) ?? names[name];
    const number = Number(value);
    if (!/^\d+$/.test(value) || number < least || number > most)
      problems.push(`--${name} must be a whole number from ${least} to ${most}, not "${value}"`);
    return number;
  };
  const side = (name: "blue" | "green"): SideOptions => {
    const broker = text(name);
    const metrics = text(`${name}-metrics`);
    if (broker !== undefined && !isHostPort(broker))
      problems.push(`--${name} must be HOST:PORT, such as 127.0.0.1:1883, not "${broker}"`);
    if (metrics !== undefined && !isHttpUrl(metrics))
      problems.push(
        `--${name}-metrics must be an http or https URL, such as http://127.0.0.1:18083/metrics, not "${metrics}"`,
      );
    return { ...(broker === undefined ? {} : { broker }), ...(metrics === undefined ? {} : { metrics }) };
  };
  const parsed: DemoOptions = {
    port: whole("port", 1, 65_535),
    speed: whole("speed", 1, 100_000),
    clients: whole("clients", 1, 10_000),
    blue: side("blue"),
    green: side("green"),
    dashboard: values["no-dashboard"] !== true,
  };
  const [problem] = problems;
  return problem === undefined ? { ok: true, options: parsed } : { ok: false, problem };
}

function isHostPort(text: string): boolean {
  const [, port] = /^(?:[A-Za-z0-9.-]+|\[[0-9a-fA-F:]+\]):(\d{1,5})$/.exec(text) ?? [];
  return port !== undefined && Number(port) >= 1 && Number(port) <= 65_535;
}

function isHttpUrl(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
}
