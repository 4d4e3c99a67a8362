// Small helpers to make elements and numbers.
export * from "./page.js";

// An element with properties (class, text, on..., aria-..., data-..., any attribute) and children.
export function make(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === null || value === false) continue;
    if (name === "class") element.className = value;
    else if (name === "text") element.textContent = value;
    else if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children);
  return element;
}

export function options(select, items, chosen) {
  select.replaceChildren(...items.map(([value, text]) => make("option", { value, text, selected: String(value) === String(chosen) })));
}

export const number = value => value < 0 ? "−" + -value : String(value);
export const fixed = (value, digits) => number(Number(value.toFixed(digits)));

// Sets a text only where it changes: the browser lays out the page anew for any that is set.
export function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

// Sets what an element holds, as HTML that the page itself made, only where it changes.
const held = new WeakMap();
export function setHtml(element, html) {
  if (held.get(element) === html) return;
  held.set(element, html);
  element.innerHTML = html;
}
