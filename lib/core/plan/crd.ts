import { COMMAND_KINDS, type EntryKind } from "../journal/entry.ts";
import { addRules } from "./crd-rules.ts";
import { type Node, specSchema } from "./crd-schema.ts";

const GROUP = "crossfade.dev";
const VERSION = "v1alpha1";

type Column = { name: string; type: "string" | "integer" | "number" | "date"; jsonPath: string };

const text = (maxLength: number, more: Node = {}): Node => ({ type: "string", maxLength, ...more });
const whole = (minimum: number, more: Node = {}): Node => ({
  type: "integer",
  format: "int64",
  minimum,
  ...more,
});
const open = (properties: Record<string, Node> = {}): Node => ({
  type: "object",
  "x-kubernetes-preserve-unknown-fields": true,
  ...(Object.keys(properties).length > 0 ? { properties } : {}),
});
const listOf = (maxItems: number, items: Node): Node => ({ type: "array", maxItems, items });
const HASH = "^[0-9a-f]{64}$";

/**
 * The status is Crossfade's own writing: bounded, so that a mistake cannot fill etcd, and open, so that an
 * older schema never prunes what a newer version has written.
 */
function statusSchema(): Node {
  const states = [
    "Pending",
    "Entering",
    "Baking",
    "Ready",
    "Held",
    "RollingBack",
    "RolledBack",
    "Completed",
    "Aborted",
  ];
  const percent = { minimum: 0, maximum: 100 };
  return open({
    state: { type: "string", enum: states },
    phase: text(63),
    stage: text(63),
    stageStartedAt: text(64),
    bakedFor: text(64),
    evidenceSince: text(64),
    weight: { type: "integer", ...percent, description: "Green's weight, last read back from the router" },
    share: { type: "number", ...percent, description: "Green's share of live connections in percent" },
    plan: { ...open(), description: "The plan that the run is pinned to" },
    planHash: text(64, { pattern: HASH }),
    observedGeneration: whole(0),
    epoch: whole(0),
    intent: open(),
    hold: open({ by: text(1024), code: text(64), reason: text(4096), since: text(64) }),
    slos: listOf(64, open()),
    gates: listOf(512, open()),
    approvals: listOf(512, open()),
    recent: listOf(64, open()),
    journal: open({ length: whole(0), head: text(64), pending: listOf(16, open()) }),
    conditions: listOf(16, open()),
  });
}

export function migrationCrd(): object {
  const spec = specSchema();
  addRules(spec);
  const root: Node = {
    type: "object",
    required: ["spec"],
    description: "One move of live traffic from blue to green: spec is the plan, status is where it stands",
    properties: {
      apiVersion: { type: "string" },
      kind: { type: "string" },
      metadata: { type: "object" },
      spec: { ...spec, description: "The plan. It is owned by its writer; Crossfade never writes it" },
      status: statusSchema(),
    },
    "x-kubernetes-validations": [
      {
        rule: "self.metadata.name.size() <= 63 && !self.metadata.name.contains('.')",
        message: "metadata.name must be at most 63 characters, without dots",
      },
    ],
  };
  return crd({
    names: {
      kind: "Migration",
      listKind: "MigrationList",
      plural: "migrations",
      singular: "migration",
      shortNames: ["mig"],
    },
    schema: root,
    columns: [
      { name: "PHASE", type: "string", jsonPath: ".status.phase" },
      { name: "STAGE", type: "string", jsonPath: ".status.stage" },
      { name: "WEIGHT", type: "integer", jsonPath: ".status.weight" },
      { name: "SHARE", type: "number", jsonPath: ".status.share" },
      { name: "STATE", type: "string", jsonPath: ".status.state" },
      { name: "AGE", type: "date", jsonPath: ".metadata.creationTimestamp" },
    ],
    subresources: { status: {} },
  });
}

const ENTRY_KINDS: readonly EntryKind[] = [
  ...COMMAND_KINDS,
  "weight",
  "stage",
  "verdict",
  "gate",
  "action",
  "check",
  "converged",
  "drift",
  "leader",
  "refused",
];

export function journalEntryCrd(): object {
  const spec: Node = {
    type: "object",
    required: ["migration", "seq", "at", "kind", "actor", "stage", "prev", "hash"],
    properties: {
      migration: text(63),
      seq: whole(1),
      at: text(64),
      kind: { type: "string", enum: ENTRY_KINDS },
      actor: text(1024),
      commandId: text(63),
      reason: text(4096),
      stage: text(63),
      from: { "x-kubernetes-int-or-string": true },
      to: { "x-kubernetes-int-or-string": true },
      evidence: { "x-kubernetes-preserve-unknown-fields": true },
      prev: text(64, { pattern: HASH }),
      hash: text(64, { pattern: HASH }),
    },
    "x-kubernetes-validations": [
      { rule: "self == oldSelf", message: "spec is immutable: history is not edited" },
    ],
  };
  const root: Node = {
    type: "object",
    required: ["spec"],
    description: "One entry of a migration's append-only, hash-chained history",
    properties: {
      apiVersion: { type: "string" },
      kind: { type: "string" },
      metadata: { type: "object" },
      spec,
    },
    "x-kubernetes-validations": [
      {
        // Not the number as well: the server charges string() for the longest text that there could be.
        rule: "self.metadata.name.startsWith(self.spec.migration + '-')",
        message: "metadata.name must be <migration>-<seq>",
      },
    ],
  };
  return crd({
    names: {
      kind: "JournalEntry",
      listKind: "JournalEntryList",
      plural: "journalentries",
      singular: "journalentry",
    },
    schema: root,
    columns: [
      { name: "SEQ", type: "integer", jsonPath: ".spec.seq" },
      { name: "KIND", type: "string", jsonPath: ".spec.kind" },
      { name: "ACTOR", type: "string", jsonPath: ".spec.actor" },
      { name: "FROM", type: "string", jsonPath: ".spec.from" },
      { name: "TO", type: "string", jsonPath: ".spec.to" },
      { name: "AT", type: "string", jsonPath: ".spec.at" },
    ],
  });
}

type Parts = {
  names: { plural: string; [name: string]: unknown };
  schema: Node;
  columns: Column[];
  subresources?: object;
};

function crd({ names, schema, columns, subresources }: Parts): object {
  return {
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: { name: `${names.plural}.${GROUP}` },
    spec: {
      group: GROUP,
      scope: "Namespaced",
      names,
      versions: [
        {
          name: VERSION,
          served: true,
          storage: true,
          schema: { openAPIV3Schema: schema },
          ...(subresources ? { subresources } : {}),
          additionalPrinterColumns: columns,
        },
      ],
    },
  };
}
