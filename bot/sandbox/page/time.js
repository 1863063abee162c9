/** Times as people read them in a channel. */

const CLOCK = { hour: "numeric", minute: "2-digit" };
const DAY = { day: "numeric", month: "long", year: "numeric" };
const STAMPS = {
  t: { hour: "2-digit", minute: "2-digit" },
  T: { hour: "2-digit", minute: "2-digit", second: "2-digit" },
  d: { day: "2-digit", month: "2-digit", year: "numeric" },
  D: DAY,
  f: { ...DAY, ...CLOCK },
  F: { weekday: "long", ...DAY, ...CLOCK },
};
const STEPS = [
  ["year", 31_536_000],
  ["month", 2_592_000],
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
  ["second", 1],
];

/** A time in full, for titles and screen readers. */
export function inFull(date) {
  return date.toLocaleString("en", STAMPS.F);
}

/** The time of day. */
export function clockTime(date) {
  return date.toLocaleTimeString("en", CLOCK);
}

/** Today and yesterday by name, earlier days by date; always with the time of day. */
export function inChannel(date, now = new Date()) {
  const midnight = new Date(now.getFullYear(), now.getMonth(), now.getDate());
  const days = Math.ceil((midnight - date) / 86_400_000);
  if (days <= 0) return `Today at ${clockTime(date)}`;
  if (days === 1) return `Yesterday at ${clockTime(date)}`;
  return `${date.toLocaleDateString("en", STAMPS.d)} ${clockTime(date)}`;
}

/** What `<t:seconds:style>` shows. */
export function stamped(seconds, style, now = Date.now()) {
  const date = new Date(seconds * 1000);
  if (style === "R") return relative(seconds - now / 1000);
  return date.toLocaleString("en", STAMPS[style] || STAMPS.f);
}

/** "in 3 hours", "2 days ago". */
function relative(seconds) {
  const [unit, size] = STEPS.find(([, each]) => Math.abs(seconds) >= each) || STEPS.at(-1);
  const words = new Intl.RelativeTimeFormat("en", { numeric: "auto" });
  return words.format(Math.round(seconds / size), unit);
}
