import type { MigrationView } from "../controller/live.ts";
import type { Permissions } from "../view/document.ts";
import { toDocument } from "../view/to-document.ts";

/** A document as text, made once for everybody who watches with the same rights. */
export type Presented = {
  json: string;
  /** The same without `asOf`: an update is due when this differs. */
  content: string;
  /** What must reach a reader at once: state, stage, weight, hold and what is under way. */
  urgent: string;
};

const made = new WeakMap<MigrationView, Map<string, Presented>>();

const rightsOf = ({ advance, hold, rollback, approve }: Permissions): string =>
  [advance, hold, rollback, approve].map(Number).join("");

function urgentOf({ status, observation }: MigrationView): string {
  const weight = observation.route.state === "known" ? observation.route.value.weight : status.weight;
  return JSON.stringify([
    status.state,
    status.stage,
    weight,
    status.hold?.code,
    status.intent?.seq,
    status.oneWay,
    status.journal.length,
  ]);
}

export function present(view: MigrationView, can: Permissions): Presented {
  const ofView = made.get(view) ?? new Map<string, Presented>();
  made.set(view, ofView);
  const rights = rightsOf(can);
  const before = ofView.get(rights);
  if (before !== undefined) return before;
  const document = toDocument(view, can);
  const { asOf: _asOf, ...content } = document;
  const presented = {
    json: JSON.stringify(document),
    content: JSON.stringify(content),
    urgent: urgentOf(view),
  };
  ofView.set(rights, presented);
  return presented;
}
