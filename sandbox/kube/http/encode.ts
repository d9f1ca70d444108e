import type { Json, JsonObject } from "../json.ts";
import { type KubeObject, metadataOf } from "../object.ts";
import type { Page } from "../read/list.ts";
import { apiVersionOf } from "../resource.ts";
import { type IncludeObject, partialMetadata, tableOf } from "../table/table.ts";
import { type Call, presented } from "../world.ts";

/** What the `Accept` header asks for. */
export type Shape = "object" | "table" | "metadata";

export function shapeOf(accept: string | undefined): Shape {
  for (const option of (accept ?? "").split(",")) {
    const [type, ...parameters] = option.split(";").map((part) => part.trim());
    if (parameters.includes("g=meta.k8s.io") && parameters.includes("v=v1")) {
      if (parameters.includes("as=Table")) return "table";
      if (parameters.includes("as=PartialObjectMetadata")) return "metadata";
      if (parameters.includes("as=PartialObjectMetadataList")) return "metadata";
    }
    if (parameters.length === 0 && (type === "application/json" || type === "*/*")) return "object";
  }
  return "object";
}

const texts = new WeakMap<object, Map<string, string>>();

/** The JSON text of a stored object in the requested version; made once, however many watchers there are. */
export function textOf(object: KubeObject, call: Call): string {
  const known = texts.get(object) ?? new Map<string, string>();
  texts.set(object, known);
  const version = call.version.name;
  const text = known.get(version) ?? JSON.stringify(presented(object, call));
  known.set(version, text);
  return text;
}

function includeOf(call: Call): IncludeObject {
  const wanted = call.context.query.get("includeObject");
  return wanted === "None" || wanted === "Object" ? wanted : "Metadata";
}

function table(
  objects: readonly KubeObject[],
  call: Call,
  metadata: JsonObject,
  withColumns: boolean,
): JsonObject {
  return tableOf(
    objects.map((object) => presented(object, call)),
    call.version,
    { include: includeOf(call), now: call.context.now.getTime(), metadata, withColumns },
  );
}

export function objectText(object: KubeObject, call: Call, shape: Shape): string {
  if (shape === "object") return textOf(object, call);
  if (shape === "metadata") return JSON.stringify(partialMetadata(object));
  const { resourceVersion } = metadataOf(object);
  return JSON.stringify(
    table([object], call, resourceVersion === undefined ? {} : { resourceVersion }, true),
  );
}

export function listText(page: Page, call: Call, shape: Shape): string {
  const metadata: JsonObject = {
    resourceVersion: page.resourceVersion,
    ...(page.next === undefined && !call.version.custom ? {} : { continue: page.next ?? "" }),
    ...(page.remaining === undefined ? {} : { remainingItemCount: page.remaining }),
  };
  if (shape === "table") return JSON.stringify(table(page.objects, call, metadata, true));
  const kind = shape === "metadata" ? "PartialObjectMetadataList" : call.resource.listKind;
  const apiVersion =
    shape === "metadata" ? "meta.k8s.io/v1" : apiVersionOf(call.resource.group, call.version.name);
  const items = page.objects.map((object) =>
    shape === "metadata" ? JSON.stringify(partialMetadata(object)) : textOf(object, call),
  );
  const head = JSON.stringify({ kind, apiVersion, metadata });
  return `${head.slice(0, -1)},"items":[${items.join(",")}]}`;
}

const frames = new WeakMap<object, Map<string, Buffer>>();

/** The bytes of an event, made once for all the watchers that get it. */
function frameOf(type: string, object: KubeObject, call: Call): Buffer {
  const known = frames.get(object) ?? new Map<string, Buffer>();
  frames.set(object, known);
  const key = `${type}/${call.version.name}`;
  const frame = known.get(key) ?? Buffer.from(`{"type":"${type}","object":${textOf(object, call)}}\n`);
  known.set(key, frame);
  return frame;
}

/** Frames of a watch; a table's columns are sent with the first frame only. */
export function eventEncoder(
  call: Call,
  shape: Shape,
): (type: string, object: KubeObject) => string | Buffer {
  let isFirst = true;
  return (type, object) => {
    if (shape === "object") return frameOf(type, object, call);
    if (shape === "metadata") return `{"type":"${type}","object":${objectText(object, call, shape)}}\n`;
    const { resourceVersion } = metadataOf(object);
    const fresh: Call = { ...call, context: { ...call.context, now: new Date() } };
    const body: Json = table(
      [object],
      fresh,
      resourceVersion === undefined ? {} : { resourceVersion },
      isFirst,
    );
    isFirst = false;
    return `${JSON.stringify({ type, object: body })}\n`;
  };
}
