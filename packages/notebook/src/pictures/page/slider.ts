import { element } from "./element.ts";

export interface SliderOptions {
  label: string;
  min: number;
  max: number;
  step: number;
  value: number;
  /** How the value is written beside the slider, and spoken. */
  format(value: number): string;
  onInput(value: number): void;
}

/** A labelled slider with its value in words. */
export function slider(options: SliderOptions): {
  readonly node: HTMLElement;
  set(changes: { max: number; value: number }): void;
} {
  const { label, min, max, step, value, format } = options;
  const input = element("input", { type: "range", min, max, step, value });
  const output = element("span", { "aria-hidden": "true", class: "lcp-value" });
  const show = () => {
    output.textContent = format(input.valueAsNumber);
    input.setAttribute("aria-valuetext", format(input.valueAsNumber));
  };
  input.addEventListener("input", () => {
    show();
    options.onInput(input.valueAsNumber);
  });
  show();
  return {
    node: element("label", { class: "lcp-slider" }, element("span", {}, label), input, output),
    set(changes) {
      input.max = String(changes.max);
      input.value = String(changes.value);
      show();
    },
  };
}
