/** Whether a JSON value is longer than so many bytes of JSON. */
export const isLongerThan = (value: unknown, bytes: number): boolean =>
  Buffer.byteLength(JSON.stringify(value), "utf8") > bytes;
