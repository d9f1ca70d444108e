import { expect, it } from "vitest";
import { createSseParser, type StreamEvent } from "./sse-parser.ts";

function read(...pieces: string[]): StreamEvent[] {
  const events: StreamEvent[] = [];
  const feed = createSseParser((event) => events.push(event));
  for (const piece of pieces) feed(piece);
  return events;
}

it("reads events however they are cut into pieces", () => {
  expect(read("event: upd", "ate\nda", 'ta: {"a":1}\n', "\n")).toEqual([
    { event: "update", data: '{"a":1}' },
  ]);
});

it("joins lines of data, and ends events of unknown fields too", () => {
  expect(read("retry: 1000\nid: 4\nevent: x\ndata: 1\ndata: 2\n\n")).toEqual([{ event: "x", data: "1\n2" }]);
});

it("tells of comments, and sends no event for them", () => {
  expect(read(": alive\n\n")).toEqual([{ event: "comment" }]);
});

it("takes any line ending", () => {
  expect(read("event: a\r\ndata: 1\r\n\r\n")).toEqual([{ event: "a", data: "1" }]);
});
