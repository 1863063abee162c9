/** Light or dark. */

import { byId } from "./dom.js";

const THEME = "theme";

/** Light, dark, or as the system has it; kept for the next time. */
export function theme() {
  const kept = localStorage.getItem(THEME);
  if (kept) document.documentElement.dataset.theme = kept;
  byId("theme").addEventListener("click", () => {
    const dark = getComputedStyle(document.documentElement).colorScheme.trim() === "dark";
    const system = matchMedia("(prefers-color-scheme: dark)").matches;
    const now = document.documentElement.dataset.theme ? dark : system;
    const next = now ? "light" : "dark";
    document.documentElement.dataset.theme = next;
    localStorage.setItem(THEME, next);
  });
}
