import { join } from "node:path";
import { exists, root } from "../paths.mjs";
import { run } from "../process.mjs";
import { Problem } from "../say.mjs";

/** A command that is one TypeScript program of the repository, run as it is. */
export function entry(path) {
  return async (args) => {
    const file = join(root, path);
    if (!exists(file)) throw new Problem(`this command is run by ${path}, which does not exist yet`);
    return (await run("node", [file, ...args])).code;
  };
}
