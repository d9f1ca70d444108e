import { z } from "zod";

const point = z.tuple([z.number(), z.string()]);
const labels = z.record(z.string(), z.string());

const data = z.discriminatedUnion("resultType", [
  z.object({ resultType: z.literal("vector"), result: z.array(z.object({ metric: labels, value: point })) }),
  z.object({
    resultType: z.literal("matrix"),
    result: z.array(z.object({ metric: labels, values: z.array(point) })),
  }),
  z.object({ resultType: z.literal("scalar"), result: point }),
  z.object({ resultType: z.literal("string"), result: point }),
]);

const envelope = z.looseObject({
  status: z.enum(["success", "error"]),
  data: z.unknown().optional(),
  errorType: z.string().optional(),
  error: z.string().optional(),
  warnings: z.array(z.string()).nullish(),
});

export type PromData = z.infer<typeof data>;
export type PromRow = { metric: Record<string, string>; value: [number, string] };

export type PromAnswer =
  /** `servedAt`: the server's own clock when it answered, to a second, where it says so. */
  | { state: "ok"; data: PromData; servedAt?: number }
  /** The server understood and refused: a bad expression, or a result it will not vouch for. Others may still be answered. */
  | { state: "refused"; why: string }
  /** No answer to rely on: nobody there, too slow, too much, not Prometheus. */
  | { state: "unusable"; why: string; slow: boolean };

/**
 * Parses an answer of `/api/v1/query` or `query_range`. A warning is a partial or doubtful result, so it is refused (F22); notes (`infos`, and what
 * older versions send as a warning that begins "PromQL info") are not.
 */
export function parsePromAnswer(code: number, text: string): PromAnswer {
  const read = envelope.safeParse(jsonOf(text));
  if (!read.success) {
    return { state: "unusable", why: `HTTP ${code}: not an answer of Prometheus`, slow: false };
  }
  const { status, error, errorType, warnings } = read.data;
  if (status === "error" || code >= 400) {
    const why = `${errorType ?? `HTTP ${code}`}: ${error ?? "no reason given"}`;
    if (code >= 500 || errorType === "timeout" || errorType === "unavailable") {
      return { state: "unusable", why, slow: errorType === "timeout" };
    }
    return { state: "refused", why };
  }
  const doubts = (warnings ?? []).filter((warning) => !warning.startsWith("PromQL info"));
  if (doubts.length > 0) return { state: "refused", why: `warning: ${doubts.join("; ").slice(0, 500)}` };
  const parsed = data.safeParse(read.data.data);
  if (!parsed.success) return { state: "refused", why: "the result is of no known type" };
  return { state: "ok", data: parsed.data };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** Prometheus writes `+Inf`, `-Inf` and `NaN`. */
export const numberOf = (text: string): number =>
  text === "+Inf" || text === "Inf"
    ? Number.POSITIVE_INFINITY
    : text === "-Inf"
      ? Number.NEGATIVE_INFINITY
      : Number(text);
