import { byHand } from "@/lib/view/by-hand.ts";
import type { MigrationDocument } from "@/lib/view/document.ts";

const kept = new Map<string, string>();
const keyOf = (id: string): string => `crossfade-by-hand ${id}`;

/**
 * What goes back to blue by hand, kept by this tab alone, for the hour when the server cannot make a page that says it. A browser without
 * storage has the general commands instead.
 */
export function rememberByHand(document: MigrationDocument): void {
  const { namespace, name } = document.migration.metadata;
  const { kubectl } = document.rollback;
  const id = `${namespace}/${name}`;
  if (kubectl === undefined || kept.get(id) === kubectl) return;
  kept.set(id, kubectl);
  try {
    sessionStorage.setItem(keyOf(id), JSON.stringify(byHand(document)));
  } catch (error) {
    if (!(error instanceof DOMException)) throw error;
  }
}

/** As JSON of `HandCommand[]`, so that the same memory is the same value. */
export function recallByHand(id: string): string | undefined {
  try {
    return sessionStorage.getItem(keyOf(id)) ?? undefined;
  } catch (error) {
    if (error instanceof DOMException) return undefined;
    throw error;
  }
}
