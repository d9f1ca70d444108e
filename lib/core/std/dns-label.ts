const LABEL = /^[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?$/;

/** RFC 1123 label: what a namespace may be called, and a Migration. Never `.` or `..`, nor anything that means something to a shell. */
export const isDnsLabel = (text: string): boolean => LABEL.test(text);
