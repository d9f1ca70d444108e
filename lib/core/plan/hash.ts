import { canonicalHash } from "../std/canonical.ts";

/**
 * The hash that pins a plan: 64 hexadecimal digits over the RFC 8785 JSON of `spec` as the API server
 * returned it, not as it was normalised, so that anybody can compute it with `kubectl get -o json`.
 */
export const planHash = (spec: unknown): string => canonicalHash(spec);
