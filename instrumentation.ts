/** Starts the server's own work beside Next.js: adapters, the loop, signals. It ends the process when it cannot. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME !== "nodejs") return;
  const { start } = await import("@/lib/server/start.ts");
  start();
}

/** What a page or action threw. The user sees a digest only; the log has both. */
export async function onRequestError(
  error: unknown,
  request: { path: string; method: string },
): Promise<void> {
  if (process.env.NEXT_RUNTIME !== "nodejs") return;
  const { logRequestError } = await import("@/lib/server/request-error.ts");
  logRequestError(error, request);
}
