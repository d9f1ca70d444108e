import { isDnsLabel } from "../core/std/dns-label.ts";
import type { MigrationDocument } from "./document.ts";

/** A command for a terminal, with what it is for. */
export type HandCommand = { label: string; text: string };

const RESOURCE = "migrations.crossfade.dev";

/** What a person does without this page, with this migration's own names: go back, and look. It needs the Kubernetes API alone. */
export function byHand(document: MigrationDocument): HandCommand[] {
  const { namespace, name } = document.migration.metadata;
  const { kubectl } = document.rollback;
  const resource = document.plan?.traffic.resource;
  if (kubectl !== undefined) return [back(kubectl), look(namespace, name)];
  if (resource !== undefined)
    return [edit(`kubectl -n ${namespace} edit ${resource}`), look(namespace, name)];
  return byHandOf(namespace, name);
}

/** The same where nothing but the address is known. Nothing for an address that names no migration. */
export function byHandOf(namespace: string, name: string): HandCommand[] {
  // The command goes into somebody's shell, and the names come from an address.
  if (!isDnsLabel(namespace) || !isDnsLabel(name)) return [];
  const get = `kubectl -n ${namespace} get ${RESOURCE} ${name}`;
  return [
    {
      label: "Which route carries the weight",
      text: `${get} -o jsonpath='{.spec.traffic}'`,
    },
    edit(
      `kubectl -n ${namespace} edit virtualservice "$(${get} -o jsonpath='{.spec.traffic.istio.virtualService}')"`,
    ),
    look(namespace, name),
  ];
}

const back = (text: string): HandCommand => ({ label: "Send all new traffic to blue", text });

const edit = (text: string): HandCommand => ({
  label: "Set the weight of green to 0 and that of blue to 100",
  text,
});

const look = (namespace: string, name: string): HandCommand => ({
  label: "See where the migration stands",
  text: `kubectl -n ${namespace} get ${RESOURCE} ${name}`,
});
