/** A colour of the page as the style sheet has it now, light or dark. */
export const colour = (name: string): string =>
  getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();

/** The colour of a line: ink is that of the page, and on dark paper the palette's deep ones are lighter. */
export const lineColour = (hue: string): string => colour(hue.replace("#", "hue-")) || colour(hue) || hue;

/** A button that turns the page light or dark; without it the page goes by the system. */
export function themeButton(changed: () => void): void {
  const button = document.getElementById("theme");
  if (button === null) return;
  const system = matchMedia("(prefers-color-scheme: dark)");
  const dark = () => (document.documentElement.dataset["theme"] ?? (system.matches ? "dark" : "light")) === "dark";
  const show = () => {
    button.textContent = dark() ? "☀ light" : "☾ dark";
    changed();
  };
  button.hidden = false;
  button.addEventListener("click", () => {
    document.documentElement.dataset["theme"] = dark() ? "light" : "dark";
    show();
  });
  system.addEventListener("change", show);
  show();
}

/** An element with a class and children. */
export function element<K extends keyof HTMLElementTagNameMap>(
  name: K,
  className: string,
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(name);
  if (className !== "") made.className = className;
  made.append(...children);
  return made;
}
