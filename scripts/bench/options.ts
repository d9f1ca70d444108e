import { parseArgs } from "node:util";
import { z } from "zod";
import type { BenchOptions } from "./section.ts";

const count = (fallback: number) => z.coerce.number().int().min(1).default(fallback);

const schema = z.object({
  traces: count(200),
  repeats: count(20),
  viewers: count(1_000),
  minutes: z.coerce.number().positive().default(10),
});

/** The names of the sections asked for (all when none is), and the figures. Throws on what it does not know, naming it. */
export function readArguments(args: readonly string[]): { names: string[]; options: BenchOptions } {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      traces: { type: "string" },
      repeats: { type: "string" },
      viewers: { type: "string" },
      minutes: { type: "string" },
    },
  });
  const parsed = schema.safeParse(values);
  if (!parsed.success)
    throw new Error(
      parsed.error.issues.map((issue) => `--${issue.path.join(".")}: ${issue.message}`).join("; "),
    );
  return { names: positionals, options: parsed.data };
}
