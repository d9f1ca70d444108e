import type { Silence } from "../../ports/migration-store.ts";
import type { KubeFailure } from "./answer.ts";

/** One call may be lost for many reasons; two in a row, with none answered between, are the server's or the network's. */
const LEAST_CALLS = 2;

export type SilenceWatch = {
  /** What came of a call that began at `began`, in wall-clock milliseconds. */
  take(answer: { state: string } | KubeFailure, began: number, ended: number): void;
  silence(): Silence | undefined;
};

/** Hears whether anything is answered at all: a refusal is an answer, an error of the server or no reply is none. */
export function watchSilence(): SilenceWatch {
  let since = 0;
  let why = "";
  let lost = 0;
  let heard = 0;
  return {
    take(answer, began, ended) {
      if (answer.state !== "unknown") {
        lost = 0;
        heard = ended;
        return;
      }
      since = Math.max(heard, lost === 0 ? began : Math.min(since, began));
      why = "why" in answer ? answer.why : "";
      lost += 1;
    },
    silence: () => (lost < LEAST_CALLS ? undefined : { since, why }),
  };
}
