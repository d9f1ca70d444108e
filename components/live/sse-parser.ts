export type StreamEvent = { event: string; data: string } | { event: "comment" };

/**
 * Reads server-sent events from text as it arrives, in any pieces. Comments are told too: they are the proof that a quiet
 * stream is alive, which the browser's own EventSource keeps to itself.
 */
export function createSseParser(onEvent: (event: StreamEvent) => void): (text: string) => void {
  let buffer = "";
  let event = "";
  let data: string[] = [];

  function line(text: string): void {
    if (text === "") {
      if (data.length > 0) onEvent({ event: event === "" ? "message" : event, data: data.join("\n") });
      event = "";
      data = [];
      return;
    }
    if (text.startsWith(":")) {
      onEvent({ event: "comment" });
      return;
    }
    const colon = text.indexOf(":");
    const field = colon === -1 ? text : text.slice(0, colon);
    const value = colon === -1 ? "" : text.slice(colon + 1).replace(/^ /, "");
    if (field === "event") event = value;
    if (field === "data") data.push(value);
  }

  return (text) => {
    buffer += text;
    const lines = buffer.split(/\r\n|\n|\r(?!$)/);
    buffer = lines.pop() ?? "";
    for (const each of lines) line(each);
  };
}
