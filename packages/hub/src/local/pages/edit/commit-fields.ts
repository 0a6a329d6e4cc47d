import { html } from "hono/html";
import type { Html } from "../parts/html.ts";

/** What a commit is to say; left empty it says what was done. */
export function commitFields(given: { title: string; written?: string; description?: string }): Html {
  return html`<fieldset><legend>Commit</legend>
<label>What changes<input name="title" value="${given.written ?? ""}" placeholder="${given.title}" maxlength="500"></label>
<label>Why, in more words<textarea name="description" rows="2" maxlength="20000">${given.description ?? ""}</textarea></label>
</fieldset>`;
}
