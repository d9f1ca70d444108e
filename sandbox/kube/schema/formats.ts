const DATE_TIME =
  /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])[Tt ]([01]\d|2[0-3]):[0-5]\d:([0-5]\d|60)(\.\d+)?([Zz]|[+-]\d\d:?\d\d)$/;
const DATE = /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/;
const DURATION =
  /^[+-]?(\d+(\.\d*)?|\.\d+)(ns|us|µs|ms|s|m|h|d|w)((\d+(\.\d*)?|\.\d+)(ns|us|µs|ms|s|m|h|d|w))*$|^0$/;
const UUID = /^[0-9a-fA-F]{8}-?([0-9a-fA-F]{4}-?){3}[0-9a-fA-F]{12}$/;
const IPV4 = /^((25[0-5]|2[0-4]\d|1?\d?\d)(\.|$)){4}$/;
const BYTE = /^([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

function isUri(text: string): boolean {
  return URL.canParse(text);
}

/** The string formats that kube-apiserver checks and that are used here; unknown ones are ignored, as there. */
const FORMATS: { [name: string]: (text: string) => boolean } = {
  "date-time": (text) => DATE_TIME.test(text),
  date: (text) => DATE.test(text),
  duration: (text) => DURATION.test(text),
  uuid: (text) => UUID.test(text),
  ipv4: (text) => IPV4.test(text),
  byte: (text) => BYTE.test(text),
  uri: isUri,
};

export function hasFormat(text: string, format: string): boolean {
  return FORMATS[format]?.(text) ?? true;
}
