import type { Draft } from "./draft.ts";
import type { OwnerMark } from "./observation.ts";

/** Whether a mark on the route is of this Migration, of whatever run and process. */
export const isOurs = ({ migration }: Pick<Draft, "migration">, mark: OwnerMark): boolean =>
  mark.namespace === migration.namespace && mark.name === migration.name;

/** Whether it is the mark of that entry, set by a leader of now or before. */
export const isMark = (draft: Draft, mark: OwnerMark | undefined, seq: number): boolean =>
  mark !== undefined && isOurs(draft, mark) && mark.seq === seq && mark.epoch <= draft.status.epoch;
