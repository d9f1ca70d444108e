import { get } from "node:http";
import { Agent } from "node:http";
import { parentPort, workerData } from "node:worker_threads";

/** `stream`: where; `tokens`: each reader takes the next one. */
export type ReadersData = { stream: string; tokens: string[]; readers: number };
/** When each reader first had an update that names `state`, in milliseconds since the epoch. */
export type ReadersAnswer =
  | { kind: "open"; readers: number }
  | { kind: "seen"; state: string; at: number[]; missing: number };

const { stream, tokens, readers } = workerData as ReadersData;
const agent = new Agent({ maxSockets: Infinity });
let wanted = "";
let at: number[] = [];
let open = 0;

const now = (): number => performance.timeOrigin + performance.now();
const answer = (message: ReadersAnswer) => parentPort?.postMessage(message);

function read(index: number): void {
  const authorization = `Bearer ${tokens[index % tokens.length] ?? ""}`;
  get(stream, { agent, headers: { authorization } }, (response) => {
    if (response.statusCode !== 200) throw new Error(`a stream was answered ${response.statusCode}`);
    let text = "";
    let seen = "";
    response.setEncoding("utf8");
    response.on("data", (part: string) => {
      text += part;
      for (let end = text.indexOf("\n\n"); end >= 0; end = text.indexOf("\n\n")) {
        const event = text.slice(0, end);
        text = text.slice(end + 2);
        if (event.startsWith("event: snapshot")) {
          open += 1;
          if (open === readers) answer({ kind: "open", readers: open });
        }
        if (wanted === "" || seen === wanted || !event.includes(`"state":"${wanted}"`)) continue;
        seen = wanted;
        at.push(now());
        if (at.length === readers) tell();
      }
    });
  });
}

function tell(): void {
  answer({ kind: "seen", state: wanted, at, missing: readers - at.length });
  at = [];
  wanted = "";
}

parentPort?.on("message", (state: string) => {
  wanted = state;
  at = [];
});
// A few at a time, as browsers come.
const opening = setInterval(() => {
  for (let count = 0; count < 25 && started < readers; count += 1, started += 1) read(started);
  if (started >= readers) clearInterval(opening);
}, 50);
let started = 0;
