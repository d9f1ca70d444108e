import { GENESIS } from "../journal/chain.ts";
import type { Status } from "../status/status.ts";

/** Where a Migration stands that nothing has happened to. */
export const initialStatus = (): Status => ({
  state: "Pending",
  phase: "",
  stage: "",
  bakedMs: 0,
  planHash: "",
  observedGeneration: 0,
  epoch: 0,
  slos: [],
  gates: [],
  approvals: [],
  recent: [],
  journal: { length: 0, head: GENESIS, pending: [] },
  conditions: [],
  run: 0,
  stages: [],
  oneWay: false,
});
