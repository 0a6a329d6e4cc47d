export { brownSentences, type TaggedSentence } from "./brown-sentences.ts";
export { mailBody } from "./mail-body.ts";
export { nearDuplicates } from "./near-duplicates.ts";
export { shuffle } from "./shuffle.ts";
export { type Mail, spamMails } from "./spam-mails.ts";
export { universalTag, universalTags } from "./universal-tag.ts";
