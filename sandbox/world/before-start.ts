import { accepts } from "./accepts.ts";
import { type DemoOptions, parseOptions } from "./options.ts";
import { isFree } from "./ports.ts";

export type Checked = { ok: true; options: DemoOptions } | { ok: false; problems: string[] };

/** What a person can mend before anything is installed, built or started; a line each. It needs no packages. */
export async function checkBeforeStart(argv: string[]): Promise<Checked> {
  const parsed = parseOptions(argv);
  if (!parsed.ok) return { ok: false, problems: [parsed.problem] };
  const { options } = parsed;
  const problems = [...(await takenPort(options)), ...(await silentBrokers(options))];
  return problems.length === 0 ? { ok: true, options } : { ok: false, problems };
}

async function takenPort({ port }: DemoOptions): Promise<string[]> {
  const free = (await isFree(port)) && (await isFree(port, "127.0.0.1"));
  return free ? [] : [`port ${port} is in use; choose another one with: npm run demo -- --port N`];
}

/** A broker of one's own must be there: without it the world would never get ready. */
async function silentBrokers(options: DemoOptions): Promise<string[]> {
  const problems = (["blue", "green"] as const).map(async (side) => {
    const { broker } = options[side];
    const [, host = "", port = ""] = /^(.+):(\d+)$/.exec(broker ?? "") ?? [];
    const reachable = broker === undefined || (await accepts(Number(port), host.replace(/^\[|\]$/g, "")));
    return reachable ? [] : [`--${side}: nothing accepts connections at ${broker}; start that broker first`];
  });
  return (await Promise.all(problems)).flat();
}

/** Says the problems where a person looks, and ends this process as a failed command. */
export function refuse(problems: readonly string[]): void {
  for (const problem of problems) console.error(`demo: ${problem}`);
  process.exitCode = 1;
}
