import "server-only";
import { parseDuration } from "../../core/std/duration.ts";
import { err, ok, type Result } from "../../core/std/result.ts";
import { parseTime } from "../../core/std/time.ts";
import { readSeries, type SeriesQuery } from "../../usecases/read-series.ts";
import { errors, invalid, json } from "../answers.ts";
import { endpoint, refuse } from "./endpoint.ts";
import { toKey } from "./key.ts";

const MOST_POINTS = 600;
const LONGEST_MS = 31 * 24 * 3_600_000;

/** A time as RFC 3339 or milliseconds since the epoch. */
function timeOf(search: URLSearchParams, name: string, fallback: number): Result<number, string> {
  const text = search.get(name);
  if (text === null) return ok(fallback);
  if (/^\d{10,14}$/.test(text)) return ok(Number(text));
  const time = parseTime(text);
  return time.ok ? time : err(`${name}: ${time.error}`);
}

function stepOf(search: URLSearchParams, spanMs: number): Result<number, string> {
  const text = search.get("step");
  const step =
    text === null ? ok(Math.max(1_000, Math.ceil(spanMs / 120 / 1_000) * 1_000)) : parseDuration(text);
  if (!step.ok) return err(`step: ${step.error}`);
  if (step.value < 1_000) return err("step: must be 1s or more");
  return spanMs / step.value > MOST_POINTS ? err(`step: gives more than ${MOST_POINTS} points`) : step;
}

/** `slo=<name>` or `of=share`; `from`, `to` (now), `step` (120 points). */
export function parseSeriesQuery(search: URLSearchParams, now: number): Result<SeriesQuery, string> {
  const slo = search.get("slo");
  const wantsShare = search.get("of") === "share";
  if ((slo === null || slo === "" || slo.length > 256) && !wantsShare)
    return err("slo: name one of the plan's, or say of=share");
  const to = timeOf(search, "to", now);
  const from = timeOf(search, "from", (to.ok ? to.value : now) - 10 * 60_000);
  if (!to.ok) return to;
  if (!from.ok) return from;
  const span = to.value - from.value;
  if (span <= 0 || span > LONGEST_MS) return err("from: must be before `to`, and at most 31 days");
  const step = stepOf(search, span);
  if (!step.ok) return step;
  return ok({
    of: wantsShare ? "share" : { slo: slo ?? "" },
    range: { from: from.value, to: to.value, stepMs: step.value },
  });
}

/** `GET /api/v1/migrations/{ns}/{name}/series?slo&from&to&step`: points for a chart, for each side. */
export const getSeries = endpoint(async (call) => {
  const key = toKey(call.params["namespace"], call.params["name"]);
  if (key === undefined) return refuse(call, errors.notFound);
  const query = parseSeriesQuery(new URL(call.request.url).searchParams, call.server.clock.now());
  if (!query.ok) return refuse(call, invalid(query.error));
  const { authority, live, metricsSource } = call.server;
  const answer = await readSeries(
    { authority, live, metrics: metricsSource },
    call.caller.actor,
    key,
    query.value,
  );
  return answer === undefined ? refuse(call, errors.notFound) : json(answer);
});
