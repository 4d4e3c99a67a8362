import { isDark, useScheme } from "./colors.js";
import { $ } from "./dom.js";

// Uses the system's scheme, light or dark, until the user chooses one with the button.
export function startTheme(onChange) {
  const root = document.documentElement, button = $("theme");
  const show = () => {
    useScheme();
    button.textContent = isDark() ? "☀ Light" : "☾ Dark";
    button.setAttribute("aria-label", isDark() ? "Switch to light colors" : "Switch to dark colors");
    onChange();
  };
  if (["light", "dark"].includes(localStorage.getItem("theme"))) root.dataset.theme = localStorage.getItem("theme");
  button.addEventListener("click", () => {
    root.dataset.theme = isDark() ? "light" : "dark";
    localStorage.setItem("theme", root.dataset.theme);
    show();
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", show);
  show();
}
