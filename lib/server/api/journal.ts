import "server-only";
import { readJournal } from "../../usecases/read-journal.ts";
import { errors, invalid, json } from "../answers.ts";
import { toCsv } from "./csv.ts";
import { endpoint, refuse } from "./endpoint.ts";
import { toKey } from "./key.ts";
import { wholeNumber } from "./numbers.ts";

/** Whether CSV is what the client asked for first: `text/csv` named, and JSON not. */
function wantsCsv(headers: Headers): boolean {
  const accept = headers.get("accept")?.toLowerCase() ?? "";
  return accept.includes("text/csv") && !accept.includes("application/json");
}

/** `GET /api/v1/migrations/{ns}/{name}/journal?after&limit` */
export const getJournal = endpoint(async (call) => {
  const key = toKey(call.params["namespace"], call.params["name"]);
  if (key === undefined) return refuse(call, errors.notFound);
  const search = new URL(call.request.url).searchParams;
  const after = wholeNumber(search, "after", { least: 0, most: Number.MAX_SAFE_INTEGER, fallback: 0 });
  const limit = wholeNumber(search, "limit", { least: 1, most: 10_000, fallback: 1_000 });
  // What they may see comes first: a wrong parameter must not tell that something is there.
  const page = await readJournal(call.server, call.caller.actor, key, {
    after: after.ok ? after.value : 0,
    limit: limit.ok ? limit.value : 1,
  });
  if (page === undefined) return refuse(call, errors.notFound);
  const problems = [after, limit].flatMap((read) => (read.ok ? [] : [read.error]));
  if (problems.length > 0) return refuse(call, invalid(problems.join("; ")));
  if (!wantsCsv(call.request.headers)) return json(page);
  return new Response(toCsv(page.entries), {
    headers: {
      "content-type": "text/csv; charset=utf-8",
      "content-disposition": `attachment; filename="${key.namespace}-${key.name}-journal.csv"`,
      "cache-control": "no-store",
      "x-crossfade-verified": String(page.verified),
    },
  });
});
