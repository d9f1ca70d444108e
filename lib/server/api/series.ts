import "server-only";
import type { Actor } from "../../core/access/access.ts";
import { err, ok, type Result } from "../../core/std/result.ts";
import type { Key } from "../../ports/migration-store.ts";
import { readHistory, readSeries, type SeriesQuery } from "../../usecases/read-series.ts";
import { errors, invalid, json } from "../answers.ts";
import { type Call, endpoint, refuse } from "./endpoint.ts";
import { toKey } from "./key.ts";
import { parseRange } from "./range-query.ts";

/** `slo=<name>` or `of=share`, and a range. */
function parseSeriesQuery(search: URLSearchParams, now: number): Result<SeriesQuery, string> {
  const slo = search.get("slo");
  const wantsShare = search.get("of") === "share";
  if ((slo === null || slo === "" || slo.length > 256) && !wantsShare)
    return err("slo: name one of the plan's, or say of=share");
  const range = parseRange(search, now);
  if (!range.ok) return range;
  return ok({ of: wantsShare ? "share" : { slo: slo ?? "" }, range: range.value });
}

type Read<Q> = (
  deps: Parameters<typeof readHistory>[0],
  actor: Actor,
  key: Key,
  query: Q,
) => Promise<object | undefined>;

/** Points of one Migration over a time, as far as the caller may see it. */
function pointsOf<Q>(parse: (search: URLSearchParams, now: number) => Result<Q, string>, read: Read<Q>) {
  return async (call: Call): Promise<Response> => {
    const key = toKey(call.params["namespace"], call.params["name"]);
    if (key === undefined) return refuse(call, errors.notFound);
    const { authority, live, metricsSource, clock } = call.server;
    const query = parse(new URL(call.request.url).searchParams, clock.now());
    if (!query.ok) return refuse(call, invalid(query.error));
    const deps = { authority, live, metrics: metricsSource };
    const answer = await read(deps, call.caller.actor, key, query.value);
    return answer === undefined ? refuse(call, errors.notFound) : json(answer);
  };
}

/** `GET /api/v1/migrations/{ns}/{name}/series?slo&from&to&step`: points for a chart, for each side. */
export const getSeries = endpoint(pointsOf(parseSeriesQuery, readSeries));

/** `GET /api/v1/migrations/{ns}/{name}/history?from&to&step`: points for all charts of a run. */
export const getHistory = endpoint(pointsOf(parseRange, readHistory));
