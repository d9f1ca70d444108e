import "server-only";
import { err, ok, type Result } from "../../core/std/result.ts";
import { readHistory, readSeries, type SeriesQuery } from "../../usecases/read-series.ts";
import { errors, invalid, json } from "../answers.ts";
import { endpoint, refuse } from "./endpoint.ts";
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

/** `GET /api/v1/migrations/{ns}/{name}/history?from&to&step`: points for all charts of a run. */
export const getHistory = endpoint(async (call) => {
  const key = toKey(call.params["namespace"], call.params["name"]);
  if (key === undefined) return refuse(call, errors.notFound);
  const range = parseRange(new URL(call.request.url).searchParams, call.server.clock.now());
  if (!range.ok) return refuse(call, invalid(range.error));
  const { authority, live, metricsSource } = call.server;
  const answer = await readHistory(
    { authority, live, metrics: metricsSource },
    call.caller.actor,
    key,
    range.value,
  );
  return answer === undefined ? refuse(call, errors.notFound) : json(answer);
});
