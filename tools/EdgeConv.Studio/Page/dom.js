// Helpers that make elements and format numbers.
export * from "./page.js";

// Makes an element with properties (class, text, on... handlers, any attribute) and children.
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

// Sets a text only if it differs, because the browser lays out the page again for each text that is set.
export function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

// Sets the content of an element, as HTML that the page itself made, only if it differs.
const lastHtml = new WeakMap();
export function setHtml(element, html) {
  if (lastHtml.get(element) === html) return;
  lastHtml.set(element, html);
  element.innerHTML = html;
}
