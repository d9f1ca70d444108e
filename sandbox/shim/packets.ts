/** The few things that the shim has to know about MQTT packets, the same in 3.1.1 and 5. */
export const packetType = { publish: 3, puback: 4, pubrec: 5, pubrel: 6, pubcomp: 7 } as const;

export const typeOf = (packet: Buffer): number => (packet[0] ?? 0) >> 4;
export const qosOf = (publish: Buffer): number => ((publish[0] ?? 0) >> 1) & 3;

/** Where the variable header begins: behind the type byte and the remaining length of one to four bytes. */
function bodyOffset(packet: Buffer): number {
  let at = 1;
  while (at < 4 && (packet[at] ?? 0) >= 0x80) at++;
  return at + 1;
}

function idOffset(packet: Buffer): number {
  const body = bodyOffset(packet);
  return typeOf(packet) === packetType.publish ? body + 2 + packet.readUInt16BE(body) : body;
}

/** The packet identifier of a PUBLISH of QoS 1 or 2, or of one of its four answers. */
export const packetId = (packet: Buffer): number => packet.readUInt16BE(idOffset(packet));

/** PUBACK, PUBREC, PUBREL or PUBCOMP with no reason code: success in both versions. */
export function answer(type: number, id: number): Buffer {
  const flags = type === packetType.pubrel ? 2 : 0;
  return Buffer.from([(type << 4) | flags, 2, id >> 8, id & 0xff]);
}

/** The same message delivered a second time: QoS 1 as a retransmission, QoS 2 as a second message under its own id. */
export function secondDelivery(publish: Buffer, id: number): Buffer {
  const copy = Buffer.from(publish);
  if (qosOf(publish) > 0) copy.writeUInt16BE(id, idOffset(copy));
  if (qosOf(publish) === 1) copy[0] = (copy[0] ?? 0) | 8;
  return copy;
}
