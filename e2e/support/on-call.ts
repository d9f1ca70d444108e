import type { apiOf } from "./api.ts";
import { pause } from "./sandbox.ts";

type Api = ReturnType<typeof apiOf>;

/** Holds that a machine can cause which stands still for half a second. */
const OF_THE_MACHINE = new Set(["blue-breach", "breach", "common-cause", "blue-not-ready", "blind"]);
const LOOKS_EVERY_MS = 1_000;

/**
 * Somebody on call who knows this world: its minutes are fractions of a second, and when the machine under it stands still for half of one, no P99
 * survives. Ends such holds as soon as what they warn of is over, as a person would, and no others. Call the result to send them home.
 */
export function onCall(api: Api): () => void {
  let home = false;
  const look = async (): Promise<void> => {
    const { state, hold } = await api.status();
    if (state !== "Held" || !OF_THE_MACHINE.has(hold?.code ?? "")) return;
    const { status } = await api.command("resume", { reason: "the machine stood still for a moment" });
    if (status === 200) console.log(`  held (${hold?.code}: ${hold?.reason}), resumed by who is on call`);
  };
  const watch = async (): Promise<void> => {
    while (!home) {
      // A world that is being restarted is looked at again.
      await look().catch((error: unknown) => String(error));
      await pause(LOOKS_EVERY_MS);
    }
  };
  void watch();
  return () => {
    home = true;
  };
}
