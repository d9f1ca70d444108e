import { asString, type Json } from "../json.ts";
import { type KubeObject, metadataOf, nameOf } from "../object.ts";
import type { Column } from "../resource.ts";

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const YEAR = 365 * DAY;

const two = (large: number, largeUnit: string, small: number, smallUnit: string): string =>
  small === 0 ? `${large}${largeUnit}` : `${large}${largeUnit}${small}${smallUnit}`;

/** A duration as kubectl writes ages: `45s`, `3m20s`, `5h`, `2d3h`, `3y12d`. */
export function humanDuration(ms: number): string {
  if (ms < -SECOND) return "<invalid>";
  if (ms < 0) return "0s";
  if (ms < 2 * MINUTE) return `${Math.floor(ms / SECOND)}s`;
  const minutes = Math.floor(ms / MINUTE);
  if (ms < 10 * MINUTE) return two(minutes, "m", Math.floor(ms / SECOND) % 60, "s");
  if (ms < 3 * HOUR) return `${minutes}m`;
  const hours = Math.floor(ms / HOUR);
  if (ms < 8 * HOUR) return two(hours, "h", minutes % 60, "m");
  if (ms < 2 * DAY) return `${hours}h`;
  const days = Math.floor(ms / DAY);
  if (ms < 8 * DAY) return two(days, "d", hours % 24, "h");
  if (ms < 2 * YEAR) return `${days}d`;
  const years = Math.floor(ms / YEAR);
  return ms < 8 * YEAR ? two(years, "y", days % 365, "d") : `${years}y`;
}

export function ageCell(time: string, now: number): string {
  const at = Date.parse(time);
  return Number.isNaN(at) ? "<unknown>" : humanDuration(now - at);
}

export const NAME: Column = {
  name: "Name",
  type: "string",
  format: "name",
  description: "Name must be unique within a namespace.",
  priority: 0,
  cell: nameOf,
};

export const AGE: Column = {
  name: "Age",
  type: "date",
  description: "CreationTimestamp is a timestamp representing the server time when this object was created.",
  priority: 0,
  cell: (object, now) => ageCell(asString(metadataOf(object)["creationTimestamp"]), now),
};

/** A column of a built-in kind; `wide` ones are only shown with `-o wide`. */
export function column(
  name: string,
  cell: (object: KubeObject, now: number) => Json,
  options: { type?: Column["type"]; wide?: boolean } = {},
): Column {
  return {
    name,
    type: options.type ?? "string",
    description: name,
    priority: options.wide === true ? 1 : 0,
    cell,
  };
}
