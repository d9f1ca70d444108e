import { contracts } from "./contract-cases.ts";
import { JobFailed, runJob } from "./job.ts";

/** Does green behave as MQTT says? Each case against green itself, one after the other. */
await runJob("contract-tests", async ({ green }) => {
  const run = `contract-${Date.now().toString(36)}`;
  const failed: string[] = [];
  for (const [n, { name, test }] of contracts.entries()) {
    try {
      await test({ address: green, prefix: `${run}/${n}`, clientId: (who) => `${run}-${n}-${who}` });
      console.log(`ok ${name}`);
    } catch (error) {
      failed.push(name);
      console.log(`not ok ${name}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  if (failed.length > 0)
    throw new JobFailed(`${failed.length} of ${contracts.length} cases: ${failed.join(", ")}`);
  return `${contracts.length} of ${contracts.length} cases of MQTT 3.1.1 and 5 hold`;
});
