import { describe, expect, it } from "vitest";
import { TerminalText } from "./terminal-text.ts";

const shown = (...pieces: string[]): string => {
  const terminal = new TerminalText();
  for (const piece of pieces) terminal.write(piece);
  return terminal.toString();
};

describe("TerminalText", () => {
  it.each([
    ["plain text", ["a\nb", "c\n"], "a\nbc\n"],
    ["a progress bar", ["10%\r", "50%\r", "100%\n", "done"], "100%\ndone"],
    ["a shorter line over a longer one", ["abcdef\rxy"], "xycdef"],
    ["a carriage return at the very end", ["abc\r"], "abc"],
    ["a carriage return in the next piece", ["abc", "\rX"], "Xbc"],
    ["\\r\\n", ["abc\r\ndef\r", "\nghi"], "abc\ndef\nghi"],
    ["several carriage returns", ["ab\r\r\rc"], "cb"],
    ["backspaces", ["abc\b\bX"], "aXc"],
    ["backspaces past the start", ["a\b\b\bX"], "X"],
    ["a backspace in the next piece", ["12%", "\b\b\b", "13%"], "13%"],
    ["no movement across lines", ["abc\n\b\rX"], "abc\nX"],
    ["a spinner", ["|", "\b/", "\b-", "\b\\", "\b \n"], " \n"],
    ["characters beyond the basic plane", ["🤗🤗\ra"], "a🤗"],
    ["erase to the end of the line", ["abcdef\r\u001b[Kxy"], "xy"],
    ["erase the line, then return", ["abcdef\u001b[2K\rxy"], "xy"],
    ["colours", ["\u001b[32mok\u001b[0m\n"], "\u001b[32mok\u001b[0m\n"],
    ["colours that are overwritten", ["\u001b[32mabc\u001b[0m\rxyz"], "xyz"],
    ["an escape sequence cut in two", ["abcdef\r\u001b", "[", "Kxy"], "xy"],
    ["nothing", [], ""],
  ])("shows %s", (_, pieces, expected) => {
    expect(shown(...pieces)).toBe(expected);
  });

  it("shows the same however the text is cut", () => {
    const text = "one\rtwo\b\bX\r\n🤗 \u001b[1mbold\u001b[0m\rlast\u001b[K";
    const whole = shown(text);
    for (let cut = 0; cut <= text.length; cut++) {
      if (text.charCodeAt(cut - 1) === 0xd83e) continue; // between the halves of a surrogate pair
      expect(shown(text.slice(0, cut), text.slice(cut))).toBe(whole);
    }
    expect(whole).toBe("tXo\nlast");
  });
});
