import type { OwnerMark } from "../../core/engine/observation.ts";

/** The one annotation that Crossfade keeps on a router's object, besides the weights. */
export const OWNER_ANNOTATION = "crossfade.dev/owner";

export const formatMark = ({ namespace, name, epoch, seq }: OwnerMark): string =>
  `${namespace}/${name}/${epoch}/${seq}`;

/** Undefined for what is no mark: it claims nothing. */
export function parseMark(text: string | undefined): OwnerMark | undefined {
  const match = /^([^/]+)\/([^/]+)\/(\d{1,15})\/(\d{1,15})$/.exec(text ?? "");
  if (match === null) return undefined;
  const [, namespace = "", name = "", epoch = "", seq = ""] = match;
  return { namespace, name, epoch: Number(epoch), seq: Number(seq) };
}
