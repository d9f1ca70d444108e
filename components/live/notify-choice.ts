const CHOICE = "crossfade-notify";
const SAID = "crossfade-notified";

/** Browsers with no notifications, or in a context without them, are simply not asked. */
export const canNotify = (): boolean => "Notification" in window;

/** Chosen here, and allowed by the browser. A tab that is hidden then keeps listening: whoever wants to be called is not looking. */
export const wantsNotices = (): boolean =>
  canNotify() && Notification.permission === "granted" && localStorage.getItem(CHOICE) === "on";

export async function chooseNotices(on: boolean): Promise<"on" | "off" | "denied"> {
  if (!on) {
    localStorage.setItem(CHOICE, "off");
    return "off";
  }
  const permission = await Notification.requestPermission();
  localStorage.setItem(CHOICE, permission === "granted" ? "on" : "off");
  return permission === "granted" ? "on" : "denied";
}

/** Whether this tab is the first to say it: all of them see the same. */
export function claimNotice(migration: string, id: string): boolean {
  const key = `${SAID} ${migration}`;
  if (localStorage.getItem(key) === id) return false;
  localStorage.setItem(key, id);
  return true;
}
