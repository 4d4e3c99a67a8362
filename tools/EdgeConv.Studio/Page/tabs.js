// The tabs of the page. Elements with data-tabs are shown only in the tabs that it names.
const radios = document.getElementsByName("mode");
let onOpen = () => {};

// Calls onOpen with the name of each tab that is opened: board, train, build or model.
export function startTabs(open) {
  onOpen = open;
  for (const radio of radios) radio.addEventListener("change", () => openTab(radio.value));
}

// Opens a tab, as if the user had chosen it.
export function openTab(name) {
  for (const radio of radios) radio.checked = radio.value === name;
  for (const part of document.querySelectorAll("[data-tabs]")) part.hidden = !part.dataset.tabs.split(" ").includes(name);
  onOpen(name);
}
