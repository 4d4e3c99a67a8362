// Functions that report.html and the studio share: elements, formatted numbers, and the text beside the pointer.
export const $ = id => document.getElementById(id);

// One formatter per number of digits is kept, because making one takes a tenth of a millisecond.
const formats = new Map();
export function thousands(value, digits = 0) {
  if (!formats.has(digits)) formats.set(digits, new Intl.NumberFormat("en-US", { minimumFractionDigits: digits, maximumFractionDigits: digits }));
  return formats.get(digits).format(value);
}

// Formats a count with its noun: "1 row", "1,200 rows".
export const amount = (count, noun) => `${thousands(count)} ${noun}${count === 1 ? "" : "s"}`;
export const percent = duty => thousands(duty / 100, 2) + " %";
export const times = (...extents) => extents.join("×");

export function tip(event, text) {
  const box = $("tip");
  box.hidden = !text;
  if (!text) return;
  box.textContent = text;
  box.style.left = Math.max(8, Math.min(event.clientX + 14, innerWidth - box.offsetWidth - 8)) + "px";
  box.style.top = Math.max(8, event.clientY - box.offsetHeight - 12) + "px";
}
