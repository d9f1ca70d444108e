/**
 * Ends this process with its parent: the parent holds the other end of standard input, which closes when it dies,
 * however it dies. The parent's id is looked at as well, for a standard input that somebody else holds open.
 */
export function endWithParent(cleanUp: () => void | Promise<void> = () => {}): void {
  const parent = process.ppid;
  let ending = false;
  const end = () => {
    if (ending) return;
    ending = true;
    // Whatever the clean-up waits for, the end comes.
    setTimeout(() => process.exit(0), cleanUpMs).unref();
    void Promise.resolve(cleanUp()).finally(() => process.exit(0));
  };
  process.once("SIGTERM", end);
  // Ctrl-C reaches the whole foreground group: the parent decides what ends when.
  process.on("SIGINT", () => {});
  process.on("SIGHUP", () => {});
  process.stdin.on("end", end).on("close", end).on("error", end).resume();
  setInterval(() => {
    if (process.ppid !== parent) end();
  }, 1000).unref();
}

const cleanUpMs = 3000;
