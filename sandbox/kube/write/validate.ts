import type { KubeObject } from "../object.ts";
import type { Call } from "../world.ts";

/** Throws 422 with every problem of the object. */
export function validateObject(_call: Call, _object: KubeObject, _old: KubeObject | undefined): void {}
