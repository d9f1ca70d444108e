import "server-only";
import { containerIfAny } from "./container.ts";

/** Logs what a page threw, under the digest that the user was shown. */
export function logRequestError(error: unknown, { path, method }: { path: string; method: string }): void {
  const digest = error instanceof Error && "digest" in error ? error.digest : undefined;
  containerIfAny()?.log.error({ error, digest, path: path.split("?")[0], method }, "a page failed");
}
