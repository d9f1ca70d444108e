import { checkBeforeStart, refuse } from "./world/before-start.ts";

/** What `npm run demo` asks first: whether these options can work at all, before minutes go into installing and building. */
const checked = await checkBeforeStart(process.argv.slice(2));
if (!checked.ok) refuse(checked.problems);
