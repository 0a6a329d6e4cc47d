import { expect, test } from "vitest";
import { mailBody } from "./mail-body.ts";

const mail = (type: string, body: string, encoding = "7bit") =>
  `From a@b.c Mon Sep  2 12:00:00 2002\nSubject: Leak\nContent-Type: ${type}\nContent-Transfer-Encoding: ${encoding}\n\n${body}`;

test("headers are not read, lines stay lines", async () => {
  expect(await mailBody(mail("text/plain", "\nHello,\r\n\r\n  you\n"))).toBe("Hello,\n\n  you");
});

test("encodings are undone", async () => {
  expect(await mailBody(mail("text/plain", "SGVsbG8=", "base64"))).toBe("Hello");
  expect(await mailBody(mail("text/plain; charset=iso-8859-1", "caf=E9", "quoted-printable"))).toBe("café");
});

test("of HTML the words are read, whatever it is called", async () => {
  const html =
    '<html><style>p {}</style><p>Click <a href="http://x.y">here</a></p><img src="z" alt="no"></html>';
  expect(await mailBody(mail("text/html", html))).toBe("Click here");
  expect(await mailBody(mail("text/plain", html))).toBe("Click here");
});

test("of a plain and an HTML part the plain one is read", async () => {
  const parts = ["text/plain\n\nplain", "text/html\n\n<b>html</b>"].map(
    (part) => `--x\nContent-Type: ${part}\n`,
  );
  expect(await mailBody(mail('multipart/alternative; boundary="x"', `${parts.join("")}--x--\n`))).toBe(
    "plain",
  );
});
