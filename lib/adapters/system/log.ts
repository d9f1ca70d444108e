type Write = (fields: Record<string, unknown>, message: string) => void;

/** What adapters need of a logger; pino's is one. Fields, never text put together, so that nobody can forge a line. */
export type Log = { info: Write; warn: Write; error: Write };

export const silentLog: Log = { info: () => {}, warn: () => {}, error: () => {} };
