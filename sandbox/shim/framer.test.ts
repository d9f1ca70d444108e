import fc from "fast-check";
import mqtt from "mqtt-packet";
import { expect, it } from "vitest";
import { Framer } from "./framer.ts";

const publish = fc
  .record({ size: fc.constantFrom(0, 1, 100, 127, 128, 300, 20_000), qos: fc.constantFrom(0, 1, 2) })
  .map(({ size, qos }) =>
    mqtt.generate({
      cmd: "publish",
      topic: "t",
      payload: "x".repeat(size),
      qos: qos,
      messageId: 7,
      dup: false,
      retain: false,
    }),
  );
const packet = fc.oneof(publish, fc.constant(mqtt.generate({ cmd: "pingreq" })));
const cut = fc.record({ bytes: fc.integer({ min: 1, max: 400 }), collect: fc.boolean() });

it("passes every byte on, in order, whenever collecting is switched", () => {
  fc.assert(
    fc.property(fc.array(packet, { minLength: 1, maxLength: 20 }), fc.array(cut), (packets, cuts) => {
      const stream = Buffer.concat(packets);
      const framer = new Framer();
      const out: Buffer[] = [];
      let at = 0;
      for (const { bytes, collect } of [...cuts, { bytes: stream.length, collect: true }]) {
        if (at >= stream.length) break;
        for (const piece of framer.push(stream.subarray(at, at + bytes), collect)) {
          out.push(piece.bytes);
          if (piece.whole) expect(packets.some((one) => one.equals(piece.bytes))).toBe(true);
        }
        at += bytes;
      }
      expect(Buffer.concat(out).equals(stream)).toBe(true);
      expect(framer.atBoundary).toBe(true);
    }),
  );
});

it("gives whole packets only, however the stream is cut", () => {
  fc.assert(
    fc.property(fc.array(packet, { maxLength: 20 }), fc.integer({ min: 1, max: 50 }), (packets, step) => {
      const stream = Buffer.concat(packets);
      const framer = new Framer();
      const whole: Buffer[] = [];
      for (let at = 0; at < stream.length; at += step)
        for (const piece of framer.push(stream.subarray(at, at + step), true)) {
          expect(piece.whole).toBe(true);
          whole.push(piece.bytes);
        }
      expect(whole).toEqual(packets);
    }),
    { numRuns: 30 },
  );
});

it("is at no boundary while a packet is half passed on", () => {
  const framer = new Framer();
  framer.push(Buffer.from([0xc0]), false);
  expect(framer.atBoundary).toBe(false);
  framer.push(Buffer.from([0]), false);
  expect(framer.atBoundary).toBe(true);
});
